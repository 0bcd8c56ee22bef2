import { inferMintShape, isList, isObject, parseExpression, printMember, type Template, type Value } from '#lang'
import type { Observation } from '../explain/explanation.ts'

/** Shorter values stand in a body by chance. */
const lengthMin = 12
const depthMax = 4

/** A header that repeats a value of the body, as the id of a request does: the place in `answer` that has it in every answer. */
export function explainRepeated(observations: readonly Observation[]): Template | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string' || target.length < lengthMin) return undefined
  for (const { text, path } of placesOf(first.scope.call.body.value, target)) {
    const isThere = ({ scope, target: own }: Observation) => own !== undefined && valueIn(scope.call.body.value, path) === own
    // Of one answer alone only what looks made up is no chance.
    const isTelling = new Set(observations.map(({ target: own }) => own)).size > 1 || (observations.length === 1 && isMadeUp(target))
    if (observations.every(isThere) && isTelling) return { kind: 'expression', expression: parseExpression(text) }
  }
  return undefined
}

function isMadeUp(text: string): boolean {
  return /\d/.test(text) && inferMintShape([text]) !== undefined
}

type Path = readonly (string | number)[]

function* placesOf(value: Value, wanted: string, text = 'answer', path: Path = []): Iterable<{ text: string; path: Path }> {
  if (value === wanted) yield { text, path }
  if (path.length >= depthMax) return
  if (isList(value)) yield* placesOf(value[0], wanted, `${text}[0]`, [...path, 0])
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) yield* placesOf(item, wanted, text + printMember(key), [...path, key])
}

function valueIn(value: Value, path: Path): Value {
  return path.reduce<Value>((inner, key) => (isList(inner) ? inner[Number(key)] : isObject(inner) ? inner[String(key)] : undefined), value)
}
