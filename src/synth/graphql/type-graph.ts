import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import type { Call } from '../call.ts'
import { isScalar, keyNames } from '../collection/collection-draft.ts'
import { sameNoun } from '../naming.ts'
import { nounOf, rootNoun, toWords } from './field-nouns.ts'

/** One object in one answer, and where it hung. */
export interface Showing {
  readonly call: Call
  readonly object: JsonObject
  /** Keys from the root of the answer; `[]` for the items of a list. */
  readonly path: readonly string[]
  readonly parent?: { readonly showing: Showing; readonly field: string; readonly isList: boolean }
  readonly type: GraphType
}

/** What a field leads to: objects of types that are named, and of one whose name was not asked. */
interface Position {
  anonymous?: GraphType
  readonly named: Map<string, GraphType>
}

/** A type of the schema as far as answers show it. */
export class GraphType {
  /** The type that this one turned out to be. */
  #same: GraphType | undefined
  readonly names = new Set<string>()
  /** Words that fields call its objects by, with how often. */
  readonly nouns = new Map<string, number>()
  readonly positions = new Map<string, Position>()
  showings: Showing[] = []

  get self(): GraphType {
    return this.#same?.self ?? this
  }

  /** The types of one field. */
  at(field: string): GraphType[] {
    const position = this.positions.get(field)
    return position ? typesAt(position) : []
  }

  /** The one type of a field's objects; undefined where it has none or several. */
  only(field: string): GraphType | undefined {
    const types = this.at(field)
    return types.length === 1 ? types[0] : undefined
  }

  absorb(other: GraphType): void {
    const [mine, theirs] = [this.self, other.self]
    if (mine === theirs) return
    theirs.#same = mine
    for (const name of theirs.names) mine.names.add(name)
    for (const [noun, count] of theirs.nouns) mine.nouns.set(noun, (mine.nouns.get(noun) ?? 0) + count)
    for (const showing of theirs.showings) (showing as { type: GraphType }).type = mine
    mine.showings.push(...theirs.showings)
    theirs.showings = []
    for (const [field, position] of theirs.positions) {
      const known = mine.positions.get(field)
      if (known) mergePositions(known, position)
      else mine.positions.set(field, position)
    }
  }
}

function typesAt({ anonymous, named }: Position): GraphType[] {
  return [...new Set([...named.values(), ...(anonymous ? [anonymous] : [])].map((type) => type.self))]
}

function mergePositions(known: Position, other: Position): void {
  for (const [name, type] of other.named) {
    const mine = known.named.get(name)
    if (mine) mine.absorb(type)
    else known.named.set(name, type)
  }
  if (other.anonymous) {
    if (known.anonymous) known.anonymous.absorb(other.anonymous)
    else known.anonymous = other.anonymous
  }
}

/** The types behind all answers, merged where evidence says that they are one. */
export class TypeGraph {
  readonly #roots = new Map<string, Position>()
  readonly #byName = new Map<string, GraphType>()
  readonly #all: GraphType[] = []

  constructor(calls: readonly Call[]) {
    for (const call of calls) {
      if (!call.field || call.field.kind === 'document' || call.status !== 200) continue
      const position = this.#roots.get(rootId(call)) ?? { named: new Map() }
      this.#roots.set(rootId(call), position)
      this.#visit(position, call.body.value ?? null, call, [], rootNoun(call.field.name, call.field.kind), undefined)
    }
    this.#mergeUnasked()
    this.#mergeAlike()
    for (const type of this.types()) for (const showing of type.showings) (showing as { type: GraphType }).type = type
  }

