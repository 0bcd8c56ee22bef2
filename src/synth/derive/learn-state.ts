import { printLiteral, type Value } from '#lang'
import { valueKey } from '../call.ts'
import type { Scopes } from '../explain/scope.ts'
import type { Row } from '../guard/build-table.ts'
import { coverCases } from '../guard/learn-cases.ts'
import type { DerivedReading } from './derived-readings.ts'
import { type EntityField, entityFields, fewValues, holdsMoments } from './entity-fields.ts'
import type { DerivedRule } from './learn-join.ts'

const labelsMax = 6
/** Readings that come a moment before or after the time that they are about. */
const missesMax = 0.02

/**
 * Explains a field that takes a few values in turn as a list of cases: tests on the clock against moments of the entity, on its other fields and
 * on those derived before it. `derived`: paths of the derived fields; without them the clock must decide.
 */
export function learnState(
  readings: readonly DerivedReading[],
  path: string,
  scopes: Scopes,
  derived?: ReadonlySet<string>,
): DerivedRule | undefined {
  const groups = Map.groupBy(readings, ({ target }) => valueKey(target))
  if (groups.size < 2 || groups.size > labelsMax || readings.length < groups.size * 3) return undefined
  if (readings.some(({ target }) => typeof target === 'object' && target !== null)) return undefined
  const table = buildTable(readings, path, scopes, derived)
  if (table.length === 0) return undefined
  const examples = readings.map(({ target }) => ({ label: valueKey(target) }))
  let best: DerivedRule | undefined
  // Which value needs no test of its own is not known: the list that says least is right.
  for (const [fallback] of [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))) {
    const { rules, misses, left } = coverCases(examples, fallback, table)
    // A list that never comes to its end says the same of all.
    if (left === 0) continue
    if (rules.length > groups.size + 1 || rules.some(({ covers }) => covers < 2) || misses > readings.length * missesMax) continue
    if (!derived && !rules.some(({ when }) => /\bnow\b/.test(when))) continue
    const literal = (key: string) => print(groups.get(key)?.[0]?.target)
    const text = rules.reduceRight((rest, rule) => `${wrap(rule.when)} ? ${literal(rule.label)} : ${rest}`, literal(fallback))
    if (!best || text.length < best.text.length) best = { text, hits: readings.length - misses }
  }
  return best
}

function print(value: Value): string {
  return value === undefined ? 'absent' : printLiteral(value)
}

function wrap(text: string): string {
  return text.includes('&&') ? `(${text})` : text
}

function buildTable(readings: readonly DerivedReading[], path: string, scopes: Scopes, derived: ReadonlySet<string> | undefined): Row[] {
  const fields = entityFields(readings.map(({ self }) => self)).filter((field) => field.path !== path && !field.path.startsWith(`${path}.`))
  const rows = (tests: readonly [text: string, cost: number, field: string][]): Row[] =>
    tests.map(([text, cost, field]) => ({
      predicate: { text, cost, kind: 'state', fields: [field] },
      holds: readings.map(({ scope }) => scopes.evaluate(text, scope) === true),
    }))
  // A moment that is always past says that something has happened, not when.
  const clock = fields.filter(holdsMoments).flatMap((field) => {
    const both = rows(clockTests(field))
    return both.every(({ holds }) => holds.includes(true)) ? both : []
  })
  if (!derived && clock.length === 0) return []
  return [...clock, ...rows(fields.filter(({ path }) => derived?.has(path) ?? true).flatMap(fieldTests))]
}

function clockTests({ text, path }: EntityField): [string, number, string][] {
  return [
    [`moment(self${text}) > now`, 2, path],
    [`moment(self${text}) <= now`, 2, path],
  ]
}

function fieldTests(field: EntityField): [string, number, string][] {
  const { text, path, values } = field
  const tests = fewValues(field).map((value): [string, number, string] => [`self${text} == ${printLiteral(value)}`, 3.5, path])
  if ([...values].some(Array.isArray)) tests.push([`size(self${text}) > 0`, 2.5, path], [`size(self${text}) == 0`, 2.5, path])
  return tests
}
