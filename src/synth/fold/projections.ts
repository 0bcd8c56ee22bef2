import type { Json } from '#base'
import { entityKey, isObject, printMember, type Value, valueAt } from '#lang'
import { isScalar, keyRank } from '../collection/collection-draft.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { nameRelates } from '../naming.ts'
import type { ListSource } from './list-source.ts'
import { pathsOf } from './paths.ts'

/** A value of each item of a list. */
export interface Projection {
  /** Expression over `e`, the item. */
  readonly text: string
  readonly cost: number
  /** The last name in it. */
  readonly field: string
  readonly read: (item: Json, scope: Scope) => Value
}

const itemsMax = 200
const productsOfMax = 8

/** The items of a list that are looked at. */
export function sampleItems({ lists }: ListSource): Json[] {
  const items = lists.flatMap((list) => list ?? [])
  const step = Math.max(1, Math.floor(items.length / itemsMax))
  return items.filter((_, at) => at % step === 0)
}

/** The values of a list's items that may be added up or compared: their own, and those of what they refer to. */
export function projectionsOf(source: ListSource, observations: readonly Observation[], context: ExplainContext): Projection[] {
  const items = sampleItems(source)
  const own: Projection[] = items.some((item) => !isObject(item))
    ? [{ text: 'e', cost: 0, field: source.noun, read: (item) => item }]
    : pathsOf(items, (value) => value !== null)
        .filter((path) => path[0] !== source.by?.[0])
        .map((path) => ({
          text: `e${path.map(printMember).join('')}`,
          cost: path.length * 0.5,
          field: path.at(-1) ?? '',
          read: (item) => valueAt(item, path),
        }))
  return [...own, ...own.flatMap((projection) => referred(projection, source, observations, context))]
}

/** The fields of the entities whose keys the items hold: the price of the product of an order line. */
function referred(holder: Projection, { lists }: ListSource, observations: readonly Observation[], context: ExplainContext): Projection[] {
  if (keyRank(holder.field) >= 50) return []
  return context.scopes.timeline.collections.flatMap((collection) => {
    if (collection.parents.length > 0 || !nameRelates(holder.field, collection.noun)) return []
    const entityOf = (item: Json, { environment }: Scope) => {
      const held = holder.read(item, { environment } as Scope)
      const key = isScalar(held) ? entityKey([held]) : undefined
      return key === undefined ? undefined : environment.world.find(collection.name, key)
    }
    const entities = observations.flatMap(({ scope }, at) => (lists[at] ?? []).slice(0, 20).map((item) => entityOf(item, scope)))
    if (entities.length === 0 || entities.filter((entity) => entity !== undefined).length < entities.length * 0.8) return []
    const found = entities.filter((entity) => entity !== undefined)
    return pathsOf(found, (value) => value !== null).map((path) => ({
      text: `find(${JSON.stringify(collection.name)}, ${holder.text})${path.map(printMember).join('')}`,
      cost: holder.cost + 1.5,
      field: path.at(-1) ?? '',
      read: (item, scope) => valueAt(entityOf(item, scope), path),
    }))
  })
}

/** Projections that give numbers other than keys, and the products of two of them. */
export function numbersOf(projections: readonly Projection[], source: ListSource, observations: readonly Observation[]): Projection[] {
  const plain = projections.filter((projection) => isNumeric(projection, source, observations))
  const products = plain.slice(0, productsOfMax).flatMap((left, at) =>
    plain.slice(at + 1, productsOfMax).map((right) => ({
      text: `${left.text} * ${right.text}`,
      cost: left.cost + right.cost + 1,
      field: left.field,
      read: (item: Json, scope: Scope) => {
        const [a, b] = [left.read(item, scope), right.read(item, scope)]
        return typeof a === 'number' && typeof b === 'number' ? a * b : undefined
      },
    })),
  )
  return [...plain, ...products]
}

/** Whether a projection gives numbers, and is named as no key. */
export function isNumeric({ field, read }: Projection, { lists }: ListSource, observations: readonly Observation[]): boolean {
  if (keyRank(field) < 50) return false
  return observations.some(({ scope }, at) => (lists[at] ?? []).some((item) => typeof read(item, scope) === 'number'))
}
