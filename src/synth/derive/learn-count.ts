import type { JsonObject } from '#base'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import type { Scope, Scopes } from '../explain/scope.ts'
import type { DerivedReading } from './derived-readings.ts'
import { type JoinTest, joinTests } from './join-tests.ts'
import type { DerivedRule } from './learn-join.ts'

/** The others at one reading, and how many of them are counted, or whether any is. */
interface Case {
  readonly scopes: readonly Scope[]
  readonly target: number | boolean
}

/** A test with, for each case, which of the others it holds for. */
interface Row {
  readonly test: JoinTest
  readonly holds: readonly (readonly boolean[])[]
}

interface Found {
  readonly tests: readonly JoinTest[]
  /** Cases that it gets wrong, and how far off. */
  readonly misses: number
  readonly distance: number
}

const casesMax = 150
const othersMax = 60
const testsMax = 4
const seedsMax = 6
const missesMax = 0.03
const varietyMin = 3

/** Explains a number or a flag: how many entities of another collection there are, or whether there is any, for which comparisons with the entity hold. */
export function learnCount(
  readings: readonly DerivedReading[],
  collections: readonly CollectionDraft[],
  scopes: Scopes,
): DerivedRule | undefined {
  const isFlag = readings.every(({ target }) => typeof target === 'boolean')
  const isNumber = readings.every(({ target }) => typeof target === 'number' && Number.isInteger(target) && target >= 0 && target < 1000)
  const full = readings.filter(({ target }) => target !== 0 && target !== false).length
  if (!(isFlag || isNumber) || full < varietyMin || readings.length - full < varietyMin) return undefined
  let best: { text: string; found: Found } | undefined
  const sample = sampleOf(readings)
  for (const other of collections) {
    const keyField = mainKeyField(other)
    const found = keyField === undefined ? undefined : countOf(other, keyField, sample, scopes)
    if (!found || (best && best.found.misses <= found.misses)) continue
    const tests = found.tests.map(({ text }) => text).join(' && ')
    const source = `list(${JSON.stringify(other.name)})`
    best = { found, text: isFlag ? `${source}.exists(found, ${tests})` : `size(${source}.filter(found, ${tests}))` }
  }
  if (!best || best.found.misses > sample.length * missesMax) return undefined
  const { text } = best
  return { text, hits: readings.filter(({ scope, target }) => scopes.evaluate(text, scope) === target).length }
}

/** Readings spread over all, those that count something first. */
function sampleOf(readings: readonly DerivedReading[]): DerivedReading[] {
  const spread = (some: readonly DerivedReading[]) => {
    const step = Math.max(1, some.length / casesMax)
    return Array.from({ length: Math.min(some.length, casesMax) }, (_, at) => some[Math.floor(at * step)] as DerivedReading)
  }
  const isFull = ({ target }: DerivedReading) => target !== 0 && target !== false
  return [...spread(readings.filter(isFull)), ...spread(readings.filter((reading) => !isFull(reading)))]
}

function countOf(other: CollectionDraft, keyField: string, readings: readonly DerivedReading[], scopes: Scopes): Found | undefined {
  const others = new Set<JsonObject>()
  const cases = readings.map(({ scope, target }): Case => {
    const list = scope.environment.world.list(other.name).slice(0, othersMax)
    for (const entity of list) others.add(entity)
    return { target: target as number | boolean, scopes: list.map((found) => scopes.extend(scope, { found })) }
  })
  if (others.size === 0) return undefined
  const selves = readings.map(({ self }) => self)
  const rows = joinTests([...others], selves, keyField).map(
    (test): Row => ({
      test,
      holds: cases.map((each) => each.scopes.map((scope) => scopes.evaluate(test.text, scope) === true)),
    }),
  )
  const all = cases.map((each) => each.scopes.map(() => true))
  // What counts is related to the entity by at least one comparison.
  const seeds = rows
    .filter(({ test }) => test.text.includes('self'))
    .map((row) => ({ row, ...rate(cases, both(all, row.holds)) }))
    .sort((a, b) => a.misses - b.misses || a.distance - b.distance || a.row.test.cost - b.row.test.cost)
    .slice(0, seedsMax)
  const found = seeds.map(({ row }) => grow(cases, row, rows))
  return found.sort((a, b) => a.misses - b.misses || a.tests.length - b.tests.length || cost(a) - cost(b))[0]
}

function cost({ tests }: Found): number {
  return tests.reduce((sum, test) => sum + test.cost, 0)
}

/** Adds the test that helps most, as long as one does. */
function grow(cases: readonly Case[], first: Row, rows: readonly Row[]): Found {
  let holds = first.holds
  let found: Found = { tests: [first.test], ...rate(cases, holds) }
  while (found.misses > 0 && found.tests.length < testsMax) {
    let best: { row: Row; rated: ReturnType<typeof rate> } | undefined
    for (const row of rows) {
      const rated = rate(cases, both(holds, row.holds))
      const known = best?.rated ?? found
      if (isBetter(rated, known)) best = { row, rated }
    }
    if (!best) break
    holds = both(holds, best.row.holds)
    found = { tests: [...found.tests, best.row.test], ...best.rated }
  }
  return found
}

type Rated = Pick<Found, 'misses' | 'distance'>

function isBetter(a: Rated, b: Rated): boolean {
  return a.misses < b.misses || (a.misses === b.misses && a.distance < b.distance)
}

function both(a: readonly (readonly boolean[])[], b: readonly (readonly boolean[])[]): boolean[][] {
  return a.map((row, at) => row.map((holds, place) => holds && b[at]?.[place] === true))
}

function rate(cases: readonly Case[], holds: readonly (readonly boolean[])[]): Rated {
  let misses = 0
  let distance = 0
  cases.forEach(({ target }, at) => {
    const count = (holds[at] ?? []).filter(Boolean).length
    const isRight = typeof target === 'boolean' ? count > 0 === target : count === target
    if (!isRight) misses++
    distance += typeof target === 'number' ? Math.abs(count - target) : target ? (count > 0 ? 0 : 10) : count
  })
  return { misses, distance }
}
