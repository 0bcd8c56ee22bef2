import type { Finding } from '#diagnostics'
import type { RecordedSession } from '#recording'
import type { Report } from './report.ts'

/** How old recordings may be; milliseconds. */
export interface Freshness {
  /** A route that was last recorded longer ago fails the check. */
  readonly maxAgeMs?: number | undefined
  /** One that was last recorded longer ago is warned about. */
  readonly warnAgeMs?: number | undefined
}

const dayMs = 86_400_000
const namesMax = 3

/** Routes whose last recording is too old to say what the service does today, by the times of the recordings; the oldest first. */
export function findStale(report: Report, sessions: readonly RecordedSession[], freshness: Freshness, nowMs: number): Finding[] {
  const { maxAgeMs = Number.POSITIVE_INFINITY, warnAgeMs = Number.POSITIVE_INFINITY } = freshness
  const ages = [...lastRecorded(report, sessions)]
    .map(([route, atMs]) => ({ route, ageMs: nowMs - atMs }))
    .sort((one, other) => other.ageMs - one.ageMs)
  const stale = ages.filter(({ ageMs }) => ageMs > maxAgeMs)
  const ageing = ages.filter(({ ageMs }) => ageMs > warnAgeMs && ageMs <= maxAgeMs)
  return [...describe(stale, 'error', maxAgeMs, report.twin), ...describe(ageing, 'warning', warnAgeMs, report.twin)]
}

/** When each route that was replayed was last recorded. */
function lastRecorded(report: Report, sessions: readonly RecordedSession[]): Map<string, number> {
  const times = new Map(sessions.map(({ id, exchanges }) => [id, new Map(exchanges.map(({ index, endedAtMs }) => [index, endedAtMs]))]))
  const last = new Map<string, number>()
  for (const { session, exchanges } of report.sessions) {
    for (const { route, exchange } of exchanges) {
      const atMs = times.get(session)?.get(exchange)
      if (atMs !== undefined) last.set(route, Math.max(atMs, last.get(route) ?? atMs))
    }
  }
  return last
}

function describe(
  routes: readonly { route: string; ageMs: number }[],
  severity: 'error' | 'warning',
  limitMs: number,
  twin: string,
): Finding[] {
  const [oldest] = routes
  if (oldest === undefined) return []
  const names = routes.slice(0, namesMax).map(({ route, ageMs }) => `${route} (${printAge(ageMs)} ago)`)
  const more = routes.length > namesMax ? ` and ${routes.length - namesMax} more` : ''
  return [
    {
      code: severity === 'error' ? 'recordings-too-old' : 'recordings-ageing',
      severity,
      message: `${routes.length === 1 ? 'a route was' : `${routes.length} routes were`} last recorded more than ${printAge(limitMs)} ago: ${names.join(', ')}${more}`,
      place: '[freshness]',
      help: `record what the service does now, and learn it: doppel record ${twin}, then doppel synth ${twin}`,
    },
  ]
}

/** In the largest unit of which there are two or more. */
function printAge(ms: number): string {
  const days = ms / dayMs
  if (days >= 2) return `${Math.floor(days)} days`
  const hours = ms / 3_600_000
  return hours >= 2 ? `${Math.floor(hours)} hours` : `${Math.floor(ms / 60_000)} minutes`
}
