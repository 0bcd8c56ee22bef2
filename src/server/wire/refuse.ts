import type { ServerResponse } from 'node:http'

/** Why the server itself does not let a request through to the twin. */
export interface Refusal {
  readonly status: number
  /** Stable, kebab-case. */
  readonly code: string
  readonly message: string
  /** What the client can do about it. */
  readonly help: string
  readonly allow?: string
  readonly details?: Readonly<Record<string, unknown>>
}

export function printRefusal(refusal: Refusal): string {
  const { code, message, help, details } = refusal
  return `${JSON.stringify({ error: { code, message, help, ...details } }, undefined, 2)}\n`
}

/** Headers of a refusal, in the words of the wire: it never comes from the service that is imitated. */
export function refusalHeaders(refusal: Refusal, body: string): string[] {
  const headers = ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))]
  if (refusal.allow !== undefined) headers.push('Allow', refusal.allow)
  headers.push('X-Doppel-Provenance', 'miss')
  return headers
}

/** Answers with the refusal as JSON; the connection stays. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const body = printRefusal(refusal)
  response.writeHead(refusal.status, refusalHeaders(refusal, body))
  response.end(body)
}
