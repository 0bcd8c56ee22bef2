import { bind, type CompileContext, compileExpression, parseExpression } from '#lang'
import type { Flag } from './fields.ts'
import type { ListObservation } from './observation.ts'

/** Share of the members shown that may fail a test: what is known of them may be a moment old. */
const failedMax = 0.1

/** The tests that a list may make of its members though nothing was asked: those that it has shown meet them. */
export function unrefutedFlags(
  flags: readonly Flag[],
  collection: string,
  observations: readonly ListObservation[],
  context: CompileContext,
): Flag[] {
  const shown = observations.flatMap(({ scope, moment, keys }) => {
    const wanted = new Set(keys)
    return [...moment.entities(collection)]
      .filter(({ value }) => wanted.has(moment.ownKey(value) ?? ''))
      .map(({ value }) => bind(scope.environment, 'self', value))
  })
  const inner = { ...context, names: new Set([...context.names, 'self']) }
  return flags.filter(({ test }) => {
    const holds = compileExpression(parseExpression(test), inner)
    return shown.filter((environment) => holds(environment) !== true).length <= shown.length * failedMax
  })
}
