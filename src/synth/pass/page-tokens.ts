import type { Json } from '#base'
import { inferMintShape, isList, isObject, tokenOf, type Value } from '#lang'
import { type Call, isStructured, isSuccess, type PageTokens } from '../call.ts'
import { isScalar, keyNames } from '../collection/collection-draft.ts'
import { tokenParts } from '../query/token-parts.ts'

/** A text that was handed out beside a list. */
interface Handed {
  readonly index: number
  /** Method and path of what was asked. */
  readonly asked: string
  /** Where it stood: keys, or a parameter of an address there. */
  readonly place: string
  /** Key of the last member that was shown. */
  readonly key: string
}

const lengthMin = 8
const usesMin = 2
const depthMax = 3

/**
 * Tokens of pages that say nothing to a client: texts that stand beside a list and come back as a parameter. Nobody can tell how the service
 * makes them, only what they stand for, the place behind the last member that was shown. So each gives way, wherever it stands in a session, to
 * one that follows from that member's key; the twin makes its own in the same way.
 */
export function namePageTokens(sessions: readonly Call[][]): Call[][] {
  const handed = sessions.map(collectHanded)
  const places = usedPlaces(sessions, handed)
  if (places.size === 0) return [...sessions]
  const texts = handed.flatMap((session) => [...session].filter(([, { place }]) => places.has(place)).map(([text]) => text))
  const shape = inferMintShape([...new Set(texts)])
  if (shape === undefined) return [...sessions]
  const names = handed.map(
    (session) =>
      new Map([...session].flatMap(([text, { place, key }]) => (places.has(place) ? [[text, tokenOf(shape, key)] as const] : []))),
  )
  const isFresh = names.some((own) => new Set(own.values()).size < own.size)
  const tokens = { shape, isFresh, texts: new Set(names.flatMap((own) => [...own.values()])) }
  return sessions.map((calls, at) => calls.map((call) => rename(call, names[at] ?? new Map(), tokens)))
}

/** The texts beside the lists of a session that may be tokens, where they came up first: those that say nothing. */
function collectHanded(calls: readonly Call[]): Map<string, Handed> {
  const handed = new Map<string, Handed>()
  for (const call of calls) {
    if (!isSuccess(call) || !isStructured(call.body)) continue
    const list = listIn(call.body.value, 0)
    const key = list && lastKey(list)
    if (list === undefined || key === undefined) continue
    const note = (text: string, place: string) => {
      if (handed.has(text) || !isOpaque(text)) return
      handed.set(text, { index: call.index, asked: askedOf(call), place, key })
    }
    visitTexts(call.body.value, list, '', note)
    for (const [name, value] of call.headers) if (name.toLowerCase() === 'link') visitAddress(value, name.toLowerCase(), note)
  }
  return handed
}

function askedOf({ request }: Call): string {
  return `${request.method} ${request.segments.join('/')}`
}

function textOf(value: Json): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
}

/** Whether a text is no word, and holds nothing that can be read. */
function isOpaque(text: string): boolean {
  const isMade = /[A-Za-z]/.test(text) && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)))
  return text.length >= lengthMin && isMade && /^[\w+/=.~-]+$/.test(text) && tokenParts('', 'token', [text]).length === 0
}

function visitTexts(value: Value, list: readonly Json[], path: string, note: (text: string, place: string) => void): void {
  if (value === list) return
  if (isObject(value)) for (const [key, item] of Object.entries(value)) visitTexts(item, list, `${path}.${key}`, note)
  else if (typeof value === 'string') {
    note(value, path)
    visitAddress(value, path, note)
  }
}

function visitAddress(text: string, path: string, note: (text: string, place: string) => void): void {
  for (const [, name = '', value = ''] of text.matchAll(/[?&]([^=&#<>\s]+)=([^&#<>;\s]+)/g)) note(decoded(value), `${path}?${name}`)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The first list of maps, at the root or not far below. */
function listIn(value: Value, depth: number): readonly Json[] | undefined {
  if (isList(value)) return value.length > 0 && value.every(isObject) ? value : undefined
  if (!isObject(value) || depth >= depthMax) return undefined
  for (const item of Object.values(value)) {
    const found = listIn(item, depth + 1)
    if (found) return found
  }
  return undefined
}

function lastKey(list: readonly Json[]): string | undefined {
  const items = list.filter(isObject)
  const field = keyNames.find(
    (name) => items.every((item) => isScalar(item[name])) && new Set(items.map((item) => String(item[name]))).size === items.length,
  )
  const key = field === undefined ? undefined : items.at(-1)?.[field]
  return key === undefined ? undefined : String(key)
}

/** Whether a text had not come up before it was handed out: what had is the key of something, or an echo of what was sent. */
function isNew(text: string, { index }: Handed, calls: readonly Call[]): boolean {
  return !calls.some(
    ({ request, body, index: at }) =>
      at <= index &&
      ([request.query, request.body ?? null].some((sent) => textOf(sent).includes(text)) ||
        (at < index && textOf(body.value ?? null).includes(text))),
  )
}

/** The places whose texts came up there, and came back as parameters of the same path. */
function usedPlaces(sessions: readonly Call[][], handed: readonly ReadonlyMap<string, Handed>[]): Set<string> {
  const uses = new Map<string, Set<string>>()
  sessions.forEach((calls, at) => {
    for (const call of calls) {
      const { index, request } = call
      const sent = [...Object.values(request.query), ...(isObject(request.body) ? Object.values(request.body) : [])]
      for (const text of sent) {
        const found = typeof text === 'string' ? handed[at]?.get(text) : undefined
        if (!found || found.index >= index || found.asked !== askedOf(call) || !isNew(text as string, found, calls)) continue
        uses.set(found.place, (uses.get(found.place) ?? new Set()).add(text as string))
      }
    }
  })
  return new Set([...uses].filter(([, texts]) => texts.size >= usesMin).map(([place]) => place))
}

function rename(call: Call, names: ReadonlyMap<string, string>, tokens: PageTokens): Call {
  const pairs = [...names].flatMap(([from, to]) => {
    const escaped = encodeURIComponent(from)
    return escaped === from ? [[from, to] as const] : [[from, to] as const, [escaped, encodeURIComponent(to)] as const]
  })
  const inText = (text: string) =>
    pairs.reduce((changed, [from, to]) => (changed.includes(from) ? changed.replaceAll(from, to) : changed), text)
  const inValue = (value: Json): Json => {
    if (typeof value === 'string') return inText(value)
    if (isList(value)) return value.map(inValue)
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inValue(item)])) : value
  }
  const { request, body, headers } = call
  return {
    ...call,
    request: {
      ...request,
      target: inText(request.target),
      query: inValue(request.query) as typeof request.query,
      body: request.body === undefined ? undefined : inValue(request.body),
    },
    headers: headers.map(([name, value]) => [name, inText(value)]),
    body: body.value === undefined ? body : { ...body, value: inValue(body.value) },
    tokens,
  }
}
