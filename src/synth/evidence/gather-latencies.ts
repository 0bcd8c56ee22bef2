import type { Latencies } from '#model'
import type { Call } from '../call.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'

const tenths = 10

/** How long answers took, by route and of all together. */
export function gatherLatencies(routes: readonly LearnedRoute[]): Latencies {
  const known = routes.flatMap(({ route }): [string, number[]][] => {
    const took = route.calls.map(tookMs)
    return took.length === 0 ? [] : [[`${route.method} ${route.pattern}`, toTenths(took)]]
  })
  const all = routes.flatMap(({ route }) => route.calls.map(tookMs))
  return {
    format: 'doppel-latencies/1',
    routes: Object.fromEntries([...(all.length === 0 ? [] : [['', toTenths(all)] as const]), ...known]),
  }
}

function tookMs({ startedAtMs, endedAtMs }: Call): number {
  return Math.max(0, endedAtMs - startedAtMs)
}

function toTenths(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return Array.from({ length: tenths + 1 }, (_, at) => Math.round((sorted[Math.round((at / tenths) * (sorted.length - 1))] ?? 0) * 10) / 10)
}
