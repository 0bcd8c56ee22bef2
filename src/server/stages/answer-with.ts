import type { Answer } from '#engine'
import { encodeText, type HeaderList } from '#http'
import type { StageCall } from './stage.ts'

/** What a stage answers: its declared body, else the service's own of this status, else one that says why. */
export function refuseWith(
  call: Pick<StageCall, 'answerAs'>,
  { status, body, message, code }: { readonly status: number; readonly body?: unknown; readonly message: string; readonly code: string },
): Answer {
  const own = body === undefined ? call.answerAs(status) : undefined
  return own ?? { provenance: 'learned', response: { status, ...bodyOf(body ?? { error: { code, message } }) } }
}

/** A text as it is, anything else as JSON. */
export function bodyOf(body: unknown): { headers: HeaderList; body: Uint8Array } {
  const isJson = typeof body !== 'string' || /^\s*[[{]/.test(body)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { headers: [['Content-Type', isJson ? 'application/json' : 'text/plain; charset=utf-8']], body: encodeText(text) }
}

/** The same answer with these headers in place of those of their names. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const { response } = answer
  const kept = response.headers.filter(([name]) => !names.has(name.toLowerCase()))
  return { ...answer, response: { ...response, headers: [...kept, ...Object.entries(headers)] } }
}