  types(): GraphType[] {
    return [...new Set(this.#all.map((type) => type.self))]
  }

  /** The types that a field of a root gives. */
  rootTypes(call: Call): GraphType[] {
    const position = this.#roots.get(rootId(call))
    return position ? typesAt(position) : []
  }

  #visit(position: Position, value: Json, call: Call, path: readonly string[], noun: string, parent: Showing['parent']): void {
    if (isList(value)) {
      const inList = parent && { ...parent, isList: true }
      for (const item of value) this.#visit(position, item, call, [...path, '[]'], noun, inList)
      return
    }
    if (!isObject(value)) return
    const type = this.#typeAt(position, value)
    if (noun !== '') type.nouns.set(noun, (type.nouns.get(noun) ?? 0) + 1)
    const showing: Showing = { call, object: value, path, ...(parent ? { parent } : {}), type }
    type.showings.push(showing)
    for (const [field, item] of Object.entries(value)) {
      if (item === null || typeof item !== 'object') continue
      const name = field.replace(/\(.*$/s, '')
      const inner: Position = type.positions.get(name) ?? { named: new Map() }
      type.positions.set(name, inner)
      const word = /^(items?|nodes?|edges?|data|results?|rows|records)$/i.test(name) ? noun : nounOf(name, 'query')
      this.#visit(inner, item, call, [...path, field], word, { showing, field, isList: false })
    }
  }

  #typeAt(position: Position, object: JsonObject): GraphType {
    const name = object.__typename
    if (typeof name === 'string') {
      const type = this.#byName.get(name) ?? this.#create()
      type.names.add(name)
      this.#byName.set(name, type)
      position.named.set(name, type)
      return type.self
    }
    position.anonymous ??= this.#create()
    return position.anonymous.self
  }

  #create(): GraphType {
    const type = new GraphType()
    this.#all.push(type)
    return type
  }

  /** Where the name was not asked, the objects are of the one type with a name that the place shows at other times. */
  #mergeUnasked(): void {
    const positions = [...this.#roots.values(), ...this.types().flatMap((type) => [...type.positions.values()])]
    for (const { anonymous, named } of positions) {
      if (!anonymous) continue
      const keyed = [...new Set([...named.values()].map((type) => type.self))].filter((type) => keyOf(type) !== undefined)
      const only = keyed.length > 0 ? keyed : named.size === 1 ? [...named.values()] : []
      if (only.length === 1) only[0]?.absorb(anonymous)
    }
  }

  #mergeAlike(): void {
    for (let round = 0; round < 4; round++) {
      const types = this.types()
      let merged = false
      for (const [at, one] of types.entries())
        for (const other of types.slice(at + 1)) {
          if (one.self === other.self || !areOne(one.self, other.self)) continue
          one.absorb(other)
          merged = true
        }
      if (!merged) break
    }
  }
}

function rootId({ field }: Call): string {
  return `${field?.endpoint.join('/')} ${field?.kind} ${field?.name}`
}

/** Words for figures over many things. */
export const aggregates = /^(count|sum|avg|average|min|max|mean|total|stddev|variance|aggregate|(count|sum|avg)_distinct)$/

/** The field that holds the key of a type's objects. */
export function keyOf(type: GraphType): string | undefined {
  // A count by id is no thing that has this id.
  if (type.nouns.size > 0 && [...type.nouns.keys()].every((noun) => aggregates.test(noun))) return undefined
  return keyNames.slice(0, 7).find((name, at) => {
    const shown = type.showings.filter(({ object }) => isScalar(object[name]))
    // A name that many things have is a key only where every object shows it.
    return at < 4 ? shown.length > 0 : shown.length > 0 && shown.length === type.showings.length
  })
}

