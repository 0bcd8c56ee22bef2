import { parseJson } from '#base'
import { type Exchange, headerValue } from '#http'
import type { RecordedSession } from './session.ts'

/** A delivery that only came again. */
export interface SecondAttempt {
  readonly exchange: Exchange
  /** 2 for the first one that came again. */
  readonly attempt: number
  /** How long after the one before it. */
  readonly waitMs: number
}

/** The webhooks of a session, each once however often it was tried; undefined where there was no place for webhooks: then nothing is known of them. */
export function firstAttempts({
  deliveries = [],
  webhooks,
}: RecordedSession): { readonly first: readonly Exchange[]; readonly again: readonly SecondAttempt[] } | undefined {
  if (webhooks === undefined && deliveries.length === 0) return undefined
  const first: Exchange[] = []
  const again: SecondAttempt[] = []
  const known = new Map<string, { attempts: number; last: Exchange }>()
  for (const exchange of deliveries.toSorted((one, other) => one.index - other.index)) {
    const same = sameness(exchange)
    const before = known.get(same)
    // What was taken and comes again word by word is another one, unless it says which one it is.
    if (before && (!isTaken(before.last) || saysWhich(exchange))) {
      const attempt = before.attempts + 1
      again.push({ exchange, attempt, waitMs: exchange.startedAtMs - before.last.startedAtMs })
      known.set(same, { attempts: attempt, last: exchange })
    } else {
      first.push(exchange)
      known.set(same, { attempts: 1, last: exchange })
    }
  }
  return { first, again }
}

function isTaken({ response, failure }: Exchange): boolean {
  return failure === undefined && response !== undefined && response.status >= 200 && response.status < 300
}

/** Attempts differ in their time and what hangs on it: the signature, a count. */
function sameness({ request: { method, target, headers, body } }: Exchange): string {
  const ids = idHeaders.flatMap((name) => headerValue(headers, name) ?? [])
  return [method, target, ...ids, new TextDecoder('latin1').decode(body)].join('\n')
}

const idHeaders = ['webhook-id', 'svix-id', 'x-github-delivery', 'x-shopify-webhook-id', 'idempotency-key']
const idName = /(^|[-_])(id|uuid|guid)$|Id$/

/** Whether it names itself, so that the same words twice are the same delivery. */
function saysWhich({ request: { headers, body } }: Exchange): boolean {
  if (idHeaders.some((name) => headerValue(headers, name) !== undefined)) return true
  const value = parseJson(new TextDecoder().decode(body))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, id]) => idName.test(name) && typeof id === 'string' && id.length >= 12 && /\d/.test(id))
}
