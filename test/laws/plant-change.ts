import type { Json, JsonObject } from '#base'
import { type HeaderList, type HttpResponse, headerValue, isJsonMediaType, isTextMediaType } from '#http'

export const changeKinds = ['value', 'type', 'key added', 'key removed', 'order', 'list length', 'status', 'header'] as const

export type ChangeKind = (typeof changeKinds)[number]

/** An answer with one change in it. */
export interface Planted {
  readonly response: HttpResponse
  /** Where the change is, as a report writes it. */
  readonly path: string
}

/** What a client knows who gets the answer. */
export interface Known {
  /** Whether an earlier answer of the recording held this value: then the twin is bound to what it said. */
  readonly wasShown: (value: string) => boolean
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** Whole numbers from 0 to below `bound`. */
export type Draw = (bound: number) => number

/** A place in a body: the value there in the recording and in the twin's answer. */
interface Place {
  readonly path: string
  readonly recorded: Json
  readonly actual: Json
  /** The whole body with another value at this place, without it where there is none. */
  readonly put: (value: Json | undefined) => Json
}

/** Headers that are compared, with a change that a client can tell. */
const headerChanges: Readonly<Record<string, (value: string) => string>> = {
  'content-type': (value) => `${value}; profile=other`,
  location: (value) => `${value}/x`,
  link: (value) => value.replace('>', '&x=1>'),
  allow: (value) => `${value}, TRACE`,
  'www-authenticate': (value) => `${value} x`,
  'retry-after': (value) => `${value}0`,
  'x-total-count': (value) => `${value}0`,
}

/**
 * Plants one change of the kind into an answer of the twin; undefined where the answer has no place for it. `recorded` is the service's answer to
 * the same request.
 */
export function plantChange(kind: ChangeKind, recorded: HttpResponse, actual: HttpResponse, draw: Draw, known: Known): Planted | undefined {
  if (kind === 'status') return { path: 'status', response: { ...actual, status: actual.status + 1 + draw(3) } }
  if (kind === 'header') return plantHeader(actual, draw)
  if (kind === 'value' && isTextMediaType(headerValue(actual.headers, 'content-type')) && readJson(actual) === undefined)
    return plantText(actual)
  const [left, right] = [readJson(recorded), readJson(actual)]
  if (left === undefined || right === undefined) return undefined
  const places = [...walk({ path: 'body', recorded: left, actual: right, put: (value) => value ?? null })]
  const candidates = places.flatMap((place) => changesOf(kind, place, draw, known))
  const planted = candidates[draw(candidates.length)]
  if (planted === undefined) return undefined
  return { path: planted.path, response: { ...actual, body: new TextEncoder().encode(JSON.stringify(planted.body)) } }
}

function readJson(response: HttpResponse): Json | undefined {
  if (response.body.length === 0 || !isJsonMediaType(headerValue(response.headers, 'content-type'))) return undefined
  return JSON.parse(new TextDecoder().decode(response.body)) as Json
}

function plantHeader(actual: HttpResponse, draw: Draw): Planted | undefined {
  const known = actual.headers.filter(([name]) => Object.hasOwn(headerChanges, name.toLowerCase()))
  const chosen = known[draw(known.length)]
  if (chosen === undefined) return undefined
  const [name, value] = chosen
  const change = headerChanges[name.toLowerCase()] as (value: string) => string
  const others: HeaderList = actual.headers.filter((header) => header !== chosen)
  const headers: HeaderList = draw(3) === 0 ? others : [...others, [name, change(value)]]
  return { path: `header.${name.toLowerCase()}`, response: { ...actual, headers } }
}

function plantText(actual: HttpResponse): Planted {
  return { path: 'body', response: { ...actual, body: new TextEncoder().encode(`planted ${new TextDecoder().decode(actual.body)}`) } }
}

function* walk(place: Place): Generator<Place> {
  yield place
  const { path, recorded, actual, put } = place
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    for (let at = 0; at < actual.length; at++) {
      const set = (value: Json | undefined) => put(value === undefined ? actual.toSpliced(at, 1) : actual.with(at, value))
      yield* walk({ path: `${path}[${at}]`, recorded: recorded[at] as Json, actual: actual[at] as Json, put: set })
    }
  } else if (isObject(recorded) && isObject(actual)) {
    const names = Object.keys(actual)
    for (const [at, key] of Object.keys(recorded).entries()) {
      // keys that are ids are others in the twin, in the same order
      const name = Object.hasOwn(actual, key) ? key : (names[at] as string)
      const set = (value: Json | undefined) => put(withKey(actual, name, value))
      yield* walk({ path: path + step(key), recorded: recorded[key] as Json, actual: actual[name] as Json, put: set })
    }
  }
}

