import { compileTwin, type Twin } from '#engine'
import type { HeaderList } from '#http'
import type { Model } from '#model'
import type { Clock } from '#state'

export interface FetchHandlerOptions {
  /** Source of all ids and tokens; 1 unless said. */
  readonly seed?: number
  readonly clock: Clock
  /** Where the app believes the service to be, `https://api.example.com`: the twin's own URLs lead there. That of each request unless said. */
  readonly origin?: string
}

/** What answers requests in place of a service. */
export interface FetchHandler {
  (request: Request): Promise<Response>
  /** Entities by collection. */
  state(): Record<string, unknown>
  reset(): void
}

/** A session of a twin as a function from `Request` to `Response`, for service workers, MSW and whatever else knows `fetch`. */
export function createFetchHandler(twin: Twin | Model, { seed = 1, clock, origin }: FetchHandlerOptions): FetchHandler {
  const options = { seed, clock, origin: origin ?? '' }
  const session = ('createSession' in twin ? twin : compileTwin(twin)).createSession(options)
  const handle = async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    options.origin = origin ?? url.origin
    const headers: HeaderList = [...request.headers]
    const body = new Uint8Array(await request.arrayBuffer())
    const { response, provenance } = session.answer({ method: request.method, target: url.pathname + url.search, headers, body })
    const answered = new Headers(response.headers.map(([name, value]): [string, string] => [name, value]))
    answered.set('X-Doppel-Provenance', provenance)
    const isEmpty = response.status === 204 || response.status === 304 || request.method === 'HEAD'
    return new Response(isEmpty ? null : (response.body as Uint8Array<ArrayBuffer>), { status: response.status, headers: answered })
  }
  return Object.assign(handle, { state: () => session.state(), reset: () => session.reset() })
}
