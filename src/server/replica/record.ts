import type { Happening } from '../happening.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'

interface SharedRequest {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  /** In base64. */
  readonly body?: string
}

/** What is in the log of a session; `id` tells whose it is. */
export type SharedRecord = { readonly id: string } & (
  | SharedRequest
  | { readonly happening: Happening }
  /** What is on in the session from now on, since it is on in all. */
  | { readonly chaos: readonly string[] }
)

export function printRequest(id: string, { method, head, sent }: ArrivedRequest): string {
  const { url = '', rawHeaders } = head
  const body = sent.length === 0 ? {} : { body: Buffer.from(sent).toString('base64') }
  return JSON.stringify({ id, method, url, rawHeaders, ...body } satisfies SharedRecord)
}

export function readRequest({ method, url, rawHeaders, body }: SharedRequest, maxBodyBytes: number): ArrivedRequest {
  const request = new ArrivedRequest({ method, url, rawHeaders: [...rawHeaders], rawTrailers: [] })
  if (body !== undefined) request.receive(Buffer.from(body, 'base64'), maxBodyBytes)
  return request
}
