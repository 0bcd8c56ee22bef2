import { type ComparableDelivery, readComparable } from '#compare'
import type { TwinEvent } from '#engine'
import type { HttpRequest } from '#http'
import type { Webhooks } from '#model'
import type { Sent } from './judge-deliveries.ts'

/** What a server has sent by itself in a session, beside what the twin in it tells of. */
export interface ToldOnWire {
  readonly events: readonly TwinEvent[]
  readonly webhooks: Webhooks
  /** As it came. */
  readonly received: readonly HttpRequest[]
}

const decoder = new TextDecoder()

/** What the twin tells as it has come: what has not come was not sent, and what nobody tells of was sent all the same. */
export function asCame(told: readonly Sent[], received: readonly HttpRequest[]): Sent[] {
  const left = new Set(received)
  const take = (isIt: (request: HttpRequest) => boolean) => {
    const found = [...left].find(isIt)
    if (found !== undefined) left.delete(found)
    return found
  }
  const isSameCall = ({ method, target }: HttpRequest, { delivery }: Sent) =>
    method === delivery.method && (target === delivery.target || target === `/${delivery.target}`)
  const whole = told.map((sent) => ({ sent, request: take((one) => isSameCall(one, sent) && decoder.decode(one.body) === sent.text) }))
  const came = whole.flatMap(({ sent, request = take((one) => isSameCall(one, sent)) }) => {
    // what stands behind an unknown address has its slash, if there is one, from there
    const { target } = sent.delivery
    return request === undefined ? [] : [{ ...sent, delivery: { ...toComparable(request), target } }]
  })
  const untold = [...left].map((request): Sent => {
    return {
      name: 'unknown',
      dueMs: 0,
      number: Number.MAX_SAFE_INTEGER,
      delivery: toComparable(request),
      text: decoder.decode(request.body),
    }
  })
  return [...came, ...untold]
}

function toComparable({ method, target, headers, body }: HttpRequest): ComparableDelivery {
  return { ...readComparable({ status: 200, headers, body }), method, target }
}
