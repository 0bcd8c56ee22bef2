import { type ExplainedTest, explainTest } from '#engine'
import type { Environment } from '#lang'
import { compileRequestTest, requestContext, requestEnvironment } from '../request-environment.ts'
import type { JournalEntry } from './journal.ts'

/** Which entries are meant; what is left out does not matter. */
export interface JournalFilter {
  /** `POST /orders/{id}` as routes are named, or `POST /orders/7` as it was asked. */
  readonly route?: string | undefined
  readonly status?: number | undefined
  readonly provenance?: string | undefined
  /** Ms since 1970. */
  readonly sinceMs?: number | undefined
  /** Over `method`, `target`, `path`, `query`, `body`, and `status`, `route`, `variant`, `provenance`. */
  readonly where?: string | undefined
}

/** The names that a `where` may use beside those of requests. */
const context = requestContext(['status', 'route', 'variant', 'provenance'])

/** One test of a filter. */
export interface FilterTest {
  readonly name: keyof JournalFilter
  holds(entry: JournalEntry): boolean
  /** What came of it, for people. */
  explain(entry: JournalEntry): string
}

/** The tests of a filter, in the order in which they are asked. Throws an `Error` where `where` can't be read. */
export function filterTests({ route, status, provenance, sinceMs, where }: JournalFilter): FilterTest[] {
  const tests: FilterTest[] = []
  if (route !== undefined) {
    tests.push({ name: 'route', holds: (entry) => isOfRoute(entry, route), explain: (entry) => `it was ${calledBy(entry)}` })
  }
  if (status !== undefined) {
    tests.push({ name: 'status', holds: (entry) => entry.status === status, explain: (entry) => `the status was ${entry.status}` })
  }
  if (provenance !== undefined) {
    const explain = (entry: JournalEntry) => `the provenance was ${entry.provenance}`
    tests.push({ name: 'provenance', holds: (entry) => entry.provenance === provenance, explain })
  }
  if (sinceMs !== undefined) {
    const explain = (entry: JournalEntry) => `it came at ${new Date(entry.atMs).toISOString()}`
    tests.push({ name: 'sinceMs', holds: (entry) => entry.atMs >= sinceMs, explain })
  }
  if (where !== undefined) {
    const test = compileRequestTest(where, context)
    tests.push({ name: 'where', holds: (entry) => test(environmentOf(entry)) === true, explain: (entry) => explainWhere(where, entry) })
  }
  return tests
}

/** `POST /orders`, without the query. */
export function calledBy({ method, target }: JournalEntry): string {
  return `${method} ${target.split('?', 1)[0]}`
}

function isOfRoute(entry: JournalEntry, route: string): boolean {
  return entry.route === route || calledBy(entry) === route
}

function explainWhere(where: string, entry: JournalEntry): string {
  if (entry.bodyBytes > 0 && entry.body === undefined) return `its body of ${entry.bodyBytes} bytes was too long to be kept`
  return explainParts(explainTest(where, environmentOf(entry), context)).join(', ')
}

/** The parts that did not hold, with what was compared. */
function explainParts(test: ExplainedTest): string[] {
  if (test.held) return []
  if (test.parts !== undefined) return test.parts.flatMap(explainParts)
  const sides = [test.left, test.right].filter((side) => side !== undefined).map((side) => JSON.stringify(side))
  return [`${test.test} does not hold${sides.length > 0 ? ` of ${sides.join(' and ')}` : ''}`]
}

function environmentOf(entry: JournalEntry): Environment {
  const { method, target, status, route, variant, provenance, contentType, body = '' } = entry
  const headers = contentType === undefined ? [] : [['Content-Type', contentType] as const]
  const request = { method, target, headers, body: new TextEncoder().encode(body) }
  return requestEnvironment(request, { route, nowMs: entry.atMs, locals: { status, route, variant, provenance } })
}
