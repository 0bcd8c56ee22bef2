import { inferMintShape, parseTime, printMember } from '#lang'
import type { Route } from '../call.ts'
import { ownName } from '../naming.ts'
import type { Sequence } from '../timeline/sequences.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** Numbers that count up by one within each session, from the same start in all. */
export function explainSequence(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  if (!observations.every(({ target }) => typeof target === 'number' && Number.isInteger(target))) return undefined
  const sessions = new Map<number, number[]>()
  for (const { scope, target } of observations)
    sessions.set(scope.call.session, [...(sessions.get(scope.call.session) ?? []), target as number])
  let steps = 0
  let ones = 0
  for (const numbers of sessions.values()) {
    for (let at = 1; at < numbers.length; at++) {
      steps++
      const step = (numbers[at] ?? 0) - (numbers[at - 1] ?? 0)
      if (step <= 0) return undefined
      if (step === 1) ones++
    }
  }
  const starts = [...sessions.values()].map((numbers) => numbers[0] ?? 0)
  const start = Math.min(...starts)
  const same = starts.filter((first) => first === start).length
  if (ones < steps * 0.6 || same < starts.length * 0.6) return undefined
  if (!observations.some(({ scope, target }) => context.history.isFresh(scope.call, String(target))) && steps === 0) return undefined
  return `next(${JSON.stringify(`${context.subject ?? observations[0]?.scope.call.route.pattern ?? ''}.${ownName(name)}`)}, ${start})`
}

/** Values that appear for the first time in the answer and have one shape. */
export function explainMint(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const texts = observations.map(({ target }) => target)
  if (!texts.every((text): text is string => typeof text === 'string' && text.length >= 4)) return undefined
  if (!observations.every(({ scope, target }) => context.history.isFresh(scope.call, target as string))) return undefined
  if (new Set(texts).size < texts.length) return undefined
  // Moments come from clocks, whether or not it is known from which.
  if (texts.every((text) => parseTime(text) !== undefined)) return undefined
  const shape = inferMintShape(texts)
  return shape === undefined ? undefined : `mint(${JSON.stringify(shape)})`
}

/** The next number of a sequence that keys count in at a route; within a parent it is one more than the largest there. `numberOf` gives that of a key. */
export function printSequence(
  {
    name,
    start,
    field,
    isReused,
    isUnproven,
    within,
    parents: named,
  }: Sequence & { readonly field: string; readonly parents?: readonly string[] },
  route: Route,
  collection = name,
  numberOf = (key: string) => key,
): string {
  if (!isReused && !within) {
    const unproven = isUnproven ? `, absent, ${JSON.stringify(collection)}` : ''
    return `next(${JSON.stringify(name)}, ${start}${unproven})`
  }
  const parents =
    named ?? (within ?? []).map((space) => `path${printMember(route.segments.find((segment) => segment.space === space)?.parameter ?? '')}`)
  const members = [JSON.stringify(collection), ...parents].join(', ')
  return `coalesce(max(list(${members}).map(e, ${numberOf(`e${printMember(field)}`)})), ${start - 1}) + 1`
}
