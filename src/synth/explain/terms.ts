import { type Json, type JsonObject, memoize } from '#base'
import { type Environment, entityKey, isList, isObject, parseTime, printMember, type Value } from '#lang'
import { type Call, valueKey } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { mayRefer } from '../graphql/may-refer.ts'
import { isBareCredential } from '../guard/credential-header.ts'
import { nameRelates } from '../naming.ts'
import { parsedMap, parsedText } from '../query/parsed-map.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { parameterOf } from '../timeline/track.ts'
import { addCounts } from './count-terms.ts'
import { parentText } from './parent-text.ts'
import { addPast } from './past-terms.ts'
import { type Form, type Place, Places, type Term } from './place.ts'
import { termsAsShown } from './terms-as-shown.ts'
import { addOrders, addTransforms } from './transforms.ts'

export type { Term } from './place.ts'

/** The expressions that are at hand in a scope, by what they give. */
export interface TermTable {
  byValue(value: Value): readonly Term[]
  /** Terms that give this moment, in whatever format; ms. */
  byMoment(ms: number): readonly Term[]
  readonly all: readonly { readonly term: Term; readonly value: Json }[]
}

const depthMax = 4

/** A term with what it gives. */
export interface Entry {
  readonly term: Term
  readonly value: Json
}

/** The terms of the request itself, and the numbers of entities in the world: the same in all scopes of a call. */
export function requestTerms(environment: Environment, call: Call, timeline: Timeline): TermTable {
  const { collections } = timeline
  const { all, add } = collector()
  for (const [name, value] of Object.entries(environment.path)) add(places.at(`path${printMember(name)}`, name, 2, 0), value)
  for (const [name, value] of Object.entries(environment.query)) {
    append(all, termsOf(places.at(`query${printMember(name)}`, name, 2, 0), value))
    for (const [key, item] of Object.entries(parsedMap(value) ?? {}))
      append(all, termsOf(places.at(`${parsedText(name)}${printMember(key)}`, key, 3, 0), item))
  }
  // Links to itself, and what an error says of where it came about.
  add(places.at('target', 'target', 4, 0), environment.target)
  if (environment.target.includes('?')) add(places.at('split(target, "?")[0]', 'target', 5, 0), environment.target.split('?')[0] ?? '')
  // What is sent as a text is often kept with its type.
  const type = typeof environment.body === 'string' ? environment.header['content-type'] : undefined
  if (typeof type === 'string') add(places.at('header["content-type"]', 'content_type', 2, 0), type)
  if (environment.body !== undefined) append(all, termsOf(places.at('body', 'body', 1, 0), environment.body))
  // The credential may be one that the service keeps: a token leads to whose it is.
  const { authorization } = environment.header
  if (typeof authorization === 'string') add(places.at(credential, 'token', 2, 0), authorization.split(' ').at(-1) ?? '')
  for (const [name, value] of Object.entries(environment.header))
    if (typeof value === 'string' && isBareCredential(name)) add(places.at(`header${printMember(name)}`, 'token', 2, 0), value)
  if (!call.field) addHolders(all, environment, timeline)
  addReferences(all, environment, call, timeline)
  addCounts(environment, call, collections, places, add)
  for (const collection of collections) addPast(environment, call, collection, places, add, walk)
  return createTable(all)
}

/** The credential that a request brings, without its scheme. */
export const credential = 'last(split(header.authorization, " "))'

/** A new entity's own key equals other numbers by chance: it must explain more than they do. */
const costs: Readonly<Record<string, number>> = { self: 1, key: 4, was: 3 }

/** The terms of one bound name. */
export function localTerms(name: string, value: Json, environment: Environment, call: Call, timeline: Timeline): TermTable {
  const all = [...termsOf(places.at(name, name, costs[name] ?? 1.5, 0), value)]
  if (call.field && name === 'self' && isObject(value)) append(all, stepsOf(value))
  append(all, termsAsShown(name, value, costs[name] ?? 1.5, timeline))
  addReferences(all, environment, call, timeline)
  return createTable(all)
}

/** One more and one less than what an entity had: counters of visits, votes, versions. */
function stepsOf(entity: JsonObject): Entry[] {
  return Object.entries(entity).flatMap(([field, value]): Entry[] =>
    typeof value === 'number'
      ? [
          { term: { text: `self${printMember(field)} + 1`, field, cost: 3 }, value: value + 1 },
          { term: { text: `self${printMember(field)} - 1`, field, cost: 3 }, value: value - 1 },
        ]
      : [],
  )
}

