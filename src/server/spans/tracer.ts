import { randomBytes } from 'node:crypto'
import type { Exchange, Made } from '../exchange.ts'
import { isSampled, type Sampling } from './sampler.ts'
import type { Span } from './span.ts'
import { type ExportSettings, type SpanCounts, SpanExporter } from './span-exporter.ts'
import { parseTraceContext } from './trace-context.ts'

/** What is told of requests in the terms of OpenTelemetry, and to whom. */
export interface TelemetrySettings extends ExportSettings {
  readonly sampling: Sampling
}

/** Those that semantic conventions know; another goes by `_OTHER`, so that clients can't make up names. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY'])

type Traced = Pick<Exchange, 'request' | 'response' | 'session'>

/** Makes a span of each request that a twin answers, and sends it. Ids are no part of an answer: they come from the system, not from the seed. */
export class Tracer {
  readonly #twin: string
  readonly #sampling: Sampling
  readonly #exporter: SpanExporter

  constructor(twin: string, { sampling, ...settings }: TelemetrySettings, note: (line: string) => void) {
    this.#twin = twin
    this.#sampling = sampling
    this.#exporter = new SpanExporter(settings, note)
  }

  get counts(): SpanCounts {
    return this.#exporter.counts
  }

  /** Now, as spans tell it: by the wall clock, whatever clock the twin has. */
  nowMs(): number {
    return performance.timeOrigin + performance.now()
  }

  /** The span ends with the answer: one that chaos holds back ends late, and one that was cut says so. */
  note(exchange: Traced, made: Made, startMs: number): void {
    const parent = parseTraceContext(exchange.request.headers)
    const traceId = parent?.traceId ?? randomBytes(16).toString('hex')
    if (!isSampled(this.#sampling, traceId, parent)) return
    const { response } = exchange
    const end = () => {
      const endMs = this.nowMs()
      const ids = { traceId, spanId: randomBytes(8).toString('hex'), parentSpanId: parent?.spanId, traceState: parent?.state }
      this.#exporter.add({ ...ids, startMs, endMs, ...this.#tell(exchange, made, response.writableFinished) })
    }
    if (response.closed) end()
    else response.once('close', end)
  }

  close(limitMs: number): Promise<void> {
    return this.#exporter.close(limitMs)
  }

  #tell({ request, session }: Traced, { answer }: Made, isWhole: boolean): Pick<Span, 'name' | 'hasFailed' | 'attributes'> {
    const method = methods.has(request.method) ? request.method : undefined
    const route = answer.route?.slice(answer.route.indexOf(' ') + 1)
    const { status } = answer.response
    const failure = !isWhole ? 'aborted' : status >= 500 ? String(status) : undefined
    return {
      name: `${method ?? 'HTTP'}${route === undefined ? '' : ` ${route}`}`,
      hasFailed: failure !== undefined,
      attributes: {
        'http.request.method': method ?? '_OTHER',
        'http.request.method_original': method === undefined ? request.method : undefined,
        'url.scheme': 'http',
        'url.path': request.target.split('?', 1)[0],
        'http.route': route,
        // of a request that is never answered there is none
        'http.response.status_code': status === 0 ? undefined : status,
        'server.address': request.host?.replace(/:\d+$/, ''),
        'error.type': failure,
        'doppel.twin': this.#twin,
        'doppel.session': session.name,
        'doppel.provenance': answer.provenance,
        'doppel.case': answer.variant,
        'doppel.chaos': answer.chaos,
      },
    }
  }
}
