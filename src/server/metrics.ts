import type { Answer } from '#engine'
import type { Made } from './exchange.ts'
import type { SpanCounts } from './spans/span-exporter.ts'

/** Upper ends of the buckets of how long answers take to be made, in seconds. */
const bucketsS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1]

/** The sum in seconds, and a count for each bucket: the first of these, where most fall, lies beside it. */
const rowLength = 1 + bucketsS.length

/** Answers of one status and provenance. */
interface Kind {
  readonly status: number
  readonly provenance: Answer['provenance']
  /** By number of the route. */
  counts: Float64Array
}

/** How many requests were answered, how, and how fast; in the text format of Prometheus. In columns: objects for each of many routes are far apart. */
export class Metrics {
  /** The number of each, in the order in which they were asked first. */
  readonly #routes = new Map<string, number>()
  /** Few: they are looked through. */
  readonly #kinds: Kind[] = []
  /** A row for each route. */
  #times: Float64Array = new Float64Array(0)
  #struck = 0

  /** `tookMs` is the time in which the answer was made, without what chaos adds. */
  count({ answer, tookMs }: Made): void {
    const route = this.#numberOf(answer.route ?? '')
    const { counts } = this.#kindOf(answer)
    counts[route] = (counts[route] as number) + 1
    const tookS = tookMs / 1000
    const row = route * rowLength
    this.#times[row] = (this.#times[row] as number) + tookS
    const bucket = bucketOf(tookS)
    if (bucket < bucketsS.length) this.#times[row + 1 + bucket] = (this.#times[row + 1 + bucket] as number) + 1
    if (answer.chaos !== undefined) this.#struck++
  }

  #numberOf(route: string): number {
    const known = this.#routes.get(route)
    if (known !== undefined) return known
    const number = this.#routes.size
    this.#routes.set(route, number)
    this.#times = withRoom(this.#times, (number + 1) * rowLength)
    for (const kind of this.#kinds) kind.counts = withRoom(kind.counts, number + 1)
    return number
  }

  #kindOf({ response: { status }, provenance }: Answer): Kind {
    for (const known of this.#kinds) if (known.status === status && known.provenance === provenance) return known
    const kind: Kind = { status, provenance, counts: withRoom(new Float64Array(0), this.#routes.size) }
    this.#kinds.push(kind)
    return kind
  }

  /** `sessions` is how many there are now, `ended` how many the server has ended itself, `spans` what became of spans, where they are sent. */
  print(twin: string, sessions: number, ended: Readonly<Record<string, number>>, spans?: SpanCounts): string {
    const label = (labels: Readonly<Record<string, string>>) =>
      Object.entries({ twin, ...labels })
        .map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`)
        .join(',')
    const lines = [
      '# HELP doppel_requests_total Requests that were answered; a route of none is "".',
      '# TYPE doppel_requests_total counter',
    ]
    for (const [route, number] of this.#routes) {
      for (const { status, provenance, counts } of this.#kinds) {
        const count = counts[number] as number
        if (count > 0) lines.push(`doppel_requests_total{${label({ route, status: String(status), provenance })}} ${count}`)
      }
    }
    lines.push('# HELP doppel_answer_seconds Time in which answers were made.', '# TYPE doppel_answer_seconds histogram')
    for (const [route, number] of this.#routes) {
      const [sumS = 0, ...buckets] = this.#times.subarray(number * rowLength, (number + 1) * rowLength)
      let below = 0
      for (const [at, end] of bucketsS.entries()) {
        below += buckets[at] as number
        lines.push(`doppel_answer_seconds_bucket{${label({ route, le: String(end) })}} ${below}`)
      }
      const total = this.#kinds.reduce((sum, { counts }) => sum + (counts[number] as number), 0)
      lines.push(`doppel_answer_seconds_bucket{${label({ route, le: '+Inf' })}} ${total}`)
      lines.push(`doppel_answer_seconds_sum{${label({ route })}} ${sumS}`, `doppel_answer_seconds_count{${label({ route })}} ${total}`)
    }
    lines.push(
      '# HELP doppel_chaos_total Requests that chaos struck.',
      '# TYPE doppel_chaos_total counter',
      `doppel_chaos_total{${label({})}} ${this.#struck}`,
      '# HELP doppel_sessions Sessions that there are.',
      '# TYPE doppel_sessions gauge',
      `doppel_sessions{${label({})}} ${sessions}`,
      '# HELP doppel_sessions_ended_total Sessions that the server ended itself.',
      '# TYPE doppel_sessions_ended_total counter',
      ...Object.entries(ended).map(([reason, count]) => `doppel_sessions_ended_total{${label({ reason })}} ${count}`),
    )
    if (spans !== undefined) {
      lines.push('# HELP doppel_spans_total Spans that were sent, and that were dropped.', '# TYPE doppel_spans_total counter')
      for (const result of ['sent', 'dropped'] as const) lines.push(`doppel_spans_total{${label({ result })}} ${spans[result]}`)
    }
    return `${lines.join('\n')}\n`
  }
}

/** The same numbers, with place for so many. */
function withRoom(numbers: Float64Array, length: number): Float64Array {
  if (numbers.length >= length) return numbers
  const larger = new Float64Array(Math.max(length, 2 * numbers.length, 64))
  larger.set(numbers)
  return larger
}

/** The place of the first bucket that it fits in. */
function bucketOf(tookS: number): number {
  let at = 0
  while (at < bucketsS.length && tookS > (bucketsS[at] as number)) at++
  return at
}
