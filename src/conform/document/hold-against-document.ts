import type { ApiDocument, ApiOperation, InferredOperation } from '#author'
import { inferOperations, judgeAnswer, operationFinder, orderOperations, RequestMaker } from '#author'
import { parseJson } from '#base'
import type { Twin } from '#engine'
import { bodyText, type HttpRequest, type HttpResponse } from '#http'
import { createSchemaSet, type SchemaSet } from '#json-schema'
import type { RecordedSession } from '#recording'
import { createFixedClock } from '#state'
import { openReplay } from '../open-replay.ts'
import { prepareSessions } from '../prepared-session.ts'
import { replaySession } from '../replay-session.ts'

/** How a twin and a document of its service stand to each other. */
export interface DocumentReport {
  /** Operations of the document that the twin has, as `METHOD /path`. */
  readonly covered: readonly string[]
  readonly missing: readonly string[]
  /** Routes of the twin that the document has not. */
  readonly undocumented: readonly string[]
  /** Covered operations of which no answer was seen but refusals: nothing is known of what they answer. */
  readonly unseen: readonly string[]
  readonly contradictions: readonly Contradiction[]
  /** Answers that were held to the document. */
  readonly answers: number
}

/** What answers of the twin say that the document does not allow. */
export interface Contradiction {
  /** As the document has it: `GET /orders/{id}`. */
  readonly route: string
  readonly status: number
  /** `status`, `content-type`, `header NAME`, or a place in the body with lists as `[]`: `body.items[].price`. */
  readonly place: string
  readonly message: string
  /** Answers with it. */
  readonly count: number
  /** Whether recorded answers of the service have it, too: then the document is wrong, or the service is. */
  readonly recordedToo: boolean
  /** A request that it answers: `GET /orders/7`. */
  readonly example: string
}

/**
 * Asks the twin what was recorded, and then one request of each operation that the document allows, and holds the answers to the document.
 * Answers that the twin does not know (`miss`) are left out.
 */
export function holdAgainstDocument(twin: Twin, document: ApiDocument, sessions: readonly RecordedSession[]): DocumentReport {
  const set = createSchemaSet(document.schemas)
  const operations = inferOperations(document)
  const judged = new Judgement(document, set)
  for (const session of prepareSessions(sessions)) {
    const { ask } = openReplay(twin, session, { seed: 1 })
    replaySession(session, (request, exchange) => {
      const answer = ask(request, exchange)
      if (answer.provenance !== 'miss') judged.see(request, answer.response)
      judged.seeRecorded(exchange.exchange.request, exchange.exchange.response)
      return answer
    })
  }
  askEach(twin, document, operations, set, judged)
  const routes = new Set(twin.routes.map(shapeOfRoute))
  const labels = document.operations.map(({ method, path }) => `${method} ${path}`)
  const known = new Set(labels.map(shapeOfRoute))
  const covered = labels.filter((label) => routes.has(shapeOfRoute(label)))
  return {
    covered,
    missing: labels.filter((label) => !routes.has(shapeOfRoute(label))),
    undocumented: twin.routes.filter((route) => !known.has(shapeOfRoute(route))),
    unseen: covered.filter((label) => !judged.accepted.has(label)),
    contradictions: judged.contradictions(),
    answers: judged.answers,
  }
}

/** The names of parameters don't matter. */
function shapeOfRoute(route: string): string {
  return route.replace(/\{[^}]*\}/g, '{}')
}

function askEach(twin: Twin, document: ApiDocument, operations: readonly InferredOperation[], set: SchemaSet, judged: Judgement): void {
  const clock = createFixedClock(Date.UTC(2026, 0, 1))
  const session = twin.createSession({ seed: 1, clock, origin: 'http://127.0.0.1' })
  const maker = new RequestMaker(document, set)
  for (const inferred of orderOperations(operations)) {
    const request = maker.request(inferred)
    const { response, provenance } = session.answer(request)
    if (provenance === 'miss') continue
    judged.see(request, response)
    if (response.status < 400) maker.learn(inferred, request, { headers: response.headers, body: parseJson(bodyText(response) ?? '') })
  }
}

class Judgement {
  answers = 0
  /** Operations of which an answer was seen that is no refusal. */
  readonly accepted = new Set<string>()
  readonly #find: (method: string, target: string) => ApiOperation | undefined
  readonly #set: SchemaSet
  readonly #found = new Map<string, Contradiction>()
  readonly #recorded = new Set<string>()

  constructor(document: ApiDocument, set: SchemaSet) {
    this.#find = operationFinder(document)
    this.#set = set
  }

  see(request: HttpRequest, response: HttpResponse): void {
    const operation = this.#find(request.method, request.target)
    if (operation === undefined) return
    this.answers++
    const route = `${operation.method} ${operation.path}`
    if (response.status < 400) this.accepted.add(route)
    for (const { id, place, message } of this.#problems(operation, response)) {
      const known = this.#found.get(id)
      const example = known?.example ?? `${request.method} ${request.target}`
      this.#found.set(id, { route, status: response.status, place, message, count: (known?.count ?? 0) + 1, recordedToo: false, example })
    }
  }

  seeRecorded(request: HttpRequest, response: HttpResponse | undefined): void {
    const operation = response && this.#find(request.method, request.target)
    if (operation && response) for (const { id } of this.#problems(operation, response)) this.#recorded.add(id)
  }

  contradictions(): Contradiction[] {
    const all = [...this.#found].map(([id, each]) => ({ ...each, recordedToo: this.#recorded.has(id) }))
    return all.sort((a, b) => (a.route < b.route ? -1 : a.route > b.route ? 1 : b.count - a.count))
  }

  /** Each problem once for an answer, however many items of a list have it. */
  #problems(
    operation: ApiOperation,
    response: HttpResponse,
  ): Iterable<{ readonly id: string; readonly place: string; readonly message: string }> {
    const problems = new Map<string, { id: string; place: string; message: string }>()
    for (const problem of judgeAnswer(operation, response, this.#set)) {
      const place = problem.place.replace(/\.\d+(?=\.|$)/g, '[]')
      const id = `${operation.method} ${operation.path} ${response.status} ${place} ${problem.message}`
      problems.set(id, { id, place, message: problem.message })
    }
    return problems.values()
  }
}
