import { type Json, type JsonObject, memoize } from '#base'
import { type Environment, entityKey, isList, isObject, parseTime, printMember, type Value } from '#lang'
import { type Call, valueKey } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { argumentValues } from '../graphql/argument-links.ts'
import { mayRefer } from '../graphql/may-refer.ts'
import { fieldName, nameRelates, ownName } from '../naming.ts'
import { parameterOf } from '../timeline/track.ts'
import { parentText } from './parent-text.ts'
import { addPast } from './past-terms.ts'
import { addOrders, addTransforms } from './transforms.ts'

export interface Term {
  /** Text of the expression. */
  readonly text: string
  /** Bits that it takes to say; smaller is likelier before the data speak. */
  readonly cost: number
  /** The last names in it, `issue.subject` of `body.issue.subject`: what `sameField` compares. */
  readonly field: string
}

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
export function requestTerms(environment: Environment, call: Call, collections: readonly CollectionDraft[]): TermTable {
  const { all, add } = collector()
  for (const [name, value] of Object.entries(environment.path)) add(`path${printMember(name)}`, name, 2, value)
  for (const [name, value] of Object.entries(environment.query)) all.push(...termsOf(`query${printMember(name)}`, name, value, 2, 0))
  // Links to itself, and what an error says of where it came about.
  add('target', 'target', 4, environment.target)
  if (environment.target.includes('?')) add('split(target, "?")[0]', 'target', 5, environment.target.split('?')[0] ?? '')
  // What is sent as a text is often kept with its type.
  const type = typeof environment.body === 'string' ? environment.header['content-type'] : undefined
  if (typeof type === 'string') add('header["content-type"]', 'content_type', 2, type)
  if (environment.body !== undefined) all.push(...termsOf('body', 'body', environment.body, 1, 0))
  // The credential may be one that the service keeps: a token leads to whose it is.
  const { authorization } = environment.header
  if (typeof authorization === 'string') add(credential, 'token', 2, authorization.split(' ').at(-1) ?? '')
  addReferences(all, environment, call, collections)
  addCounts(environment, call, collections, add)
  for (const collection of collections) addPast(environment, call, collection, add, walk)
  return createTable(all)
}

/** The credential that a request brings, without its scheme. */
export const credential = 'last(split(header.authorization, " "))'

/** A new entity's own key equals other numbers by chance: it must explain more than they do. */
const costs: Readonly<Record<string, number>> = { self: 1, key: 4, was: 3 }

