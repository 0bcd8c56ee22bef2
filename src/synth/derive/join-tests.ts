import type { Json, JsonObject } from '#base'
import { isList, printLiteral, printMember, type Value } from '#lang'
import { type EntityField, entityFields, fewValues, holdsLabels, holdsMoments, isScalarField } from './entity-fields.ts'

/** A comparison, with the bits that it takes to say. */
export interface JoinTest {
  readonly text: string
  readonly cost: number
}

/** Comparisons between an entity `self` and others, `found`, with the key field `keyField`. */
export function joinTests(others: readonly JsonObject[], selves: readonly JsonObject[], keyField: string): JoinTest[] {
  // Entities may leave themselves out.
  const apart = { text: `found${printMember(keyField)} != self${printMember(keyField)}`, cost: 2.5 }
  return [...proposeTests(entityFields(others), entityFields(selves)), apart]
}

function* proposeTests(theirs: readonly EntityField[], own: readonly EntityField[]): Iterable<JoinTest> {
  for (const their of theirs) {
    for (const value of fewValues(their)) yield { text: `found${their.text} == ${printLiteral(value)}`, cost: 2.4 }
    if (holdsMoments(their)) {
      yield { text: `moment(found${their.text}) <= now`, cost: 2.5 }
      yield { text: `moment(found${their.text}) > now`, cost: 2.5 }
    }
    for (const mine of own) yield* compare(their, mine)
  }
  for (const mine of own) for (const value of fewValues(mine)) yield { text: `self${mine.text} == ${printLiteral(value)}`, cost: 3.5 }
}

function* compare(their: EntityField, mine: EntityField): Iterable<JoinTest> {
  const [a, b] = [`found${their.text}`, `self${mine.text}`]
  const isSameName = their.path.split('.').at(-1) === mine.path.split('.').at(-1)
  if (isScalarField(their) && isScalarField(mine)) {
    const shares = [...their.values].some((value) => value !== null && mine.values.has(value))
    if (shares) yield { text: `${a} == ${b}`, cost: isSameName ? 1.5 : 2 }
    if (holdsMoments(their) && holdsMoments(mine)) {
      yield { text: `moment(${a}) <= moment(${b})`, cost: 6 }
      yield { text: `moment(${a}) > moment(${b})`, cost: 6 }
    } else if (holdsNumbers(their) && holdsNumbers(mine)) {
      yield { text: `${a} <= ${b}`, cost: 5 }
      yield { text: `${a} >= ${b}`, cost: 5 }
    }
    return
  }
  if (holdsLabels(their) && holdsLabels(mine)) {
    yield { text: `selects(${a}, ${b})`, cost: 1.5 }
    yield { text: `selects(${b}, ${a})`, cost: 1.5 }
  } else if (holdsLists(their) && isScalarField(mine)) yield { text: `contains(${a}, ${b})`, cost: 2.5 }
  else if (isScalarField(their) && holdsLists(mine)) yield { text: `contains(${b}, ${a})`, cost: 2.5 }
}

function holdsNumbers({ values }: EntityField): boolean {
  return [...values].every((value) => typeof value === 'number' || value === null)
}

function holdsLists({ values }: EntityField): boolean {
  return [...values].every((value) => isList(value as Value) && (value as readonly Json[]).every((item) => typeof item !== 'object'))
}