function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const entries = Object.entries(object).flatMap(([name, own]) =>
    name !== key ? [[name, own]] : value === undefined ? [] : [[name, value]],
  )
  return Object.fromEntries(entries) as JsonObject
}

function step(key: string): string {
  return /^[A-Za-z_$@][\w$@-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Candidate {
  readonly path: string
  readonly body: Json
}

function changesOf(kind: ChangeKind, place: Place, draw: Draw, known: Known): Candidate[] {
  const { path, recorded, actual, put } = place
  const at = (value: Json | undefined): Candidate[] => [{ path, body: put(value) }]
  switch (kind) {
    case 'value':
      return isScalar(actual) && actual !== null ? at(otherValue(recorded, actual, draw, known)) : []
    case 'type':
      return at(otherType(actual, draw))
    case 'key removed':
      return /\]$/.test(path) && !path.endsWith('"]') ? [] : path === 'body' ? [] : at(undefined)
    case 'key added':
      return isObject(actual) ? [{ path: `${path}.planted`, body: put({ ...actual, planted: [1, 'x', null, {}][draw(4)] as Json }) }] : []
    case 'order': {
      if (!Array.isArray(actual) || actual.length < 2) return []
      const first = draw(actual.length - 1)
      const [left, right] = [actual[first] as Json, actual[first + 1] as Json]
      if (Array.isArray(left) || Array.isArray(right)) return [] // nothing tells lists from one another but their place
      const before = Array.isArray(recorded) ? recorded.slice(first, first + 2) : []
      if (JSON.stringify(withoutFresh(before[0], left, known)) === JSON.stringify(withoutFresh(before[1], right, known))) return []
      return at(actual.with(first, right).with(first + 1, left))
    }
    case 'list length':
      if (!Array.isArray(actual)) return []
      if (actual.length === 0 || draw(2) === 0) return at([...actual, actual[draw(actual.length)] ?? {}])
      return at(actual.toSpliced(draw(actual.length), 1))
    case 'status':
    case 'header':
      return []
  }
}

/** Without what the service has just made up: elements that differ in nothing else can stand in any order. */
function withoutFresh(recorded: Json | undefined, actual: Json, known: Known): Json {
  if (recorded === undefined || actual === null || isScalar(actual) || isScalar(recorded)) {
    return typeof recorded === 'string' && recorded !== actual && !known.wasShown(recorded) ? 'fresh' : actual
  }
  if (Array.isArray(actual)) return actual.map((element, at) => withoutFresh((recorded as Json[])[at], element, known))
  const own = recorded as JsonObject
  return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, withoutFresh(own[key], value, known)]))
}

function isScalar(value: Json): value is string | number | boolean | null | bigint {
  return value === null || typeof value !== 'object'
}

function otherType(value: Json, draw: Draw): Json {
  const others: Json[] = [null, true, 7, 'text', [], {}].filter((other) => typeOf(other) !== typeOf(value))
  if (typeof value === 'number') others.push(String(value), String(value))
  if (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))) others.push(Number(value), Number(value))
  return others[draw(others.length)] as Json
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
}

function otherValue(recorded: Json, actual: Json, draw: Draw, known: Known): Json {
  if (typeof actual === 'boolean') return !actual
  const isTime = typeof actual === 'number' && actual > 1e9 && actual < 4e9
  if (isTime) return actual + 3600
  if (typeof actual === 'number') return [actual + 1, actual - 1, actual + 0.5, -actual - 1, actual * 10 + 1][draw(5)] as number
  if (typeof actual !== 'string') return actual
  const time = Date.parse(actual)
  const isBound = time <= known.nowMs || known.wasShown(recorded as string)
  if (/^\d{4}-\d\d-\d\dT/.test(actual) && isBound && draw(2) === 0) return new Date(time + 3_600_000).toISOString()
  if (recorded === actual) return otherText(actual, draw)
  // minted: any value is right at first, if it is written as the service writes it
  return known.wasShown(recorded as string) ? reminted(actual, draw) : actual.slice(0, -1)
}

function otherText(text: string, draw: Draw): string {
  if (text === '') return 'x'
  const at = draw(text.length)
  const swapped = text[at] === text[at]?.toUpperCase() ? text[at]?.toLowerCase() : text[at]?.toUpperCase()
  const changed = [`${text}x`, text.slice(1), text.slice(0, at) + swapped + text.slice(at + 1), `${text} `, 'another word'][
    draw(5)
  ] as string
  return changed === text ? `${text}x` : changed
}

/** Another value of the same format: digits and letters turned into their neighbours, from the end. */
function reminted(text: string, draw: Draw): string {
  const places = [...text].flatMap((letter, at) => (/[1-8a-e]/.test(letter) ? [at] : []))
  const at = places.at(-1 - draw(Math.min(4, places.length)))
  if (at === undefined) return `${text}x`
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) + 1) + text.slice(at + 1)
}
