import type { Exchange, HeaderList } from '#http'
import { createScrubber, defaultScrubPolicy, type Scrubber, type ScrubPolicy } from '#recording'

export const testKey = Uint8Array.from({ length: 16 }, (_, index) => (index * 37 + 11) & 255)

/** A scrubber with the built-in rules and always the same key. */
export function freshScrubber(policy: ScrubPolicy = defaultScrubPolicy): Scrubber {
  return createScrubber(policy, testKey)
}

export interface MadeMessage {
  readonly target?: string
  readonly status?: number
  readonly headers?: HeaderList
  readonly type?: string
  readonly body?: string | Uint8Array
  readonly answer?: string | Uint8Array
  readonly answerType?: string
  readonly answerHeaders?: HeaderList
}

/** An exchange with right content lengths. */
export function makeExchange(made: MadeMessage): Exchange {
  return {
    index: 0,
    startedAtMs: 1_800_000_000_000,
    endedAtMs: 1_800_000_000_010,
    request: {
      method: 'POST',
      target: made.target ?? '/',
      ...message(made.headers ?? [], made.type ?? 'application/json', made.body ?? ''),
    },
    response: {
      status: made.status ?? 200,
      ...message(made.answerHeaders ?? [], made.answerType ?? 'application/json', made.answer ?? ''),
    },
  }
}

function message(headers: HeaderList, type: string, content: string | Uint8Array) {
  const body = typeof content === 'string' ? new TextEncoder().encode(content) : content
  if (body.length === 0) return { headers, body }
  return { headers: [...headers, ['Content-Type', type], ['Content-Length', String(body.length)]] as HeaderList, body }
}

export function bodyText(message: { readonly body: Uint8Array } | undefined): string {
  return Buffer.from(message?.body ?? []).toString('utf8')
}

/** Everything of an exchange that would be on the disk, as text. */
export function textOf({ request, response, failure }: Exchange): string {
  const lines = (headers: HeaderList) => headers.map(([name, value]) => `${name}: ${value}`).join('\n')
  const answer = response && `${response.status}\n${lines(response.headers)}\n\n${Buffer.from(response.body).toString('latin1')}`
  return `${request.method} ${request.target}\n${lines(request.headers)}\n\n${Buffer.from(request.body).toString('latin1')}\n\n${answer}\n${failure?.message}`
}
