import { missingNames } from '#json-schema'
import { type CompileContext, compileTemplate, isObject, parseTemplate } from '#lang'
import type { Model } from '#model'
import { ModelError, within } from './model-error.ts'

/** Views are compiled on first use: what is wrong with one must come out when the model is loaded. */
export function checkCollections(model: Model, context: CompileContext): void {
  for (const [name, { fixtures = [], views = {} }] of Object.entries(model.collections)) {
    for (const [view, template] of Object.entries(views)) {
      within(`view "${name}.${view}"`, () => compileTemplate(parseTemplate(template), { ...context, names: new Set(['self']) }))
    }
    const odd = fixtures.findIndex(({ value }) => !isObject(value))
    if (odd !== -1) throw new ModelError(`collection "${name}": fixture ${odd} is no object`)
  }
}

/** A schema is compiled on first use, too. */
export function checkSchemas({ schemas = {} }: Model): void {
  const [missing] = missingNames(schemas)
  if (missing !== undefined) throw new ModelError(`schemas: there is no schema "${missing}"`)
}
