import { bind, type CompileContext, compileExpression, type Environment, equal, parseExpression } from '#lang'
import type { Model } from '#model'
import type { World } from '#state'
import { within } from './model-error.ts'

/** Brings the fields that follow from others up to date, collection by collection, until nothing changes any more. */
export function compileComputed(model: Model, context: CompileContext): (environment: Environment, world: World) => void {
  const inner = { ...context, names: new Set([...context.names, 'self']) }
  const fields = Object.entries(model.collections).flatMap(([collection, { computed = {} }]) =>
    Object.entries(computed).map(([field, text]) => ({
      collection,
      field,
      evaluate: within(`computed "${collection}.${field}"`, () => compileExpression(parseExpression(text), inner)),
    })),
  )
  return (environment, world) => {
    // Fields may follow from fields of other collections that follow from others still.
    for (let round = 0; round < 4; round++) {
      let changed = false
      for (const { collection, field, evaluate } of fields) {
        for (const { parts, value } of [...world.entities(collection)]) {
          const now = evaluate(bind(environment, 'self', value))
          if (now === undefined || equal(value[field], now)) continue
          world.put(collection, parts, { ...value, [field]: now })
          changed = true
        }
      }
      if (!changed) break
    }
  }
}
