import type { Json } from '#base'
import { isList, isObject, printMember, type Value } from '#lang'
import { type Call, isSuccess } from '../call.ts'
import { isIdLike } from '../pass/id-like.ts'
import { nounIn } from './verbs.ts'

/** What an operation is about: a place in its requests that holds the key of an entity, and the kind of entities. */
export interface Subject {
  readonly text: string
  readonly kind: string
}

interface Place {
  readonly operation: string
  readonly text: string
  readonly field: string
  /** By call, the value there. */
  readonly values: ReadonlyMap<Call, string>
}

/** Names of fields that hold keys. */
const keyField = /(^|_|[a-z])(id|gid|key|uuid|guid|ref|handle|arn|url)$/i
const depthMax = 3

/**
 * Finds what each operation is about: the value in its requests that the service had shown before, as a key. Operations whose places
 * hold the same keys are about one kind of entity. `except` are places that hold no argument.
 */
export function findSubjects(
  operations: ReadonlyMap<string, readonly Call[]>,
  shownBefore: (call: Call, text: string) => boolean,
  except: ReadonlySet<string>,
): Map<string, Subject> {
  const found = [...operations].flatMap(([name, calls]) => bestPlace(name, calls, shownBefore, except) ?? [])
  const places = [...found, ...chosenPlaces(operations, found)]
  const kinds = joinKinds(places)
  return new Map(places.map((place) => [place.operation, { text: place.text, kind: kinds.get(place) as string }]))
}

/** What makes an entity under a key that the client chooses has it in the same place as what reads it. */
function chosenPlaces(operations: ReadonlyMap<string, readonly Call[]>, found: readonly Place[]): Place[] {
  return [...operations].flatMap(([operation, calls]) => {
    if (found.some((place) => place.operation === operation) || calls[0]?.request.method !== 'PUT') return []
    const keys = new Map<Place, Map<Call, string>>()
    for (const call of calls.filter(isSuccess)) {
      visit('body', '', call.request.body, 0, (text, _, value) => {
        for (const place of found) if (place.text === text) keys.set(place, (keys.get(place) ?? new Map<Call, string>()).set(call, value))
      })
    }
    for (const [place, values] of keys) {
      const used = new Set([...place.values].map(([{ session }, value]) => `${session} ${value}`))
      if ([...values].some(([{ session }, value]) => used.has(`${session} ${value}`)))
        return [{ operation, text: place.text, field: place.field, values }]
    }
    return []
  })
}

function bestPlace(
  operation: string,
  calls: readonly Call[],
  shownBefore: (call: Call, text: string) => boolean,
  except: ReadonlySet<string>,
): Place | undefined {
  const places = new Map<string, { field: string; values: Map<Call, string> }>()
  const successes = calls.filter(isSuccess)
  for (const call of successes) {
    const add = (text: string, field: string, value: string) => {
      const place = places.get(text) ?? { field, values: new Map<Call, string>() }
      places.set(text, place)
      place.values.set(call, value)
    }
    visit('body', '', call.request.body, 0, (text, field, value) => !except.has(text) && add(text, field, value))
    for (const [name, value] of Object.entries(call.request.query)) visit(`query${printMember(name)}`, name, value, 1, add)
  }
  const rated = [...places].flatMap(([text, { field, values }]) => {
    const shown = [...values].filter(([call, value]) => shownBefore(call, value)).length / values.size
    const isKey = [...values.values()].every((value) => keyField.test(field) || isIdLike(value))
    return isKey && shown >= 0.5 && values.size * 2 >= successes.length ? [{ operation, text, field, values, shown }] : []
  })
  return rated.sort((one, other) => other.values.size - one.values.size || other.shown - one.shown)[0]
}

function visit(
  text: string,
  field: string,
  value: Value,
  depth: number,
  found: (text: string, field: string, value: string) => void,
): void {
  if (typeof value === 'string' ? value.length > 0 && value.length <= 200 : typeof value === 'number') found(text, field, String(value))
  else if (isObject(value) && depth < depthMax)
    for (const [key, item] of Object.entries(value) as [string, Json][]) visit(text + printMember(key), key, item, depth + 1, found)
}

/** Places that share a key in some session, or that are named alike where keys are short numbers, hold keys of one kind. */
function joinKinds(places: readonly Place[]): Map<Place, string> {
  const groups: { places: Place[]; keys: Set<string> }[] = []
  for (const place of places) {
    const keys = new Set(
      [...place.values].map(([call, value]) => (/^\d{1,6}$/.test(value) ? `named ${nameIn(place)}` : `${call.session} ${value}`)),
    )
    const [first, ...others] = groups.filter((group) => [...keys].some((key) => group.keys.has(key)))
    if (first === undefined) groups.push({ places: [place], keys })
    else {
      for (const other of others) {
        first.places.push(...other.places)
        for (const key of other.keys) first.keys.add(key)
        groups.splice(groups.indexOf(other), 1)
      }
      first.places.push(place)
      for (const key of keys) first.keys.add(key)
    }
  }
  const taken = new Set<string>()
  const kinds = new Map<Place, string>()
  for (const group of groups) {
    const name = uniqueName(nameOf(group.places), taken)
    for (const place of group.places) kinds.set(place, name)
  }
  return kinds
}

/** The name of the field that most often holds the key, in requests or in answers. */
function nameOf(places: readonly Place[]): string {
  const counts = new Map<string, number>()
  const count = (field: string) => {
    if (/^[A-Za-z_]\w*$/.test(field)) counts.set(field, (counts.get(field) ?? 0) + 1)
  }
  for (const { field, values } of places) {
    for (const [call, value] of values) {
      count(field)
      visit('', '', call.body.value, 0, (_, name, shown) => shown === value && count(name))
    }
  }
  const [best] = [...counts].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
  return best === undefined
    ? 'item'
    : (places.map((place) => nameIn({ ...place, field: best[0] })).find((name) => name !== best[0]) ?? best[0])
}

/** The name of a key: an `id` is that of what the operation is named after, `user_id` of `deleteUser`. */
function nameIn({ operation, field }: Pick<Place, 'operation' | 'field'>): string {
  const noun = /^(_?id|uuid|guid|key)$/i.test(field) ? nounIn(operation) : ''
  return noun === '' ? field : `${noun}_id`
}

function uniqueName(base: string, taken: Set<string>): string {
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`
  taken.add(name)
  return name
}

/** Whether the session had shown a text in an answer before a call. */
export function createShownBefore(sessions: readonly (readonly Call[])[]): (call: Call, text: string) => boolean {
  const first = sessions.map((calls) => {
    const seen = new Map<string, number>()
    const note = (value: Value, at: number): void => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
        const text = String(value)
        if (!seen.has(text)) seen.set(text, at)
      } else if (isList(value)) for (const item of value) note(item, at)
      else if (isObject(value)) for (const item of Object.values(value)) note(item, at)
    }
    for (const call of calls) note(call.body.value, call.index)
    return seen
  })
  return (call, text) => (first[call.session]?.get(text) ?? Number.POSITIVE_INFINITY) < call.index
}
