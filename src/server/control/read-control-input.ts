import type { z } from 'zod'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'

/** What a control request says, before a route looks at it. */
export interface ControlInput {
  /** The session that it is about, undefined when it names none. */
  readonly session: string | undefined
  /** All else, of the query and the body. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reads query, `X-Doppel-Session` and the JSON object in the body; a refusal when they contradict one another. `isDocument`: the body is not read. */
export function readControlInput(request: ArrivedRequest, isDocument = false): ControlInput | Refusal {
  const body = request.body.length === 0 || isDocument ? new Map<string, unknown>() : readBody(request.body)
  if (body === undefined) return refusal('the body is no JSON object', 'send one, such as {"session": "NAME"}, or no body')
  const query = request.target.split('?', 2)[1]
  const fields = new Map<string, unknown>()
  const names = new Set<unknown>(request.session === undefined ? [] : [request.session])
  for (const [key, value] of [...new URLSearchParams(query ?? ''), ...body]) {
    if (key === 'session') {
      if (typeof value !== 'string') return refusal('session is no text', 'send {"session": "NAME"}')
      names.add(value)
    } else if (fields.has(key)) return refusal(`${key} is given more than once`, `give ${key} once`)
    else fields.set(key, value)
  }
  if (names.size > 1) return refusal('different sessions are named', 'name the session once: ?session=NAME')
  return { session: [...names][0] as string | undefined, fields: Object.fromEntries(fields) }
}

/** What a route takes, checked and converted; a refusal that names what is wrong. */
export function parseControlInput<S extends z.ZodObject>(schema: S, fields: ControlInput['fields']): z.output<S> | Refusal {
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
  const taken = Object.keys(schema.shape)
  return refusal(problems.join('; '), taken.length === 0 ? 'leave it out: this takes a session at most' : `this takes ${taken.join(', ')}`)
}

/** Undefined when it is no object. */
function readBody(body: Uint8Array): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}

function refusal(message: string, help: string): Refusal {
  return { status: 400, code: 'bad-control-request', message, help }
}
