import type { Json } from '#base'
import type { Variant } from '#model'
import { tidy } from './say.ts'
import { toVariantName } from './words.ts'

/** What one refusal says. */
export interface Refusal {
  readonly when: string
  readonly status: number
  readonly message: string
  readonly body?: Json | undefined
  readonly headers?: Readonly<Record<string, Json>> | undefined
}

/** Makes the answers of refusals; `template` is the `error_body` of the twin, in which `message` and `status` are names. */
export function createErrorAnswer(template: Json | undefined): (refusal: Refusal) => Variant {
  return ({ when, status, message, body = template, headers = {} }) => ({
    name: toVariantName(message),
    when: tidy(when),
    status,
    headers: answerHeaders(headers),
    ...(body === undefined
      ? { body: { encoding: 'json', value: { error: { status, message } } } }
      : {
          do: [
            { let: 'message', value: message },
            { let: 'status', value: status },
          ],
          body: { encoding: 'json', value: body },
        }),
  })
}

export function answerHeaders(more: Readonly<Record<string, Json>> = {}, hasBody = true): [string, Json][] {
  const isTyped = Object.keys(more).some((name) => name.toLowerCase() === 'content-type')
  return [...(hasBody && !isTyped ? [['Content-Type', 'application/json'] as [string, Json]] : []), ...Object.entries(more)]
}
