import { isList, isObject, type Value } from '#lang'
import { type Call, valueKey } from '../call.ts'

/** Calls of one variant that expressions are learned from. */
export const expressionSampleMax = 150

/**
 * At most so many of the calls, in their order: rules need variety, not numbers. Taken in turn from calls of each shape, and among these from
 * each session; the same request with the same answer once, as long as there are others.
 */
export function sampleCalls(calls: readonly Call[], max: number): Call[] {
  if (calls.length <= max) return [...calls]
  const seen = new Set<string>()
  const fresh: Call[] = []
  const repeated: Call[] = []
  for (const call of inTurn(calls, ({ session }) => session)) {
    const said = `${call.request.target} ${valueKey(call.request.body)} ${valueKey(call.body.value)}`
    if (seen.has(said)) repeated.push(call)
    else fresh.push(call)
    seen.add(said)
  }
  const sample = [...inTurn(fresh, shapeOf), ...repeated].slice(0, max)
  return sample.sort((a, b) => a.session - b.session || a.index - b.index)
}

/** The first of each group, then the second of each, and so on. */
function inTurn<K>(calls: readonly Call[], groupOf: (call: Call) => K): Call[] {
  const groups = [...Map.groupBy(calls, groupOf).values()]
  const longest = groups.reduce((most, group) => Math.max(most, group.length), 0)
  return Array.from({ length: longest }, (_, round) => groups.flatMap((group) => group[round] ?? [])).flat()
}

/** What is asked with which parameters, and the form of what is sent and answered. */
function shapeOf({ request, body }: Call): string {
  return [Object.keys(request.query).sort().join(), formOf(request.body, 0), formOf(body.value, 0)].join(' ')
}

const depthMax = 3

function formOf(value: Value, depth: number): string {
  if (isList(value)) return depth < depthMax && value.length > 0 ? `[${formOf(value[0], depth + 1)}]` : '[]'
  if (!isObject(value)) return value === null ? 'null' : typeof value
  if (depth >= depthMax) return '{}'
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${key}:${formOf(value[key], depth + 1)}`)
  return `{${parts.join()}}`
}
