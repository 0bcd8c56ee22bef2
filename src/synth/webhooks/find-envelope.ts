import type { Json } from '#base'
import { equal, inferMintShape, isObject, parseTime, printMember, type TimeFormat, timeFormatOf, timeResolutionMs, type Value } from '#lang'
import type { Delivery, TellingKind } from './delivery.ts'

/** What all deliveries have around the data of their events. */
export interface Envelope {
  /** Template over `event` and `now`. */
  readonly payload: Json
  /** Expression that gives ids of events, where they are made up. */
  readonly id: string | undefined
  /** What stands for `event.data` in a delivery. */
  readonly dataOf: (delivery: Delivery) => Value
  /** The id of a delivery's event. */
  readonly idOf: (delivery: Delivery) => string | undefined
}

export interface EnvelopeOptions {
  readonly kindOf: (delivery: Delivery) => TellingKind
  /** The header that has the id, where the way of signing says so. */
  readonly idHeader: string | undefined
  /** Whether a text was anywhere in the session before. */
  readonly isKnown: (delivery: Delivery, text: string) => boolean
}

/** Deliveries of one event, to several receivers, count once. */
type Events = readonly Delivery[]

/**
 * Takes what deliveries have in common apart from what they tell: an id, the name, the number, the time at which it happened, constants. Of one
 * event alone nothing is in common: then all of the body is its data.
 */
export function findEnvelope(deliveries: readonly Delivery[], options: EnvelopeOptions): Envelope {
  const idOf = findId(deliveries, options)
  const shape = idOf && inferMintShape(distinct(deliveries.flatMap((delivery) => idOf(delivery) ?? [])))
  const id = shape === undefined ? undefined : `mint(${JSON.stringify(shape)})`
  const known = { idOf: id === undefined ? () => undefined : (idOf ?? (() => undefined)), id }
  const bare: Envelope = { payload: { $: 'event.data' }, dataOf: ({ body }) => body, ...known }
  if (deliveries.length < 2 || !deliveries.every(({ body }) => isObject(body))) return bare
  const events = eventsOf(deliveries, known.idOf)
  const opened = open(
    deliveries.map(({ body }) => body),
    { deliveries, events, idOf: known.idOf, kindOf: options.kindOf },
    [],
  )
  if (opened === undefined) return bare
  return { payload: opened.payload, dataOf: ({ body }) => opened.dataOf(body), ...known }
}

interface Opening {
  readonly deliveries: readonly Delivery[]
  readonly events: Events
  readonly idOf: (delivery: Delivery) => string | undefined
  readonly kindOf: (delivery: Delivery) => TellingKind
}

interface Opened {
  readonly payload: Json
  readonly dataOf: (body: Value) => Value
}

/** What stands in one place of all deliveries; `isOwn`: it tells one event from the others. */
interface Said {
  readonly said: Json
  readonly isOwn: boolean
}

/** The template of a map that all deliveries have in this place; undefined where nothing in it is common to them. */
function open(bodies: readonly Value[], opening: Opening, path: readonly string[]): Opened | undefined {
  const maps = bodies.filter(isObject)
  if (maps.length < bodies.length) return undefined
  const keys = [...new Set(maps.flatMap((map) => Object.keys(map)))]
  let common = new Map<string, Said>()
  const inner = new Map<string, Opened>()
  for (const key of keys) {
    const values = maps.map((map) => (Object.hasOwn(map, key) ? map[key] : undefined))
    const said = sayCommon(values, opening, [...path, key])
    if (said !== undefined) common.set(key, said)
    else {
      const deeper = path.length < 2 ? open(values, opening, [...path, key]) : undefined
      if (deeper) inner.set(key, deeper)
    }
  }
  // Deeper down, times and constants are mostly those of what is told: only beside what is the event's own are they, too.
  if (path.length > 0 && ![...common.values()].some(({ isOwn }) => isOwn)) common = new Map()
  const isBox = path.length > 0 && keys.length === 1 && maps.every((map) => isObject(map[keys[0] as string]))
  if (common.size === 0 && inner.size === 0 && !isBox) return undefined
  const own = keys.filter((key) => !common.has(key) && !inner.has(key))
  // One part that tells all is the data itself.
  const isOnly = own.length === 1 && inner.size === 0
  const isInner = own.length === 0 && inner.size === 1
  const placeOf = (key: string): Json => (isOnly ? { $: 'event.data' } : { $: `event.data${printMember(key)}` })
  const entries = keys.map((key): [string, Json] => {
    const deeper = inner.get(key)
    return [key, common.get(key)?.said ?? (deeper ? (isInner ? deeper.payload : within(deeper.payload, key)) : placeOf(key))]
  })
  return {
    payload: Object.fromEntries(entries),
    dataOf: (body) => {
      if (!isObject(body)) return undefined
      if (isOnly) return own[0] === undefined ? undefined : body[own[0]]
      const [only] = inner
      if (isInner && only) return only[1].dataOf(body[only[0]])
      const parts = keys.flatMap((key): [string, Value][] => {
        const deeper = inner.get(key)
        if (common.has(key)) return []
        return [[key, deeper ? deeper.dataOf(body[key]) : body[key]]]
      })
      return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as Value
    },
  }
}

/** The same template with the data under a key of its own. */
function within(payload: Json, key: string): Json {
  const text = JSON.stringify(payload).replaceAll('"event.data', `"event.data${printMember(key).replaceAll('"', '\\"')}`)
  return JSON.parse(text) as Json
}

