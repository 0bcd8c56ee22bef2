import type { Json } from '#base'
import type { Effect, Variant } from '#model'
import { answerHeaders } from './error-answer.ts'

/** What a success does and says. */
export interface Success {
  readonly effects: Effect[]
  readonly status: number
  /** Undefined: no body. */
  readonly body: Json | undefined
}

export function toVariant(name: string, { effects, status, body }: Success, headers: Readonly<Record<string, Json>> = {}): Variant {
  return {
    name,
    status,
    headers: answerHeaders(headers, body !== undefined),
    ...(effects.length > 0 ? { do: effects } : {}),
    ...(body === undefined ? {} : { body: { encoding: 'json', value: body } }),
  }
}
