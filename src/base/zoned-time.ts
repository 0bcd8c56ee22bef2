/**
 * Moments and what clocks on the wall show. A wall time is a number, too: the moment at which clocks in UTC show it. Names of zones are those
 * of the time zone database, `Europe/Berlin`.
 */

const formats = new Map<string, Intl.DateTimeFormat>()
/** By zone, how far it is ahead of UTC in each quarter of an hour that was asked for: no zone changes more often. */
const offsets = new Map<string, Map<number, number>>()
const quarterMs = 900_000
/** So many quarters are remembered of a zone. */
const quartersMax = 20_000
const dayMs = 86_400_000

export function isZone(zone: string): boolean {
  return formatOf(zone) !== undefined
}

/** What clocks of the zone show at a moment. */
export function toWallTime(atMs: number, zone: string): number {
  return atMs + offsetMs(atMs, zone)
}

/** The moments at which clocks of the zone show this: none where they leap over it, two where it comes twice. */
export function momentsOf(wallMs: number, zone: string): number[] {
  if (zone === 'UTC') return [wallMs]
  const near = new Set([offsetMs(wallMs - dayMs, zone), offsetMs(wallMs + dayMs, zone)])
  return [...near]
    .map((offset) => wallMs - offset)
    .filter((atMs) => toWallTime(atMs, zone) === wallMs)
    .sort((a, b) => a - b)
}

/** The first moment at which clocks of the zone show this; where they leap over it, as much later as they leap. */
export function momentOf(wallMs: number, zone: string): number {
  return momentsOf(wallMs, zone)[0] ?? wallMs - offsetMs(wallMs - dayMs, zone)
}

function offsetMs(atMs: number, zone: string): number {
  if (zone === 'UTC') return 0
  const quarter = Math.floor(atMs / quarterMs)
  let known = offsets.get(zone)
  if (known === undefined || known.size > quartersMax) {
    known = new Map()
    offsets.set(zone, known)
  }
  let offset = known.get(quarter)
  if (offset === undefined) {
    offset = readOffset(quarter * quarterMs, zone)
    known.set(quarter, offset)
  }
  return offset
}

function readOffset(atMs: number, zone: string): number {
  const format = formatOf(zone)
  if (format === undefined || !(Math.abs(atMs) <= 8.64e15)) return 0
  const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (name) => part.get(name as Intl.DateTimeFormatPartTypes) ?? 0,
  ) as [number, number, number, number, number, number]
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
    return format
  } catch {
    return undefined
  }
}