/** Whether two types are one: names that don't differ, and under one key the same values. */
function areOne(a: GraphType, b: GraphType): boolean {
  if (a.names.size > 0 && b.names.size > 0) return false
  const [key, otherKey] = [keyOf(a), keyOf(b)]
  if (key === undefined || key !== otherKey) return arePartsOfOne(a, key, b, otherKey)
  // One may show states that the other does not, the other way round that is a contradiction.
  const ways = [compare(a, b, key), compare(b, a, key)].sort((x, y) => x.differing * (y.equal + 1) - y.differing * (x.equal + 1))
  const { hits, equal, differing } = ways[0] as (typeof ways)[0]
  const [one, other] = [fieldsOf(a), fieldsOf(b)]
  const shared = [...one].filter((field) => other.has(field) && field !== key).length
  const akin = haveOneName(a, b)
  // Long keys don't meet by chance.
  if (akin && meetInLongKeys(a, b, key)) return true
  if (akin && shared > 0) return differing <= equal * 0.5
  const smaller = Math.min(one.size, other.size)
  // Things that are called otherwise are of one type only where they have the same fields.
  const isCalledOtherwise = a.nouns.size > 0 && b.nouns.size > 0
  if (isCalledOtherwise) return shared >= 3 && shared + 1 >= smaller * 0.8 && equal >= 3 && differing === 0
  if (shared > 0 && shared + 1 >= smaller && equal >= 2) return differing === 0
  return shared >= 2 && hits >= 3 && equal >= 3 && differing <= equal * 0.3
}

function meetInLongKeys(a: GraphType, b: GraphType, key: string): boolean {
  const keysOf = ({ showings }: GraphType) =>
    showings.flatMap(({ call, object }) => (String(object[key] ?? '').length >= 6 ? [`${call.session} ${String(object[key])}`] : []))
  const known = new Set(keysOf(a))
  return keysOf(b).some((id) => known.has(id))
}

/** Objects of one name without a key: those that have a key show all of their fields, or there are none with a key. */
function arePartsOfOne(a: GraphType, key: string | undefined, b: GraphType, otherKey: string | undefined): boolean {
  if (!haveOneName(a, b)) return false
  const [one, other] = [fieldsOf(a), fieldsOf(b)]
  if (key === undefined && otherKey === undefined) return [...one].some((field) => other.has(field))
  const rank = (name: string | undefined) => (name === undefined ? keyNames.length : keyNames.indexOf(name))
  const [fewer, more] = rank(key) < rank(otherKey) ? [other, one] : [one, other]
  return [...fewer].every((field) => more.has(field))
}

function haveOneName(a: GraphType, b: GraphType): boolean {
  const names = (type: GraphType) => [...type.nouns.keys(), ...[...type.names].map(toWords)]
  return names(a).some((noun) => names(b).some((word) => areAkin(noun, word)))
}

function fieldsOf({ showings }: GraphType): Set<string> {
  return new Set(showings.flatMap(({ object }) => Object.keys(object)).filter((field) => field !== '__typename'))
}

/** `product_variant` and `variant`: one is the last word of the other. */
function areAkin(a: string, b: string): boolean {
  return sameNoun(a, b) || sameNoun(a.split('_').at(-1) ?? a, b) || sameNoun(a, b.split('_').at(-1) ?? b)
}

/** How often two types say the same of one key at some time; only values that tell something count. */
function compare(a: GraphType, b: GraphType, key: string): { hits: number; equal: number; differing: number } {
  const known = new Map<string, Set<string>>()
  for (const { call, object } of b.showings)
    for (const [field, value] of Object.entries(object)) {
      const id = `${call.session} ${String(object[key])} ${field}`
      if (isTelling(value)) known.set(id, (known.get(id) ?? new Set()).add(String(value)))
    }
  let [hits, equal, differing] = [0, 0, 0]
  for (const { call, object } of a.showings) {
    if (!isScalar(object[key])) continue
    let isHit = false
    for (const [field, value] of Object.entries(object)) {
      const values = known.get(`${call.session} ${String(object[key])} ${field}`)
      if (field === key || !isTelling(value) || !values) continue
      isHit = true
      if (values.has(String(value))) equal++
      else differing++
    }
    if (isHit) hits++
  }
  return { hits, equal, differing }
}

function isTelling(value: Json | undefined): boolean {
  return isScalar(value) && String(value).length >= 3
}
