import type { Answer, SessionOptions, Twin, TwinSession } from '#engine'
import type { HeaderList, HttpRequest, HttpResponse } from '#http'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** A small twin written by hand, with a world per session and a few routes that answer awkwardly on purpose. */
export function createItemTwin(): Twin {
  return {
    name: 'items',
    routes: ['GET /items', 'GET /items/{id}', 'POST /items'],
    createSession: (options) => new ItemSession(options),
  }
}

class ItemSession implements TwinSession {
  readonly #options: SessionOptions
  #items = new Map<string, unknown>()

  constructor(options: SessionOptions) {
    this.#options = options
    this.reset()
  }

  reset(): void {
    this.#items = new Map([['1', { id: '1', name: 'first' }]])
  }

  state(): Record<string, unknown> {
    return { item: [...this.#items.values()], big: 9007199254740993n }
  }

  answer(request: HttpRequest): Answer {
    const answer = this.#answer(request)
    this.#options.clock.tick()
    return answer
  }

  #answer(request: HttpRequest): Answer {
    const path = request.target.split('?', 1)[0] as string
    const special = specials[path]
    if (special !== undefined) return learned(special(request, this.#options))
    if (path === '/items' && request.method === 'POST') return this.#create(request)
    if (path === '/items') return learned(json(200, [...this.#items.values()]))
    const item = path.startsWith('/items/') ? this.#items.get(path.slice('/items/'.length)) : undefined
    if (item === undefined) return { response: json(404, { error: 'not found' }), provenance: 'miss' }
    return learned(json(200, item))
  }

  #create(request: HttpRequest): Answer {
    const id = String(this.#options.seed + this.#items.size)
    const item = { ...(JSON.parse(decoder.decode(request.body)) as object), id }
    this.#items.set(id, item)
    return learned(json(201, item, [['Location', `${this.#options.origin}/items/${id}`]]))
  }
}

type Special = (request: HttpRequest, options: SessionOptions) => HttpResponse

const specials: Record<string, Special> = {
  '/echo': (request) => ({ status: 200, headers: [['Content-Type', 'application/octet-stream']], body: request.body }),
  '/mirror': ({ method, target, headers, body, trailers }) => json(200, { method, target, headers, length: body.length, trailers }),
  '/origin': (_request, options) => json(200, { origin: options.origin, seed: options.seed, now: options.clock.nowMs() }),
  '/throws': () => {
    throw new RangeError('Maximum call stack size exceeded')
  },
  '/status-99': () => json(99, {}),
  '/split': () => json(200, {}, [['X-Bad', 'a\r\nSet-Cookie: b=c']]),
  '/umlaut': () => json(200, {}, [['X-City', 'Łódź']]),
  '/framing': () => ({
    status: 200,
    headers: [
      ['Transfer-Encoding', 'chunked'],
      ['Connection', 'close'],
      ['Content-Length', '999'],
      ['Content-Length', '3'],
      ['date', 'Mon, 01 Jan 2001 00:00:00 GMT'],
      ['X-Doppel-Provenance', 'guess'],
      ['Set-Cookie', 'a=1'],
      ['X-Between', 'yes'],
      ['set-cookie', 'b=2'],
    ],
    body: encoder.encode('hello'),
  }),
  '/empty-204': () => ({ status: 204, headers: [['Content-Length', '5']], body: encoder.encode('wrong') }),
  '/not-modified': () => ({ status: 304, headers: [['ETag', '"a"']], body: encoder.encode('wrong') }),
  '/trailers': () => ({
    status: 200,
    headers: [['Content-Type', 'text/plain']],
    body: encoder.encode('body'),
    trailers: [['X-Checksum', 'abc']],
  }),
}

function learned(response: HttpResponse): Answer {
  return { response, provenance: 'learned' }
}

function json(status: number, value: unknown, more: HeaderList = []): HttpResponse {
  const headers: HeaderList = [['Content-Type', 'application/json'], ...more]
  return { status, headers, body: encoder.encode(JSON.stringify(value)) }
}