/** What stands in one place of all deliveries, if it is the same thing everywhere. */
function sayCommon(values: readonly Value[], { deliveries, events, idOf, kindOf }: Opening, path: readonly string[]): Said | undefined {
  if (values.some((value) => value === undefined || (typeof value === 'object' && value !== null))) return undefined
  const isAll = (of: (delivery: Delivery) => Value) => deliveries.every((delivery, at) => equal(of(delivery), values[at]))
  const first = values[0] as Json
  const names = new Set(deliveries.map((delivery) => kindOf(delivery).name))
  if (isAll((delivery) => kindOf(delivery).name)) return { said: names.size > 1 ? { $: 'event.type' } : first, isOwn: true }
  if (isAll(idOf)) return { said: { $: 'event.id' }, isOwn: true }
  const numbered = sayNumber(values, deliveries, events)
  if (numbered !== undefined) return { said: numbered, isOwn: true }
  const format = momentFormat(values, deliveries)
  if (format !== undefined) return { said: { $: `time(now, ${JSON.stringify(format)})` }, isOwn: false }
  // What is the same in events of several names, and often, belongs to none of them.
  const isConstant = values.every((value) => equal(value, first))
  return isConstant && (names.size > 1 || path.length === 1) && deliveries.length >= 3 ? { said: first, isOwn: false } : undefined
}

/** So many numbers of a session may be missing, of events that were told after it had ended. */
const missingMax = 5

/** Numbers that count the events of each session, from the same start; what is told later has the number of when it happened. */
function sayNumber(values: readonly Value[], deliveries: readonly Delivery[], events: Events): Json | undefined {
  const numberOf = new Map(deliveries.map((delivery, at) => [delivery, values[at]]))
  const starts = new Set<number>()
  for (const own of Map.groupBy(events, ({ session }) => session).values()) {
    const numbers = own.map((delivery) => numberOf.get(delivery)).filter((value) => typeof value === 'number' && Number.isInteger(value))
    const distinct = new Set(numbers as number[])
    const [low, high] = [Math.min(...distinct), Math.max(...distinct)]
    if (numbers.length < own.length || distinct.size < own.length || high - low + 1 > own.length + missingMax) return undefined
    starts.add(low)
  }
  const [start] = starts
  if (starts.size !== 1 || start === undefined || events.length < 3) return undefined
  return { $: start === 1 ? 'event.number' : `event.number ${start < 1 ? '-' : '+'} ${Math.abs(start - 1)}` }
}

/** How far the time at which something happened may be from that at which it was told. */
const toldMs = 3000

/** The one format of times that are those at which deliveries came, as far as it can be told. */
function momentFormat(values: readonly Value[], deliveries: readonly Delivery[]): TimeFormat | undefined {
  const formats = new Set<TimeFormat>()
  for (const [at, value] of values.entries()) {
    const ms = parseTime(value)
    const format = timeFormatOf(value)
    const { startedAtMs } = deliveries[at] as Delivery
    if (ms === undefined || format === undefined) return undefined
    const early = startedAtMs - ms
    if (early > toldMs + timeResolutionMs(format) || early < -toldMs) return undefined
    formats.add(format)
  }
  const [format] = formats
  return formats.size === 1 ? format : undefined
}

/** The first delivery of each event. */
function eventsOf(deliveries: readonly Delivery[], idOf: (delivery: Delivery) => string | undefined): Events {
  const seen = new Set<string>()
  return deliveries.filter((delivery) => {
    const id = idOf(delivery)
    if (id === undefined) return true
    const key = `${delivery.session} ${id}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const idNames: readonly RegExp[] = [/^(id|event_?id|webhook_?id|delivery_?id|message_?id)$/i, /(^|[-_])(id|uuid|guid|delivery)$/i]

/** Where deliveries say which event it is: a text that is new each time, in the header of the scheme or under the name of an id. */
function findId(
  deliveries: readonly Delivery[],
  { idHeader, isKnown }: EnvelopeOptions,
): ((delivery: Delivery) => string | undefined) | undefined {
  const fromHeader =
    (name: string) =>
    ({ headers }: Delivery) =>
      headers.find(([key]) => key.toLowerCase() === name)?.[1]
  const fromBody =
    (key: string) =>
    ({ body }: Delivery): string | undefined => {
      const value = isObject(body) && Object.hasOwn(body, key) ? body[key] : undefined
      return typeof value === 'string' ? value : undefined
    }
  const [first] = deliveries
  const keys = isObject(first?.body) ? Object.keys(first.body) : []
  const headers = (first?.headers ?? [])
    .map(([name]) => name.toLowerCase())
    .filter((name) => !/^(traceparent|x-request-id|content-)/.test(name))
  const places = idNames.flatMap((pattern) => [
    ...keys.filter((key) => pattern.test(key)).map(fromBody),
    ...headers.filter((name) => pattern.test(name)).map(fromHeader),
  ])
  if (idHeader !== undefined) places.unshift(fromHeader(idHeader))
  return places.find((read) => {
    const values = deliveries.map(read)
    if (!values.every((value): value is string => value !== undefined && value.length >= 8)) return false
    if (deliveries.some((delivery, at) => isKnown(delivery, values[at] as string))) return false
    const bySession = new Set(deliveries.map(({ session, target }, at) => `${session} ${target} ${values[at]}`))
    return bySession.size === deliveries.length && inferMintShape(distinct(values)) !== undefined
  })
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
