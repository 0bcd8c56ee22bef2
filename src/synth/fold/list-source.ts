import type { Json, JsonObject } from '#base'
import { entityKey, isList, printMember, type Value, valueAt } from '#lang'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar, keyRank } from '../collection/collection-draft.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { nameRelates, sameNoun } from '../naming.ts'
import { parameterOf } from '../timeline/track.ts'
import { scalarPaths } from './paths.ts'

/** A list that is at hand wherever a value is to be explained: a part of what is known there, or the entities that hold a key known there. */
export interface ListSource {
  /** Expression of all items. */
  readonly base: string
  /** What makes `e` one of the list; all items are where there is no test. */
  readonly test?: string
  /** Where the items hold what makes them members of the list: it is the same in all of them. */
  readonly by?: readonly string[]
  readonly cost: number
  /** What the items are called. */
  readonly noun: string
  /** The items at each observation. */
  readonly lists: readonly (readonly Json[] | undefined)[]
}

const sourcesMax = 60
const probesMax = 6

/** The lists at hand, the cheapest first. */
export function listSources(observations: readonly Observation[], context: ExplainContext): ListSource[] {
  const sources = [...heldLists(observations, context), ...wholeLists(observations, context), ...memberLists(observations, context)]
  const distinct = new Map<string, ListSource>()
  for (const source of sources.sort((a, b) => a.cost - b.cost || (printList(a) < printList(b) ? -1 : 1))) {
    if (source.lists.every((list) => list === undefined || list.length === 0)) continue
    const text = printList(source)
    if (!distinct.has(text)) distinct.set(text, source)
  }
  return [...distinct.values()].slice(0, sourcesMax)
}

/** The expression of a list, or of those of its items for which another test holds too. */
export function printList({ base, test }: ListSource, condition?: string): string {
  const tests = [test, condition].filter((each) => each !== undefined)
  return tests.length === 0 ? base : `${base}.filter(e, ${tests.join(' && ')})`
}

/** Some of the observations, spread over all. */
function probe(observations: readonly Observation[]): Observation[] {
  const step = Math.max(1, Math.floor(observations.length / probesMax))
  return observations.filter((_, at) => at % step === 0)
}

/** Lists within what is at hand: `self.lines`, `body.items`. */
function heldLists(observations: readonly Observation[], context: ExplainContext): ListSource[] {
  const found = new Map<string, { cost: number; noun: string }>()
  for (const { scope } of probe(observations)) {
    for (const { term, value } of scope.terms.all)
      if (isList(value) && !term.text.startsWith('split(')) found.set(term.text, { cost: term.cost, noun: term.field })
  }
  return [...found].map(([text, { cost, noun }]) => ({
    base: text,
    cost,
    noun,
    lists: observations.map(({ scope }) => asList(context.scopes.evaluate(text, scope))),
  }))
}

function asList(value: Value): readonly Json[] | undefined {
  return isList(value) ? value : undefined
}

/** All entities of a collection, under the parents that the path names. */
function wholeLists(observations: readonly Observation[], context: ExplainContext): ListSource[] {
  return context.scopes.timeline.collections.flatMap((collection) => {
    const text = listText(collection, observations[0]?.scope.call)
    if (text === undefined) return []
    return [{ base: text, cost: 3.5, noun: collection.noun, lists: observations.map(({ scope }) => membersOf(collection, scope)) }]
  })
}

function listText({ name, parents }: CollectionDraft, call: Call | undefined): string | undefined {
  const parameters = parents.map((space) => call?.route.segments.find((segment) => segment.space === space)?.parameter)
  if (parameters.includes(undefined)) return undefined
  return `list(${[JSON.stringify(name), ...parameters.map((parameter) => `path${printMember(parameter ?? '')}`)].join(', ')})`
}

function membersOf({ name, parents }: CollectionDraft, { call, environment }: Scope): readonly JsonObject[] {
  const parts = parents.map((space) => parameterOf(call, space))
  return environment.world.list(name, parts.length > 0 ? parts : undefined)
}

/** A key at hand, and the collections in which it leads to an entity wherever it is there. */
interface KeyTerm {
  readonly text: string
  readonly cost: number
  readonly values: readonly Value[]
  readonly owners: readonly CollectionDraft[]
}

