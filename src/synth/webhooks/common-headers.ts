import { isOfTransport } from '#compare'
import { parseTime } from '#lang'
import type { Delivery, TellingKind } from './delivery.ts'

export interface CommonHeaders {
  /** For `headers` of the model's webhooks. */
  readonly headers: Readonly<Record<string, string>>
  /** What is left of a delivery's own: its values are the event's. */
  readonly ownOf: (delivery: Delivery) => Delivery['headers']
}

/** Common to nearly all, and what the twin sends anyway. */
const usual: Readonly<Record<string, string>> = { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain' }

export interface HeaderOptions {
  readonly kindOf: (delivery: Delivery) => TellingKind
  readonly idOf: (delivery: Delivery) => string | undefined
  /** Those that the way of signing has, in lower case. */
  readonly signed: ReadonlySet<string>
}

/** Headers that all deliveries have, by what they say: the same everywhere, the event, its id, the time. */
export function findCommonHeaders(deliveries: readonly Delivery[], { kindOf, idOf, signed }: HeaderOptions): CommonHeaders {
  const headers: Record<string, string> = {}
  const said = new Set<string>()
  const [first] = deliveries
  for (const [name, value] of first?.headers ?? []) {
    const key = name.toLowerCase()
    if (isOfTransport(key) || signed.has(key) || said.has(key)) continue
    const values = deliveries.map((delivery) => headerOf(delivery, key))
    const text = say(values, deliveries, kindOf, idOf)
    if (text === undefined) continue
    said.add(key)
    if (key === 'content-type' && usual[first?.encoding ?? 'json'] === value) continue
    headers[name] = text
  }
  const isOwn = (name: string) => !isOfTransport(name) && !signed.has(name) && !said.has(name) && name !== 'content-type'
  return { headers, ownOf: (delivery) => delivery.headers.filter(([name]) => isOwn(name.toLowerCase())) }
}

function headerOf({ headers }: Delivery, key: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === key)?.[1]
}

/** The text of a header for all deliveries, with `{event}` and the like; undefined where it says something else in each. */
function say(
  values: readonly (string | undefined)[],
  deliveries: readonly Delivery[],
  kindOf: HeaderOptions['kindOf'],
  idOf: HeaderOptions['idOf'],
): string | undefined {
  const [first] = values
  if (first === undefined || values.some((value) => value === undefined)) return undefined
  const isAll = (test: (delivery: Delivery, value: string) => boolean) =>
    deliveries.every((delivery, at) => test(delivery, values[at] as string))
  if (isAll((delivery, value) => kindOf(delivery).name === value)) return '{event}'
  if (isAll((delivery, value) => idOf(delivery) === value)) return '{id}'
  if (isAll(({ startedAtMs }, value) => /^\d{10}$/.test(value) && Math.abs(Number(value) * 1000 - startedAtMs) < clockMs))
    return '{timestamp}'
  if (isAll(({ startedAtMs }, value) => /^\d{4}-\d\d-\d\dT/.test(value) && Math.abs((parseTime(value) ?? 0) - startedAtMs) < clockMs))
    return '{time}'
  return values.every((value) => value === first) && !first.includes('{') ? first : undefined
}

/** How far the service's clock may be from the recorder's. */
const clockMs = 300_000
