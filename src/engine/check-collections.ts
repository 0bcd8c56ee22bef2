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
