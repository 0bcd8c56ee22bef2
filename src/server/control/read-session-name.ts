import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'

/** The session that a control request is about, undefined when it names none; a refusal when it contradicts itself. */
export function readSessionName(request: ArrivedRequest): string | undefined | Refusal {
  const fromBody = readBodyName(request.body)
  if (typeof fromBody === 'object') return fromBody
  const query = request.target.split('?', 2)[1]
  const fromQuery = query === undefined ? [] : new URLSearchParams(query).getAll('session')
  const names = new Set([...fromQuery, request.session, fromBody].filter((name) => name !== undefined))
  if (names.size > 1) return refusal('different sessions are named', 'name the session once: ?session=NAME')
  return [...names][0]
}

function readBodyName(body: Uint8Array): string | undefined | Refusal {
  if (body.length === 0) return undefined
  const value = parse(body)
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined
  const name = keys === undefined ? undefined : (value as { session?: unknown }).session
  const isValid = keys?.every((key) => key === 'session') === true && (keys.length === 0 || typeof name === 'string')
  return isValid ? (name as string | undefined) : refusal('the body is not of the form {"session": "NAME"}', 'send that, or no body')
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}

function refusal(message: string, help: string): Refusal {
  return { status: 400, code: 'bad-control-request', message, help }
}
