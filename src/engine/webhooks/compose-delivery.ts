import type { HeaderList } from '#http'
import type { Webhooks } from '#model'
import type { TwinEvent } from '../twin.ts'
import { signDelivery } from './sign-delivery.ts'
import { signingScheme } from './signing-schemes.ts'

/** A delivery as it goes out, but for what says how long it is. */
export interface OutgoingDelivery {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: string
}

export interface DeliveryAttempt {
  /** The receiver's address. */
  readonly url: string
  /** When the attempt is made; ms since 1970. */
  readonly atMs: number
  readonly secret: string
}

const types = { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain' }

/** The request by which an event is told. */
export function composeDelivery(event: TwinEvent, { url, atMs, secret }: DeliveryAttempt, webhooks: Webhooks): OutgoingDelivery {
  const { encoding = 'json', signing } = webhooks
  const fields = encoding === 'form' ? toFields(JSON.parse(event.payload)) : undefined
  const body = fields === undefined ? event.payload : new URLSearchParams(fields).toString()
  const unsigned = { id: event.id, event: event.name, atMs, url: behind(url, event.path), body, fields }
  const signed = signDelivery(unsigned, signing && signingScheme(signing), secret, { 'Content-Type': types[encoding], ...webhooks.headers })
  return { method: event.method ?? 'POST', url: signed.url, headers: lastOfEach([...signed.headers, ...(event.headers ?? [])]), body }
}

/** Each name once, in whatever case it is written; the later says what it is. */
function lastOfEach(headers: HeaderList): HeaderList {
  return [...new Map(headers.map((header) => [header[0].toLowerCase(), header])).values()]
}

/** An address with what comes behind it: more of its path, or parameters. */
function behind(url: string, path = ''): string {
  if (path === '') return url
  const [address = '', parameters] = url.split('?', 2)
  const [more = '', asked] = path.split('?', 2)
  const whole = more === '' ? address : `${address.replace(/\/+$/, '')}/${more.replace(/^\/+/, '')}`
  const query = [parameters, asked].filter((part) => part !== undefined && part !== '').join('&')
  return query === '' ? whole : `${whole}?${query}`
}

/** The fields of a form: texts as they are, all else as JSON. */
function toFields(payload: unknown): Record<string, string> {
  if (typeof payload !== 'object' || payload === null) return {}
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))
}