/** The terms of one bound name. */
export function localTerms(
  name: string,
  value: Json,
  environment: Environment,
  call: Call,
  collections: readonly CollectionDraft[],
): TermTable {
  const all = [...termsOf(name, name, value, costs[name] ?? 1.5, 0)]
  if (call.field && name === 'self' && isObject(value)) all.push(...stepsOf(value))
  addReferences(all, environment, call, collections)
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

/** By value, then by how it is said: the same entities and bodies are seen in many scopes. */
let known = new WeakMap<object, Map<string, readonly Entry[]>>()

/** Lets go of the terms of all values. */
export function forgetTerms(): void {
  known = new WeakMap()
}

/** The terms that a value and its parts give under an expression. */
function termsOf(text: string, field: string, value: Json, cost: number, depth: number): readonly Entry[] {
  if (typeof value !== 'object' || value === null) return collect(text, field, value, cost, depth)
  const ofValue = known.get(value) ?? new Map<string, readonly Entry[]>()
  known.set(value, ofValue)
  const said = `${depth} ${cost} ${field} ${text}`
  const before = ofValue.get(said)
  if (before) return before
  const entries = collect(text, field, value, cost, depth)
  ofValue.set(said, entries)
  return entries
}

function collect(text: string, field: string, value: Json, cost: number, depth: number): readonly Entry[] {
  const { all, add } = collector()
  walk(text, field, value, cost, add, depth)
  return all
}

/** Several tables as one; each is asked when the whole is. */
export function joinTables(tables: readonly TermTable[]): TermTable {
  let all: TermTable['all'] | undefined
  return {
    get all() {
      all ??= tables.flatMap((table) => table.all)
      return all
    },
    byValue: (value) => gather(tables, (table) => table.byValue(value)),
    byMoment: (ms) => gather(tables, (table) => table.byMoment(ms)),
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

/** A list of terms, and how one is added: with the simple changes that services make to what they are sent. */
function collector(): { readonly all: Entry[]; readonly add: Add } {
  const all: Entry[] = []
  const add: Add = (text, field, cost, value) => {
    all.push({ term: { text, cost, field }, value })
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) && value.length < 16)
      all.push({ term: { text: `number(${text})`, cost: cost + 1, field }, value: Number(value) })
    else if (typeof value === 'number') {
      all.push({ term: { text: `string(${text})`, cost: cost + 2, field }, value: String(value) })
      if (Number.isInteger(value)) all.push({ term: { text: `decimal(${text})`, cost: cost + 3, field }, value: `${value}.0` })
    } else if (typeof value === 'boolean') {
      all.push({ term: { text: `number(${text})`, cost: cost + 2, field }, value: Number(value) })
      all.push({ term: { text: `string(number(${text}))`, cost: cost + 3, field }, value: value ? '1' : '0' })
    } else if (typeof value === 'string') addTransforms(text, field, cost, value, all)
  }
  return { all, add }
}

export type Add = (text: string, field: string, cost: number, value: Json) => void

function walk(text: string, field: string, value: Json, cost: number, add: Add, depth: number): void {
  add(text, field, cost, value)
  if (depth >= depthMax) return
  if (isObject(value)) {
    const within = isNameless(field) ? [] : [ownName(field)]
    for (const [key, item] of Object.entries(value))
      walk(`${text}${printMember(key)}`, fieldName([...within, key]), item, cost + 0.5, add, depth + 1)
  } else if (isList(value)) {
    add(`size(${text})`, `${field}_count`, cost + 1.5, value.length)
    addOrders(text, field, cost, value, add)
    if (value.length > 0 && value.length <= 20 && depth < 3) walk(`${text}[0]`, field, value[0] as Json, cost + 3, add, depth + 1)
  }
}

/** Names of whole things that say nothing of what they are. */
function isNameless(name: string): boolean {
  return /^(body|self|entry|answer|page|(item|made)\d*)$/.test(name)
}

/** For each value that is the key of an entity: the fields of that entity. */
function addReferences(all: Entry[], environment: Environment, call: Call, collections: readonly CollectionDraft[]): void {
  const places = collections.flatMap((collection) => {
    const parents = collection.parents.map((space) => parameterOf(call, space))
    const texts = collection.parents.map((space) => `${parentText(call, space)}, `)
    return parents.includes(undefined) ? [] : [{ collection, parents, head: `find(${JSON.stringify(collection.name)}, ${texts.join('')}` }]
  })
  const follow = (from: readonly Entry[]) => {
    for (const { term, value } of from) {
      if (!isScalar(value)) continue
      for (const { collection, parents, head } of places) {
        if (call.field && !mayRefer(term.text, term.field, value, collection, call.route)) continue
        const key = entityKey([...parents, value])
        const entity = key === undefined ? undefined : environment.world.find(collection.name, key)
        if (!entity) continue
        const cost = term.cost + (nameRelates(term.field, collection.noun) ? 1.5 : 4)
        all.push(...termsOf(`${head}${term.text})`, collection.noun, entity, cost, depthMax - 2))
      }
    }
  }
  // A GraphQL argument that is a list of keys mostly has one.
  follow(all.filter(({ term }) => isPlain(call.field ? term.text.replace(/\[0\]$/, '') : term.text)))
  // What a credential leads to leads on: to the user of a token.
  if (environment.header.authorization !== undefined) follow(all.filter(({ term }) => term.text.includes(`, ${credential}).`)))
}

/** Whether an expression names a place, without a function or a position. */
const isPlain = memoize((text) => text === credential || !/[([]/.test(text.replace(/\["[^"]*"\]/g, '')))

/** Numbers of members: of a whole collection, and of those under the parents that the path names. */
function addCounts(environment: Environment, call: Call, collections: readonly CollectionDraft[], add: Add): void {
  if (call.field) addMemberCounts(environment, call, collections, add)
  for (const collection of collections) {
    const name = JSON.stringify(collection.name)
    const parents = collection.parents.map((space) => parameterOf(call, space))
    if (parents.includes(undefined)) continue
    const texts = collection.parents.map((space) => `, ${parentText(call, space)}`)
    add(
      `size(list(${name}${texts.join('')}))`,
      `${collection.noun}_count`,
      4,
      environment.world.list(collection.name, parents.length > 0 ? parents : undefined).length,
    )
  }
}

/** Numbers of the members of what an argument names, and the next one: things are numbered within what they are parts of. */
function addMemberCounts(environment: Environment, call: Call, collections: readonly CollectionDraft[], add: Add): void {
  for (const { name, noun, graph } of collections)
    for (const { by, links } of graph?.owners ?? [])
      for (const { text, path } of links.get(call.route) ?? []) {
        if (text === undefined) continue
        const [owner] = argumentValues(call, path)
        const count = environment.world.list(name).filter((member) => member[by] === owner).length
        const size = `size(list(${JSON.stringify(name)}).filter(e, e${printMember(by)} == ${text}))`
        add(size, `${noun}_count`, 4, count)
        add(`${size} + 1`, `${noun}_count`, 4.5, count + 1)
      }
}

/** Looked through once for each kind of question that is asked. */
function createTable(all: readonly Entry[]): TermTable {
  let scalars: Map<Json, Term[]> | undefined
  let others: Map<string, Term[]> | undefined
  let moments: Map<number, Term[]> | undefined
  return {
    all,
    byValue(value) {
      if (value === undefined) return []
      if (typeof value !== 'object' || value === null) {
        scalars ??= index(all, (each) => (typeof each === 'object' && each !== null ? undefined : each))
        return scalars.get(value) ?? []
      }
      others ??= index(all, (each) => (typeof each === 'object' && each !== null ? valueKey(each) : undefined))
      return others.get(valueKey(value)) ?? []
    },
    byMoment(ms) {
      moments ??= index(all, (each) => (typeof each === 'string' ? parseTime(each) : undefined))
      return moments.get(ms) ?? []
    },
  }
}

/** Terms by what a value is known by; undefined leaves a value out. */
function index<K>(all: readonly Entry[], keyOf: (value: Json) => K | undefined): Map<K, Term[]> {
  const terms = new Map<K, Term[]>()
  for (const { term, value } of all) {
    const key = keyOf(value)
    if (key === undefined) continue
    const list = terms.get(key)
    if (list) list.push(term)
    else terms.set(key, [term])
  }
  return terms
}
