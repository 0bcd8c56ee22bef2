import { equal, isObject, printLiteral, printMember, type Value } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { buildTable } from '../guard/build-table.ts'
import { coverCases } from '../guard/learn-cases.ts'
import type { Predicate } from '../guard/predicate.ts'
import { proposePredicates } from '../guard/propose-predicates.ts'

export interface Condition {
  readonly text: string
  /** Scopes that it puts on the wrong side. */
  readonly misses: number
}

const sampleMax = 60
/** Share of the rarer side that may be on the wrong one. */
const missesMax = 0.1

/** A test that holds where an event was told and nowhere else; the best of those that nearly do. Undefined when there is none. */
export function findCondition(told: readonly Scope[], silent: readonly Scope[], context: ExplainContext): Condition | undefined {
  if (told.length === 0 || silent.length === 0) return undefined
  const all = [...told, ...silent]
  const sample = [...told.slice(0, sampleMax), ...silent.slice(0, sampleMax)]
  const proposals = [...aboutChanges(all, context), ...aboutThresholds(told, silent), ...proposePredicates(sample, sample, context)]
  const examples = all.map((scope, at) => ({ scope, label: at < told.length }))
  const single = cheapest(proposals, told, silent, context)
  if (single !== undefined) return { text: single, misses: 0 }
  const direct = cover(true)
  const inverse = direct?.misses === 0 ? undefined : cover(false)
  const best = [direct, inverse].filter((one) => one !== undefined).sort((a, b) => a.misses - b.misses)[0]
  return best && best.misses <= Math.min(told.length, silent.length) * missesMax ? best : undefined

  function cover(label: boolean): Condition | undefined {
    const table = buildTable(proposals, examples, (at) => examples[at]?.label === label, context.scopes)
    const { rules } = coverCases(examples, !label, table)
    // As many tests as cases are a list of what was seen.
    if (rules.length === 0 || rules.length > 3 || rules.some(({ covers }) => covers < 2)) return undefined
    const any = rules.map(({ when }) => (rules.length > 1 || !label ? `(${when})` : when)).join(' || ')
    const text = label ? any : `!(${any})`
    const misses = examples.filter(({ scope, label: own }) => (context.scopes.evaluate(text, scope) === true) !== own).length
    return { text, misses }
  }
}

function cheapest(
  proposals: readonly Predicate[],
  told: readonly Scope[],
  silent: readonly Scope[],
  { scopes }: ExplainContext,
): string | undefined {
  let best: Predicate | undefined
  for (const predicate of proposals) {
    if (best && predicate.cost >= best.cost) continue
    // A literal that was seen once proves nothing.
    if (predicate.cost > 5 && told.length < 2) continue
    const separates =
      told.every((scope) => scopes.evaluate(predicate.text, scope) === true) &&
      silent.every((scope) => scopes.evaluate(predicate.text, scope) !== true)
    if (separates) best = predicate
  }
  return best?.text
}

/** What a write made of an entity: a field that is another one than it was, or has come to a value that it had not. */
function aboutChanges(all: readonly Scope[], { scopes }: ExplainContext): Predicate[] {
  const proposals = new Map<string, Predicate>()
  const names = new Set(all.flatMap(({ environment }) => Object.keys(environment.locals)).filter((name) => name !== 'was'))
  for (const name of names)
    for (const scope of all) {
      const [now, was] = [scopes.evaluate(name, scope), scopes.evaluate('was', scope)]
      if (!isObject(now) || !isObject(was)) continue
      for (const field of Object.keys(now)) {
        const [own, old] = [`${name}${printMember(field)}`, `was${printMember(field)}`]
        if (equal(now[field], was[field])) continue
        const fields = [field]
        const changed = `coalesce(${own}, null) != coalesce(${old}, null)`
        proposals.set(changed, { text: changed, cost: 3.3, kind: 'state', fields })
        if (!isLabel(now[field])) continue
        const literal = printLiteral(now[field] as string)
        const became = `${own} == ${literal} && coalesce(${old}, null) != ${literal}`
        proposals.set(became, { text: became, cost: 4.2, kind: 'state', fields })
      }
    }
  return [...proposals.values()]
}

const wordMax = 24

function isLabel(value: Value): boolean {
  return (
    typeof value === 'boolean' || (typeof value === 'string' && value.length <= wordMax && /^[A-Za-z]/.test(value) && !/\d{4}/.test(value))
  )
}

/** Limits between the numbers of both sides, the roundest that parts them. */
function aboutThresholds(told: readonly Scope[], silent: readonly Scope[]): Predicate[] {
  const places = new Map<string, { field: string; told: number[]; silent: number[] }>()
  const visit = (scope: Scope, side: 'told' | 'silent') => {
    for (const [text, field, value] of numbersOf(scope)) {
      const place = places.get(text) ?? { field, told: [], silent: [] }
      places.set(text, place)
      place[side].push(value)
    }
  }
  for (const scope of told) visit(scope, 'told')
  for (const scope of silent) visit(scope, 'silent')
  return [...places].flatMap(([text, place]): Predicate[] => {
    if (place.told.length < told.length || place.silent.length === 0) return []
    const [low, high] = [Math.min(...place.told), Math.max(...place.told)]
    const [lowest, highest] = [Math.min(...place.silent), Math.max(...place.silent)]
    const { field } = place
    const about = (test: string): Predicate => ({ text: `${text} ${test}`, cost: 4.6, kind: 'range', fields: [field] })
    return [
      ...(low > highest ? limits(highest, low).map(([limit, isIn]) => about(isIn ? `>= ${limit}` : `> ${limit}`)) : []),
      ...(high < lowest ? limits(high, lowest).map(([limit, isIn]) => about(isIn ? `< ${limit}` : `<= ${limit}`)) : []),
    ]
  })
}

function numbersOf({ environment }: Scope): [text: string, field: string, value: number][] {
  const maps: [string, Value][] = [['body', environment.body], ...Object.entries(environment.locals)]
  return maps.flatMap(([name, map]) =>
    isObject(map)
      ? Object.entries(map).flatMap(([field, value]): [string, string, number][] =>
          typeof value === 'number' && isScalar(value) ? [[`${name}${printMember(field)}`, field, value]] : [],
        )
      : [],
  )
}

/** The roundest number between two: whether it belongs to those above. `low` is below, `high` above. */
function limits(low: number, high: number): [limit: number, isAbove: boolean][] {
  for (let unit = 10 ** Math.floor(Math.log10(Math.max(1, Math.abs(high)))); unit >= 0.01; unit /= 10) {
    const limit = Math.round((Math.floor(high / unit) * unit + Number.EPSILON) * 100) / 100
    if (limit === high) return [[limit, true]]
    if (limit > low) return [[limit, true]]
    if (limit === low) return [[limit, false]]
    const half = Math.round((limit + unit / 2) * 100) / 100
    if (half > low && half <= high) return [[half, true]]
  }
  return [[high, true]]
}