let places = new Places()
/** By value, then by where it stands: the same entities and bodies are seen in many scopes. */
let known = new WeakMap<object, Map<Place, readonly Entry[]>>()

/** Lets go of the terms of all values. */
export function forgetTerms(): void {
  places = new Places()
  known = new WeakMap()
  keys = new WeakMap()
}

/** The terms that a value and its parts give at a place. */
function termsOf(place: Place, value: Json): readonly Entry[] {
  if (typeof value !== 'object' || value === null) return collect(place, value)
  const ofValue = known.get(value) ?? new Map<Place, readonly Entry[]>()
  known.set(value, ofValue)
  const before = ofValue.get(place)
  if (before) return before
  const entries = collect(place, value)
  ofValue.set(place, entries)
  return entries
}

function collect(place: Place, value: Json): readonly Entry[] {
  const { all, add } = collector()
  walk(place, value, add)
  return all
}

function append(all: Entry[], more: readonly Entry[]): void {
  for (const entry of more) all.push(entry)
}

/** Several tables as one; each is asked when the whole is. */
export function joinTables(tables: readonly TermTable[]): TermTable {
  return new JoinedTable(tables)
}

class JoinedTable implements TermTable {
  readonly #tables: readonly TermTable[]
  #all: TermTable['all'] | undefined

  constructor(tables: readonly TermTable[]) {
    this.#tables = tables
  }

  get all(): TermTable['all'] {
    this.#all ??= this.#tables.flatMap((table) => table.all)
    return this.#all
  }

