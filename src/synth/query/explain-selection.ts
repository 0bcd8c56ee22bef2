import { equal, isList, isObject, parseExpression, printMember, printTemplate, type Value } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { askedNames } from '../explain/asked-names.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { alwaysShown } from './always-shown.ts'
import { hasMeaning } from './parameters.ts'
import { parsedMap, parsedText } from './parsed-map.ts'

const shapeShareMin = 0.8

/**
 * Explains an entity that is shown as the client asks: with the fields that a parameter lists, and with relations as keys or in full.
 * `name` is what the entity is bound to; `otherwise` explains it field by field.
 */
export function explainSelection(
  collection: CollectionDraft,
  name: string,
  observations: readonly Observation[],
  context: ExplainContext,
  otherwise: () => Explanation,
): Explanation {
  const beside = alwaysShown(observations)
  const listed = [...new Set([...listParameters(observations), ...beside.keys()])]
  const candidates = [
    ...proposeSelections(collection, name, listed),
    ...[...beside.values()].map((shown) => `select(${JSON.stringify(collection.name)}, ${name}, ${shown})`),
  ]
  if (candidates.length === 0) return otherwise()
  const plain = `select(${JSON.stringify(collection.name)}, ${name})`
  const least = rate(plain, observations, context)
  // A parameter that changes nothing is none.
  const rated = candidates.map((text) => rate(text, observations, context)).filter(({ text, hits }) => text === plain || hits > least.hits)
  const best = rated.sort((a, b) => b.hits - a.hits || b.shapes - a.shapes)[0]
  if (!best) return otherwise()
  const explained: Explanation = {
    template: { kind: 'expression', expression: parseExpression(best.text) },
    hits: best.hits,
    of: observations.length,
  }
  if (best.hits === observations.length) return explained
  if (best.shapes < observations.length * shapeShareMin) return otherwise()
  const other = otherwise()
  // Cases of what the parameter was are no knowledge of what it does.
  const parameter = listed.find((text) => best.text.includes(text))
  const isCases = parameter !== undefined && JSON.stringify(printTemplate(other.template)).includes(parameter)
  return other.hits > best.hits && !isCases ? other : explained
}

interface Rating {
  readonly text: string
  /** Observations that it gives. */
  readonly hits: number
  /** Observations whose keys it gives. */
  readonly shapes: number
}

function rate(text: string, observations: readonly Observation[], context: ExplainContext): Rating {
  let hits = 0
  let shapes = 0
  for (const { scope, target } of observations) {
    const value = context.scopes.evaluate(text, scope)
    if (equal(value, target)) hits++
    if (hasSameShape(value, target)) shapes++
  }
  return { text, hits, shapes }
}

/** Whether two values have the same keys; of entities within, which may not be known in full, `left` may show fewer. */
function hasSameShape(left: Value, right: Value, isWithin = false): boolean {
  if (isList(left) && isList(right)) return left.length === right.length && left.every((item, at) => hasSameShape(item, right[at], true))
  if (!isObject(left) || !isObject(right)) return isObject(left) === isObject(right)
  const keys = Object.keys(left)
  return (
    (isWithin || keys.length === Object.keys(right).length) &&
    keys.every((key) => Object.hasOwn(right, key) && hasSameShape(left[key], right[key], true))
  )
}

function proposeSelections(collection: CollectionDraft, name: string, parameters: readonly string[]): string[] {
  const quoted = JSON.stringify(collection.name)
  const texts = new Set<string>()
  for (const parameter of parameters) {
    texts.add(`select(${quoted}, ${name}, ${parameter})`)
    if (collection.relations) texts.add(`select(${quoted}, ${name}, "*", ${parameter})`)
  }
  if (Object.values(collection.relations ?? {}).some(({ by }) => by !== undefined)) texts.add(`select(${quoted}, ${name})`)
  return [...texts]
}

/** So many of the answers to a list of names must show no others. */
const askedShareMin = 0.8

/** Parameters that list names: of those that mean it, and of those whose names are all that is shown. */
function listParameters(observations: readonly Observation[]): Set<string> {
  const found = new Set<string>()
  const fits = new Map<string, { some: number; all: number }>()
  for (const { scope, target } of observations) {
    if (!isObject(target)) continue
    for (const { text, names } of askedNames(scope.environment)) {
      const counts = fits.get(text) ?? { some: 0, all: 0 }
      fits.set(text, counts)
      counts.all++
      if (Object.keys(target).every((key) => names.has(key))) counts.some++
    }
  }
  for (const [text, { some, all }] of fits) if (some >= 2 && some >= all * askedShareMin) found.add(text)
  for (const { scope } of observations) {
    const { query, body } = scope.environment
    const sent = isObject(body) ? body : {}
    const wishes = [
      ...Object.entries(query).map(([name, value]) => ({ name, text: `query${printMember(name)}`, value })),
      ...Object.entries(query).flatMap(([parameter, value]) =>
        Object.entries(parsedMap(value) ?? {}).map(([name, wish]) => ({
          name,
          text: `${parsedText(parameter)}${printMember(name)}`,
          value: wish,
        })),
      ),
      ...Object.entries(sent).map(([name, value]) => ({ name, text: `body${printMember(name)}`, value })),
    ]
    for (const { name, text, value } of wishes) {
      const isText = typeof value === 'string' && /^[-\w.*]+(,\s*[-\w.*]+)*$/.test(value)
      if (hasMeaning(name, 'shape') && (isText || (isList(value) && value.every((item) => typeof item === 'string')))) found.add(text)
    }
  }
  return found
}
