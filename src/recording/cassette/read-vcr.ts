import { parse } from 'yaml'
import { z } from 'zod'
import type { ReadCassette } from './cassette.ts'
import { harEntry } from './har-entry.ts'

/** Ruby's VCR writes lists of values, others a list or one. */
const headers = z.record(z.string(), z.union([z.array(z.unknown()), z.unknown()])).nullish()

/** A body: a text, bytes (`!!binary`), or a map of text or base64 with the encoding of its characters. */
const body = z.unknown().optional()

const interaction = z.object({
  request: z.object({ method: z.string(), uri: z.string().optional(), url: z.string().optional(), headers, body }),
  response: z.object({
    status: z.union([z.number(), z.object({ code: z.number() })]).optional(),
    status_code: z.number().optional(),
    code: z.number().optional(),
    headers,
    body,
  }),
  recorded_at: z.unknown().optional(),
})

const cassette = z.object({ http_interactions: z.array(interaction).optional(), interactions: z.array(interaction).optional() })

/** Reads a cassette of VCR (Ruby), vcrpy, go-vcr or another of that family, in YAML or JSON. */
export const readVcr: ReadCassette = (text, { atMs }) => {
  let value: unknown
  try {
    value = parse(text, { customTags: ['binary'], logLevel: 'silent', uniqueKeys: false })
  } catch (error) {
    return { problem: `is neither YAML nor JSON: ${(error as Error).message.split('\n')[0]}` }
  }
  const parsed = cassette.safeParse(value)
  const list = parsed.success ? (parsed.data.http_interactions ?? parsed.data.interactions) : undefined
  if (list === undefined) {
    const issue = parsed.success ? undefined : parsed.error.issues[0]
    return {
      problem: `is no cassette of VCR: ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'it has neither "http_interactions" nor "interactions"'}`,
    }
  }
  const entries = list.map(({ request, response, recorded_at }, at) => {
    const sent = readBody(request.body)
    const { status } = response
    return harEntry({
      atMs: timeOf(recorded_at) ?? atMs + at * spacingMs,
      method: request.method.toUpperCase(),
      url: request.uri ?? request.url ?? '',
      requestHeaders: toHeaders(request.headers),
      requestText: sent.text,
      requestEncoding: sent.encoding,
      status: (typeof status === 'number' ? status : status?.code) ?? response.status_code ?? response.code ?? 0,
      headers: toHeaders(response.headers),
      ...readBody(response.body),
    })
  })
  return { entries, notes: [] }
}

/** Where a cassette says nothing of times, exchanges follow each other. */
const spacingMs = 1000

function readBody(value: unknown): { text: string; encoding?: 'base64' } {
  if (value instanceof Uint8Array) return { text: btoa(binaryText(value)), encoding: 'base64' }
  if (typeof value === 'string') return { text: value }
  if (value === null || typeof value !== 'object') return { text: '' }
  const map = value as Record<string, unknown>
  if (typeof map['base64_string'] === 'string') return { text: map['base64_string'], encoding: 'base64' }
  return readBody(map['string'] ?? map['body'] ?? '')
}

function binaryText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function toHeaders(map: Readonly<Record<string, unknown>> | null | undefined): { name: string; value: string }[] {
  return Object.entries(map ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({ name, value: String(each ?? '') })),
  )
}

function timeOf(value: unknown): number | undefined {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