  byValue(value: Value): readonly Term[] {
    return gather(this.#tables, (table) => table.byValue(value))
  }

  byMoment(ms: number): readonly Term[] {
    return gather(this.#tables, (table) => table.byMoment(ms))
  }
}

function gather(tables: readonly TermTable[], ask: (table: TermTable) => readonly Term[]): readonly Term[] {
  let found: readonly Term[] = []
  for (const table of tables) {
    const terms = ask(table)
    if (terms.length > 0) found = found.length === 0 ? terms : [...found, ...terms]
  }
  return found
}

const forms = {
  number: { cost: 1, print: (text) => `number(${text})` },
  string: { cost: 2, print: (text) => `string(${text})` },
  decimal: { cost: 3, print: (text) => `decimal(${text})` },
  flag: { cost: 2, print: (text) => `number(${text})` },
  digit: { cost: 3, print: (text) => `string(number(${text}))` },
  size: { cost: 1.5, print: (text) => `size(${text})`, field: (field) => `${field}_count` },
  first: { cost: 3, print: (text) => `${text}[0]` },
} satisfies Readonly<Record<string, Form>>

/** A list of terms, and how one is added: with the simple changes that services make to what they are sent. */
function collector(): { readonly all: Entry[]; readonly add: Add } {
  const all: Entry[] = []
  const add: Add = (place, value) => {
    all.push({ term: place, value })
    if (typeof value === 'string' && isNumberText(value)) all.push({ term: place.form(forms.number), value: Number(value) })
    else if (typeof value === 'number') {
      all.push({ term: place.form(forms.string), value: String(value) })
      if (Number.isInteger(value)) all.push({ term: place.form(forms.decimal), value: `${value}.0` })
    } else if (typeof value === 'boolean') {
      all.push({ term: place.form(forms.flag), value: Number(value) })
      all.push({ term: place.form(forms.digit), value: value ? '1' : '0' })
    } else if (typeof value === 'string') addTransforms(place, value, all)
  }
  return { all, add }
}

function isNumberText(text: string): boolean {
  return text.length < 16 && /^-?\d+(\.\d+)?$/.test(text)
}

export type Add = (place: Place, value: Json) => void

function walk(place: Place, value: Json, add: Add): void {
  add(place, value)
  if (place.depth >= depthMax) return
  if (isObject(value)) {
    for (const key in value) if (Object.hasOwn(value, key)) walk(place.member(key), value[key] as Json, add)
  } else if (isList(value)) {
    add(place.form(forms.size), value.length)
    addOrders(place, value, add)
    if (value.length > 0 && value.length <= 20 && place.depth < 3) walk(place.form(forms.first), value[0] as Json, add)
  }
}

/** For each value that is the key of an entity: the fields of that entity. */
function addReferences(all: Entry[], environment: Environment, call: Call, timeline: Timeline): void {
  const owners = timeline.collections.flatMap((collection) => {
    const parents = collection.parents.map((space) => parameterOf(call, space))
    const texts = collection.parents.map((space) => `${parentText(call, space)}, `)
    return parents.includes(undefined) ? [] : [{ collection, parents, head: `find(${JSON.stringify(collection.name)}, ${texts.join('')}` }]
  })
  const follow = (from: readonly Entry[]) => {
    for (const { term, value } of from) {
      const names = isScalar(value) ? timeline.keyed(value) : undefined
      if (!names || names.size === 0) continue
      for (const { collection, parents, head } of owners) {
        if (!names.has(collection.name)) continue
        if (call.field && !mayRefer(term.text, term.field, value, collection, call.route)) continue
        const key = entityKey([...parents, value])
        const entity = key === undefined ? undefined : environment.world.find(collection.name, key)
        if (!entity) continue
        const cost = term.cost + (nameRelates(term.field, collection.noun) ? 1.5 : 4)
        append(all, termsOf(places.at(`${head}${term.text})`, collection.noun, cost, depthMax - 2), entity))
      }
    }
  }
  // A GraphQL argument that is a list of keys mostly has one.
  follow(all.filter(({ term }) => isPlain(call.field ? term.text.replace(/\[0\]$/, '') : term.text)))
  // What a credential leads to leads on: to the user of a token.
  if (environment.header.authorization !== undefined) follow(all.filter(({ term }) => term.text.includes(`, ${credential}).`)))
}

/** For the credential and each long text that the body or the query brings, where entities have it in a field of their own: what that entity is. */
function addHolders(all: Entry[], environment: Environment, timeline: Timeline): void {
  for (const { term, value } of all.filter(
    ({ term, value }) =>
      typeof value === 'string' && (term.text === credential || /^(body|query|header)/.test(term.text)) && isPlain(term.text),
  ))
    for (const { collection, field, isShort } of timeline.holding(value as string)) {
      if (isShort && field !== term.field) continue
      const [entity] = environment.world.list(collection).filter((each) => each[field] === value)
      if (!entity) continue
      const text = `list(${JSON.stringify(collection)}).filter(e, e${printMember(field)} == ${term.text})[0]`
      append(all, termsOf(places.at(text, collection, term.cost + (field === term.field ? 2 : 5), depthMax - 2), entity))
    }
}

/** Whether an expression names a place, without a function or a position. */
const isPlain = memoize((text) => text === credential || !/[([]/.test(text.replace(/\["[^"]*"\]/g, '')))

let keys = new WeakMap<object, string>()

/** `valueKey`, once for each value. */
function keyOf(value: object & Json): string {
  let key = keys.get(value)
  if (key === undefined) {
    key = valueKey(value)
    keys.set(value, key)
  }
  return key
}

/** A few values are asked for of most tables: looking through beats an index, but for moments, which have to be read. */
function createTable(all: readonly Entry[]): TermTable {
  let moments: Map<number | undefined, readonly Entry[]> | undefined
  let values: readonly Json[] | undefined
  let whole: readonly (Entry & { readonly value: object })[] | undefined
  return {
    all,
    byValue(value) {
      if (value === undefined) return []
      if (typeof value !== 'object' || value === null) {
        values ??= all.map((entry) => entry.value)
        return termsAt(all, values, value)
      }
      const key = keyOf(value)
      whole ??= all.filter((entry) => typeof entry.value === 'object' && entry.value !== null) as typeof whole & object
      return whole.filter((entry) => keyOf(entry.value) === key).map(({ term }) => term)
    },
    byMoment(ms) {
      moments ??= Map.groupBy(all, ({ value }) => (typeof value === 'string' ? parseTime(value) : undefined))
      return moments.get(ms)?.map(({ term }) => term) ?? []
    },
  }
}

/** Looks with `indexOf`, which is fast from the first time on: most tables are asked a few times only. */
function termsAt(all: readonly Entry[], values: readonly Json[], value: Json): Term[] {
  const terms: Term[] = []
  for (let at = values.indexOf(value); at >= 0; at = values.indexOf(value, at + 1)) terms.push((all[at] as Entry).term)
  return terms
}
