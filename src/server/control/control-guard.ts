import { createHash, timingSafeEqual } from 'node:crypto'
import { type HeaderList, headerValue, refusalOfCaller } from '#http'
import type { OwnNames } from '../own-origin.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'

export interface Caller {
  /** Undefined for a stream within the process. */
  readonly address: string | undefined
  /** What callers must show. */
  readonly token: string | undefined
}

/** Who may control the server: callers that name it by a name of its own, no page of another site, with the token, or on this machine. */
export function guardControl(request: ArrivedRequest, names: OwnNames, { address, token }: Caller): Refusal | undefined {
  const message = refusalOfCaller(withEffectiveHost(request), names.host, names.otherNames)
  if (message === undefined) {
    if (token !== undefined) return isShown(request, token) ? undefined : missingToken
    return address === undefined || isLoopback(address) ? undefined : remoteCaller(address)
  }
  return {
    status: 403,
    code: 'foreign-caller',
    message,
    help: 'call it from this machine by the address that the server printed, or start the twin with --allow-host NAME',
  }
}

/** The authority of a target in absolute form stands for the header. */
function withEffectiveHost({ headers, host }: ArrivedRequest): HeaderList {
  const others = headers.filter(([name]) => name.toLowerCase() !== 'host')
  return host === undefined ? others : [...others, ['Host', host]]
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\./.test(address) || address === '::1'
}

/** Digests are of one length, so that nothing is told by how long it takes. */
function isShown({ headers }: ArrivedRequest, token: string): boolean {
  const shown = /^Bearer (.+)$/i.exec(headerValue(headers, 'authorization') ?? '')?.[1]
  return shown !== undefined && timingSafeEqual(digest(shown), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const missingToken: Refusal = {
  status: 401,
  code: 'control-token',
  message: 'control of this twin needs its token',
  help: 'send Authorization: Bearer TOKEN; commands of doppel take it from DOPPEL_CONTROL_TOKEN',
}

function remoteCaller(address: string): Refusal {
  return {
    status: 403,
    code: 'control-remote',
    message: `${address} is another machine: without a token a twin is controlled from its own`,
    help: 'start the twin with DOPPEL_CONTROL_TOKEN in its environment, and send that as Authorization: Bearer TOKEN',
  }
}
