import { createHash } from 'node:crypto'
import { cookieValue, headerValue } from '#http'
import { sessionNamePattern } from './session-names.ts'
import type { ArrivedRequest } from './wire/arrived-request.ts'

/** By what requests tell of which session they are, beside `X-Doppel-Session` and `/~NAME/`. */
export interface SessionMark {
  /** As the user spelled it: `cookie:sid`. */
  readonly text: string
  /** The name of the session; undefined when the request does not say. */
  read(request: ArrivedRequest): string | undefined
}

export const sessionMarkForms = 'header:NAME, cookie, cookie:NAME, credential or credential:HEADER'

/** The cookie of `cookie` without a name. */
const ownCookie = 'doppel-session'

/** Reads `header:NAME`, `cookie`, `cookie:NAME`, `credential` or `credential:HEADER`; undefined when it is none of them. */
export function parseSessionMark(text: string): SessionMark | undefined {
  const [, kind, name] = /^(header|cookie|credential)(?::([\w!#$%&'*+.^`|~-]+))?$/.exec(text) ?? []
  if (kind === 'cookie') return { text, read: (request) => named(cookieValue(request.headers, name ?? ownCookie)) }
  if (kind === 'credential')
    return { text, read: (request) => digested('credential', headerValue(request.headers, name ?? 'authorization')) }
  if (kind === 'header' && name !== undefined) return { text, read: (request) => named(headerValue(request.headers, name)) }
  return undefined
}

/** Values that can't be names of sessions stand for themselves by their digest. */
function named(value: string | undefined): string | undefined {
  return value === undefined || sessionNamePattern.test(value) ? value : digested('value', value)
}

/** Names of sessions are shown: a credential must not be read off them. */
function digested(kind: string, value: string | undefined): string | undefined {
  return value && `${kind}-${createHash('sha256').update(value).digest('hex').slice(0, 16)}`
}
