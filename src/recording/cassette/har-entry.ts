import type { HarEntry } from '../har/har-schema.ts'

export interface EntryParts {
  readonly atMs: number
  readonly durationMs?: number | undefined
  readonly method: string
  readonly url: string
  readonly requestHeaders: { name: string; value: string }[]
  readonly requestType?: string | undefined
  /** Undefined where there was no body. */
  readonly requestText?: string | undefined
  readonly requestEncoding?: 'base64' | undefined
  readonly status: number
  readonly headers: { name: string; value: string }[]
  /** Undefined where it is not known what the body was. */
  readonly text: string | undefined
  readonly encoding?: 'base64' | undefined
}

/** An exchange of another tool as an entry of a HAR file. */
export function harEntry(parts: EntryParts): HarEntry {
  const { requestText, text } = parts
  return {
    startedDateTime: new Date(parts.atMs).toISOString(),
    time: parts.durationMs ?? 0,
    request: {
      method: parts.method,
      url: parts.url,
      headers: parts.requestHeaders,
      ...(requestText === undefined || requestText === ''
        ? {}
        : { postData: { text: requestText, mimeType: parts.requestType ?? null, encoding: parts.requestEncoding ?? null } }),
    },
    response: {
      status: parts.status,
      headers: parts.headers,
      content: text === undefined ? { size: 1 } : { text, encoding: parts.encoding ?? null },
    },
  }
}
