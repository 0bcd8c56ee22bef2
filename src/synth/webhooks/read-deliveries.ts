import { createOriginMasker, viewRequest } from '#engine'
import { type Exchange, headerValue, isFormMediaType, isXmlMediaType } from '#http'
import { isList, isObject } from '#lang'
import { firstAttempts, type RecordedSession } from '#recording'
import type { Delivery, DeliveryEncoding } from './delivery.ts'

export interface ReadDeliveries {
  /** By session; undefined for those that were recorded without a place for webhooks: they tell nothing of what was not sent. */
  readonly sessions: readonly (readonly Delivery[] | undefined)[]
  /** How long after the first attempt the others came, in ms; by attempt, from the second. */
  readonly waitsMs: readonly (readonly number[])[]
  /** Deliveries whose body can't be read: neither JSON nor a form nor text, or not kept whole. */
  readonly unreadable: number
}

/** The webhooks of sessions, each once however often it was tried. */
export function readDeliveries(sessions: readonly RecordedSession[]): ReadDeliveries {
  let unreadable = 0
  const waits: number[][] = []
  const read = sessions.map((session, at) => {
    const attempts = firstAttempts(session)
    const mask = createOriginMasker([session.upstream, session.origin])
    for (const { attempt, waitMs } of attempts?.again ?? []) {
      const own = waits[attempt - 2] ?? []
      waits[attempt - 2] = own
      own.push(waitMs)
    }
    return attempts?.first.flatMap((exchange): Delivery[] => {
      const delivery = readDelivery(exchange, at, mask)
      if (delivery === undefined) unreadable++
      return delivery === undefined ? [] : [delivery]
    })
  })
  return { sessions: read, waitsMs: waits, unreadable }
}

function readDelivery({ request, startedAtMs, index }: Exchange, session: number, mask: (text: string) => string): Delivery | undefined {
  const type = headerValue(request.headers, 'content-type')
  if (request.omittedBodyBytes !== undefined || isXmlMediaType(type)) return undefined
  const { body, malformed } = viewRequest(request, mask)
  if (malformed) return undefined
  const encoding: DeliveryEncoding = isFormMediaType(type) ? 'form' : isObject(body) || isList(body) ? 'json' : 'text'
  const headers = request.headers.map(([name, value]) => [name, mask(value)] as const)
  return { session, place: index, startedAtMs, method: request.method, target: mask(request.target), headers, encoding, body }
}