/** Entities whose field holds a key that is at hand: the time entries of this issue. */
function memberLists(observations: readonly Observation[], context: ExplainContext): ListSource[] {
  const { collections } = context.scopes.timeline
  const keys = keyTerms(observations, context)
  return collections.flatMap((collection) => {
    const whole = listText(collection, observations[0]?.scope.call)
    const paths = whole === undefined ? [] : scalarPaths(collection, context.scopes.timeline)
    return paths.flatMap((path) =>
      keys.flatMap((key) => {
        if (!key.owners.some((owner) => leadsTo(path, owner, collection))) return []
        const lists = observations.map(({ scope }, at) => holding(collection, path, key.values[at], scope))
        const example = lists.findIndex((list) => list !== undefined && list.length > 0)
        if (example === -1) return []
        const held = `e${path.map(printMember).join('')}`
        const isSame = typeof valueAt(lists[example]?.[0], path) === typeof key.values[example]
        const test = isSame ? `${held} == ${key.text}` : `string(${held}) == string(${key.text})`
        return [{ base: whole as string, test, by: path, cost: key.cost + 1.5, noun: collection.noun, lists }]
      }),
    )
  })
}

/** Whether a field is named after what it leads to, `issue.id`, `issue_id`, or leads to its like: `parent.id`. */
function leadsTo(path: readonly string[], owner: CollectionDraft, holder: CollectionDraft): boolean {
  const last = path.at(-1) ?? ''
  const before = path.at(-2)
  const relation = holder.relations?.[path[0] ?? '']
  if (relation?.collection === owner.name) return true
  if (before !== undefined && keyRank(last) < 30) return namesOwner(before, owner, holder)
  return /[^a-z](id|key|code|slug)$|[a-z](Id|Key|Code|Slug)$/.test(last) ? namesOwner(last, owner, holder) : sameNoun(last, owner.noun)
}

function namesOwner(name: string, owner: CollectionDraft, holder: CollectionDraft): boolean {
  return nameRelates(name, owner.noun) || (owner === holder && /parent/i.test(name))
}

const indexes = new WeakMap<object, Map<string, Map<string, JsonObject[]>>>()

/** The members that hold a key at a path; undefined where there is no key. */
function holding(collection: CollectionDraft, path: readonly string[], key: Value, scope: Scope): readonly JsonObject[] | undefined {
  if (!isScalar(key)) return undefined
  const { world } = scope.environment
  const known = indexes.get(world) ?? new Map<string, Map<string, JsonObject[]>>()
  indexes.set(world, known)
  const name = `${collection.name} ${path.join('.')} ${collection.parents.map((space) => parameterOf(scope.call, space)).join(' ')}`
  let index = known.get(name)
  if (!index) {
    index = new Map()
    for (const member of membersOf(collection, scope)) {
      const held = valueAt(member, path)
      if (!isScalar(held)) continue
      const list = index.get(String(held))
      if (list) list.push(member)
      else index.set(String(held), [member])
    }
    known.set(name, index)
  }
  return index.get(String(key)) ?? []
}

const keyCostMax = 3.5

/** Scalars at hand that are keys of entities: `self.id`, `path.issue_id`, `order.customer_id`. */
function keyTerms(observations: readonly Observation[], context: ExplainContext): KeyTerm[] {
  const found = new Map<string, number>()
  for (const { scope } of probe(observations)) {
    for (const { term, value } of scope.terms.all)
      if (isScalar(value) && term.cost <= keyCostMax && /^[\w.]+$/.test(term.text) && isKeyName(term.text, term.field))
        found.set(term.text, term.cost)
  }
  return [...found].flatMap(([text, cost]) => {
    const values = observations.map(({ scope }) => context.scopes.evaluate(text, scope))
    const owners = context.scopes.timeline.collections.filter((owner) => isOwner(owner, text, values, observations))
    return owners.length > 0 ? [{ text, cost, values, owners }] : []
  })
}

function isKeyName(text: string, field: string): boolean {
  return text.startsWith('path.') || keyRank(field) < 30
}

/** Whether a term leads to an entity of a collection wherever it is there; a name within it must not speak of something else. */
function isOwner(owner: CollectionDraft, text: string, values: readonly Value[], observations: readonly Observation[]): boolean {
  const names = text.split('.')
  const holder = names.length > 2 ? names.at(-2) : names[0] === 'self' || names[0] === 'path' ? undefined : names[0]
  const isNamed = holder === undefined || holder === owner.name || nameRelates(holder, owner.noun) || /parent/i.test(holder)
  if (!isNamed && !nameRelates(names.at(-1) ?? '', owner.noun)) return false
  let seen = 0
  return (
    values.every((value, at) => {
      if (value === undefined || value === null) return true
      const scope = observations[at]?.scope
      const key = scope && entityKey([...owner.parents.map((space) => parameterOf(scope.call, space)), value])
      if (key === undefined || !scope?.environment.world.find(owner.name, key)) return false
      seen++
      return true
    }) && seen > 0
  )
}
