import type { HeaderList, HttpRequest, HttpResponse } from '#http'

/** What a rule is asked. */
export interface Asked {
  /** Values of the `:parameters` of the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The body as JSON, an empty object where there is none. */
  readonly body: Entity
  /** The body as text. */
  readonly text: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly nowMs: number
}

export type Entity = Record<string, unknown>

/** A text goes out as it is, everything else as JSON. */
export type Said = readonly [status: number, body?: unknown, headers?: HeaderList]

/** `GET /orders/:id` with what the service says; the first that fits answers. */
export type Rules = Readonly<Record<string, (asked: Asked) => Said>>

/** A service that follows these rules. */
export type Service = (request: HttpRequest, nowMs: number) => HttpResponse

/** A service written as tables of rules, which answers 404 to everything else. Earlier tables come first. */
export function createService(...tables: readonly Rules[]): Service {
  const entries = tables
    .flatMap((rules) => Object.entries(rules))
    .map(([label, say]) => {
      const [method = '', path = ''] = label.split(' ')
      return { method, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), say }
    })
  return (request, nowMs) => {
    const url = new URL(request.target, 'http://service.test')
    for (const { method, pattern, say } of entries) {
      const match = method === request.method ? pattern.exec(url.pathname) : null
      if (match === null) continue
      const path = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]))
      const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]))
      const text = new TextDecoder().decode(request.body)
      return toResponse(say({ path, query: url.searchParams, body: parse(text), text, headers, nowMs }))
    }
    return toResponse([404, { error: 'no such route' }])
  }
}

/** Create, list, read, merge and delete for `/name`, which keeps what `make` makes under its `id`. */
export function keep(name: string, make: (asked: Asked) => Entity, all: Map<string, Entity> = new Map()): Rules {
  const missing: Said = [404, { error: 'not found' }]
  const one = ({ path }: Asked) => all.get(path.id ?? '')
  return {
    [`POST /${name}`]: (asked) => {
      const entity = make(asked)
      all.set(String(entity.id), entity)
      return [201, entity]
    },
    [`GET /${name}`]: () => [200, [...all.values()]],
    [`GET /${name}/:id`]: (asked) => (one(asked) ? [200, one(asked)] : missing),
    [`PATCH /${name}/:id`]: (asked) => (one(asked) ? [200, Object.assign(one(asked) as Entity, asked.body)] : missing),
    [`DELETE /${name}/:id`]: ({ path }) => (all.delete(path.id ?? '') ? [204] : missing),
  }
}

function toResponse([status, body, headers = []]: Said): HttpResponse {
  if (body === undefined) return { status, headers, body: new Uint8Array() }
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const type: HeaderList = isTyped ? [] : [['Content-Type', 'application/json']]
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: [...type, ...headers], body: new TextEncoder().encode(text) }
}

function parse(text: string): Entity {
  try {
    return JSON.parse(text) as Entity
  } catch {
    return {}
  }
}
