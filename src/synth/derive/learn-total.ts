import type { JsonObject } from '#base'
import { equal, isList, isObject, printMember } from '#lang'
import { valueKey } from '../call.ts'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import type { Scopes } from '../explain/scope.ts'
import type { Shown } from './derived-readings.ts'
import type { DerivedRule } from './learn-join.ts'

const showingsMin = 5
const distinctMin = 3

/**
 * A number that goes with a list beside it in the same entity, wherever both are shown: how many items it has, or what they come to. Then it
 * follows from the list, however that is changed.
 */
export function learnTotal(field: string, shown: readonly Shown[], collection: CollectionDraft, scopes: Scopes): DerivedRule | undefined {
  const rows = shown.filter(({ object }) => typeof object[field] === 'number')
  const distinct = new Set(rows.map(({ object }) => object[field]).filter((value) => value !== 0))
  if (rows.length < showingsMin || distinct.size < distinctMin) return undefined
  for (const list of listsOf(rows)) {
    const lists = rows.map(({ object }) => object[list])
    // One item tells no sum, and what is worked out once is state: other fields are made of it.
    if (!lists.every(isList) || !changes(list, rows, collection) || !lists.some((items) => isList(items) && items.length > 1)) continue
    const found = foldsOf(lists.flat().filter(isObject)).find((fold) =>
      rows.every(({ scope, object }) =>
        equal(scopes.evaluate(fold(`self${printMember(list)}`), scopes.extend(scope, { self: object })), object[field]),
      ),
    )
    if (found) return { text: found(kept(list, collection)), hits: rows.length }
  }
  return undefined
}

/** Whether a list of one entity has other items later. */
function changes(list: string, rows: readonly Shown[], collection: CollectionDraft): boolean {
  const key = mainKeyField(collection) ?? 'id'
  const keyOf = ({ scope, object }: Shown) => `${scope.call.session} ${valueKey(object[key])}`
  return [...Map.groupBy(rows, keyOf).values()].some((own) => new Set(own.map(({ object }) => valueKey(object[list]))).size > 1)
}

function listsOf(rows: readonly Shown[]): string[] {
  const names = rows.flatMap(({ object }) => Object.keys(object).filter((name) => isList(object[name])))
  return [...new Set(names)]
}

/** The list as it is kept: of parts that are entities themselves, the entities. */
function kept(list: string, collection: CollectionDraft): string {
  const part = collection.partFields?.get(list)
  return part ? `list(${JSON.stringify(part.name)}, self${printMember(mainKeyField(collection) ?? 'id')})` : `self${printMember(list)}`
}

type Fold = (list: string) => string

/** What a list of such items may come to. */
function foldsOf(items: readonly JsonObject[]): Fold[] {
  const names = [...new Set(items.flatMap((item) => Object.keys(item).filter((name) => typeof item[name] === 'number')))]
  const isWhole = items.every((item) => names.every((name) => typeof item[name] !== 'number' || Number.isInteger(item[name])))
  const sum = (text: string): Fold => {
    const total = (list: string) => `sum(${list}.map(e, ${text}))`
    return isWhole ? total : (list) => `round(${total(list)}, 2)`
  }
  const member = (name: string) => `e${printMember(name)}`
  const products = names.flatMap((one, at) => names.slice(at + 1).map((other) => sum(`${member(one)} * ${member(other)}`)))
  return [(list) => `size(${list})`, ...names.map((name) => sum(member(name))), ...products]
}
