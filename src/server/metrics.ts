import type { Answer } from '#engine'
import type { Made } from './exchange.ts'
import type { SpanCounts } from './spans/span-exporter.ts'

/** Upper ends of the buckets of how long answers take to be made, in seconds. */
const bucketsS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1]

interface RouteCounts {
  /** Few: they are looked through. */
  readonly answers: { readonly status: number; readonly provenance: Answer['provenance']; count: number }[]
  readonly buckets: number[]
  sumS: number
}

/** How many requests were answered, how, and how fast; in the text format of Prometheus. */
export class Metrics {
  readonly #routes = new Map<string, RouteCounts>()
  #struck = 0

  /** `tookMs` is the time in which the answer was made, without what chaos adds. */
  count({ answer, tookMs }: Made): void {
    const route = answer.route ?? ''
    let counts = this.#routes.get(route)
    if (counts === undefined) {
      counts = { answers: [], buckets: bucketsS.map(() => 0), sumS: 0 }
      this.#routes.set(route, counts)
    }
    countAnswer(counts.answers, answer)
    const tookS = tookMs / 1000
    counts.sumS += tookS
    const bucket = bucketOf(tookS)
    if (bucket < bucketsS.length) counts.buckets[bucket] = (counts.buckets[bucket] ?? 0) + 1
    if (answer.chaos !== undefined) this.#struck++
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
    for (const [route, { answers }] of this.#routes) {
      for (const { status, provenance, count } of answers) {
        lines.push(`doppel_requests_total{${label({ route, status: String(status), provenance })}} ${count}`)
      }
    }
    lines.push('# HELP doppel_answer_seconds Time in which answers were made.', '# TYPE doppel_answer_seconds histogram')
    for (const [route, { answers, buckets, sumS }] of this.#routes) {
      let below = 0
      for (const [at, end] of bucketsS.entries()) {
        below += buckets[at] ?? 0
        lines.push(`doppel_answer_seconds_bucket{${label({ route, le: String(end) })}} ${below}`)
      }
      const total = answers.reduce((sum, { count }) => sum + count, 0)
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

function countAnswer(answers: RouteCounts['answers'], { response: { status }, provenance }: Answer): void {
  for (const known of answers) {
    if (known.status === status && known.provenance === provenance) {
      known.count++
      return
    }
  }
  answers.push({ status, provenance, count: 1 })
}

/** The place of the first bucket that it fits in. */
function bucketOf(tookS: number): number {
  let at = 0
  while (at < bucketsS.length && tookS > (bucketsS[at] as number)) at++
  return at
}
