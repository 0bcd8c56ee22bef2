import type { Json, JsonObject } from '#base'
import { equal, isList, printMember, type Value } from '#lang'
import { valueKey } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import type { Scope, Scopes } from '../explain/scope.ts'
import type { DerivedReading } from './derived-readings.ts'
import { type JoinTest, joinTests } from './join-tests.ts'

/** What a derived field is, and how many of its readings that gives. */
export interface DerivedRule {
  readonly text: string
  readonly hits: number
}

/** An entity and another one that it may list. */
interface Pair {
  readonly scope: Scope
  readonly isListed: boolean
}

const pairsMax = 1200
const knownMin = 0.95
const listedMin = 3

/**
 * Explains a field that lists keys of other entities: all those for which a conjunction of simple comparisons between them and the entity
 * holds. `found` names them in the expression.
 */
export function learnJoin(
  readings: readonly DerivedReading[],
  collections: readonly CollectionDraft[],
  scopes: Scopes,
): DerivedRule | undefined {
  const lists = readings.filter(({ target }) => isList(target))
  const keys = lists.flatMap(({ target }) => target as readonly Json[])
  if (lists.length < readings.length || !keys.every(isScalar)) return undefined
  // Nearly anything holds for the same one or two.
  const distinct = new Set(
    lists.flatMap(({ scope, target }) => (target as readonly Json[]).map((key) => `${scope.call.session} ${String(key)}`)),
  )
  if (distinct.size < listedMin) return undefined
  let best: DerivedRule | undefined
  for (const other of collections) {
    const keyField = mainKeyField(other)
    const rule = keyField === undefined ? undefined : joinWith(other, keyField, lists, keys.length, scopes)
    if (rule && (!best || rule.hits > best.hits)) best = rule
  }
  return best
}

function joinWith(
  other: CollectionDraft,
  keyField: string,
  readings: readonly DerivedReading[],
  listed: number,
  scopes: Scopes,
): DerivedRule | undefined {
  const pairs: Pair[] = []
  const others = new Set<JsonObject>()
  let known = 0
  for (const { scope, target } of readings) {
    const wanted = new Set((target as readonly Json[]).map(String))
    for (const entity of scope.environment.world.list(other.name)) {
      const isListed = wanted.has(String(entity[keyField]))
      if (isListed) known++
      others.add(entity)
      pairs.push({ scope: scopes.extend(scope, { found: entity }), isListed })
    }
  }
  if (known < listed * knownMin) return undefined
  const selves = readings.map(({ self }) => self)
  const tests = findConjunction(sampleOf(distinctPairs(pairs)), joinTests([...others], selves, keyField), scopes)
  if (!tests) return undefined
  const source = `list(${JSON.stringify(other.name)})`
  const filtered = tests.length === 0 ? source : `${source}.filter(found, ${tests.join(' && ')})`
  const all = `${filtered}.map(found, found${printMember(keyField)})`
  const orders = [all, `sort(${all})`, `reverse(${all})`]
  // Some services name but one of those that there are.
  const isSingle = readings.every(({ target }) => (target as readonly Json[]).length <= 1)
  const texts = isSingle ? [all, ...orders.map((text) => `[first(${text})]`)] : orders
  const rules = texts.map((text) => ({ text, hits: hitsOf(text, readings, scopes) }))
  return rules.reduce((best, rule) => (rule.hits > best.hits ? rule : best))
}

function hitsOf(text: string, readings: readonly DerivedReading[], scopes: Scopes): number {
  return readings.filter(({ scope, target }) => equal(scopes.evaluate(text, scope), target)).length
}

/** One of the pairs that are alike: readings of what has not changed say nothing new. */
function distinctPairs(pairs: readonly Pair[]): Pair[] {
  const seen = new Set<string>()
  const keys = new Map<Value, string>()
  const keyOf = (entity: Value) => {
    const known = keys.get(entity) ?? valueKey(entity)
    keys.set(entity, known)
    return known
  }
  return pairs.filter(({ scope: { call, environment }, isListed }) => {
    const id = `${call.session} ${isListed} ${keyOf(environment.locals.self)} ${keyOf(environment.locals.found)}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** All pairs that are listed, up to a number, and as many that are not. */
function sampleOf(pairs: readonly Pair[]): Pair[] {
  const spread = (some: readonly Pair[]) => {
    const step = Math.max(1, some.length / pairsMax)
    return Array.from({ length: Math.min(some.length, pairsMax) }, (_, at) => some[Math.floor(at * step)] as Pair)
  }
  return [...spread(pairs.filter(({ isListed }) => isListed)), ...spread(pairs.filter(({ isListed }) => !isListed))]
}

const testsMax = 5
/** Share of the listed pairs that may lack a test: readings that came a moment too late. */
const missesMax = 0.02

/** Tests that hold for all listed pairs and together for few others; the one that shuts out most comes first. */
function findConjunction(pairs: readonly Pair[], proposals: Iterable<JoinTest>, scopes: Scopes): string[] | undefined {
  const listed = pairs.filter(({ isListed }) => isListed)
  let open = pairs.filter(({ isListed }) => !isListed)
  const needed = listed.length * (1 - missesMax)
  const fitting = [...proposals].filter(({ text }) => holdsOften(text, listed, needed, scopes))
  const tests: string[] = []
  while (open.length > 0 && tests.length < testsMax) {
    let best: { test: JoinTest; left: Pair[]; score: number } | undefined
    for (const test of fitting) {
      const left = open.filter(({ scope }) => scopes.evaluate(test.text, scope) === true)
      const gain = open.length - left.length
      const score = gain - test.cost * 0.5
      if (gain > 0 && (!best || score > best.score)) best = { test, left, score }
    }
    if (!best) break
    tests.push(best.test.text)
    open = best.left
  }
  return open.length <= Math.max(pairs.length - listed.length, 1) * 0.5 ? tests : undefined
}

function holdsOften(text: string, pairs: readonly Pair[], needed: number, scopes: Scopes): boolean {
  let misses = 0
  for (const { scope } of pairs) {
    if (scopes.evaluate(text, scope) === true) continue
    misses++
    if (pairs.length - misses < needed) return false
  }
  return true
}
