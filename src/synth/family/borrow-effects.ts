import type { Json, JsonObject } from '#base'
import { isObject } from '#lang'
import type { Effect, Query } from '#model'
import { namedKey, namedText } from '../guard/entity-lookup.ts'
import { freeNames } from './free-names.ts'
import { type Kin, keyFieldOf, moveTemplate, moveText, parentArguments } from './kin.ts'

/** What is known of the entities that an operation is borrowed for. */
export interface Kept {
  /** Their fields. */
  readonly fields: ReadonlySet<string>
  /** One of them; undefined where none was seen. */
  readonly sample: JsonObject | undefined
  /** The first number that is free, where their keys are numbers. */
  readonly next: number
  /** How they are made, as a template; undefined where that was not seen. */
  readonly made: JsonObject | undefined
}

/** What a request to one word does, for another word: undefined where it can't be told. */
export function borrowEffects(effects: readonly Effect[], from: Kin, to: Kin, kept: Kept): Effect[] | undefined {
  const { name } = to.collection
  const listed = effects.find((effect) => 'query' in effect && effect.query.collection === from.collection.name)
  if (listed && 'query' in listed) {
    const scope = parentArguments(to)
    return scope && [{ query: borrowQuery(listed.query, scope, from, to, kept), as: listed.as }]
  }
  const made = effects.findIndex((effect) => 'create' in effect && effect.create === from.collection.name)
  if (made >= 0) return borrowMaking(effects.slice(0, made + 1), from, to, kept)
  const key = namedKey(to.collection, to.route)
  const text = namedText(to.collection, to.route)
  if (key === undefined || text === undefined) return undefined
  const subject: Effect = { let: name, value: { $: text } }
  for (const effect of effects) {
    if ('delete' in effect && effect.delete === from.collection.name) return [subject, { delete: name, key }]
    if (!('update' in effect) || effect.update !== from.collection.name) continue
    const set = isObject(effect.set) ? borrowChange(effect.set, from, to, kept) : undefined
    return set && [{ update: name, key, set, as: name }]
  }
  const reads = effects.every((effect) => 'let' in effect)
  return reads ? [subject] : undefined
}

/** The list of other entities: with what asks for it, without what is said of fields that they don't have. */
function borrowQuery(query: Query, scope: string[], from: Kin, to: Kin, { fields }: Kept): Query {
  const isOwn = (field: string) => fields.has(field.split('.')[0] ?? field)
  const tellsOwn = (text: string) => [...text.matchAll(/\bself\.(\w+)/g)].every(([, field = '']) => fields.has(field))
  const { collection: _collection, scope: _scope, where, filters, sort, log: _log, ...rest } = query
  const tests = where?.filter(({ given, test }) => tellsOwn(test) && tellsOwn(given ?? ''))
  const { default: order, fields: names, ties, below, ...wish } = sort ?? {}
  const own = {
    ...wish,
    ...(order?.every(({ field }) => isOwn(field)) ? { default: order } : {}),
    ...(ties?.every(({ field }) => isOwn(field)) ? { ties } : {}),
    ...(below !== undefined && isOwn(below) ? { below } : {}),
    ...(names ? { fields: Object.fromEntries(Object.entries(names).filter(([, field]) => isOwn(field))) } : {}),
  }
  return {
    ...rest,
    collection: to.collection.name,
    ...(scope.length > 0 ? { scope } : {}),
    ...(tests && tests.length > 0 ? { where: tests.map((test) => ({ ...test, test: moveText(test.test, from, to) })) } : {}),
    ...(filters
      ? { filters: filters.map((filter) => (filter.dialect === 'fields' && filter.fields ? { ...filter, fields: [...fields] } : filter)) }
      : {}),
    ...(Object.keys(own).length > 0 ? { sort: own } : {}),
  }
}

/** What is made of a request as the others are made: their ids, times and links, and what is sent under the names of these entities. */
function borrowMaking(effects: readonly Effect[], from: Kin, to: Kin, { sample, made, next }: Kept): Effect[] | undefined {
  const create = effects.at(-1)
  const scope = parentArguments(to)
  if (!create || !('create' in create) || !isObject(create.value) || sample === undefined || made !== undefined || scope === undefined)
    return undefined
  const keyField = keyFieldOf(to)
  const root = sentAs(create.value)
  const key = create.value[keyFieldOf(from)]
  if (root === undefined || key === undefined || isCounted(key, effects) !== (typeof sample[keyField] === 'number')) return undefined
  const lets = effects.slice(0, -1)
  if (!lets.every((effect) => 'let' in effect)) return undefined
  const own = restrict(create.value, sample)
  const sent = Object.keys(sample).filter((field) => own[field] === undefined)
  const value = moveTemplate(
    { [keyField]: key, ...own, ...Object.fromEntries(sent.map((field) => [field, { $: `${root}.${field}` }])) },
    from,
    to,
  )
  const start = (template: Json): Json =>
    JSON.parse(JSON.stringify(template).replace(/(?<="\$":"next\(\\"[^"\\]*\\", )\d+(?=[,)])/g, String(next))) as Json
  return [
    ...lets.map((effect) => ({ ...effect, value: start(moveTemplate(effect.value, from, to)) })),
    { create: to.collection.name, key: [...scope, `self.${keyField}`], value: start(value), as: to.collection.name },
  ]
}

/** Where the fields of what is made stand in the request: what most of them are read from. */
function sentAs(value: JsonObject): string | undefined {
  const counts = new Map<string, number>()
  for (const [field, inner] of Object.entries(value)) {
    const spread = field.startsWith('...') && typeof inner === 'string' && /^body(\.\w+)*$/.test(inner) ? [inner] : []
    const places = (JSON.stringify(inner).match(asked) ?? []).filter((place) => place.endsWith(`.${field}`))
    for (const root of [...spread, ...places.map((place) => place.slice(0, -field.length - 1))])
      counts.set(root, (counts.get(root) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** Whether ids are numbers, one after the other. */
function isCounted(key: Json, effects: readonly Effect[]): boolean {
  const text = isObject(key) && typeof key.$ === 'string' ? key.$ : ''
  const bound = effects.find((effect) => 'let' in effect && effect.let === text)
  return bound && 'let' in bound ? isCounted(bound.value, []) : text.startsWith('next(')
}

/** The part of a template that gives fields which an entity has. */
function restrict(value: JsonObject, sample: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, inner]): [string, Json][] => {
      const own = sample[field]
      if (field.startsWith('...') || own === undefined) return []
      return [[field, isObject(inner) && !isExpression(inner) && isObject(own) ? restrict(inner, own) : inner]]
    }),
  )
}

function isExpression(value: JsonObject): boolean {
  return ['$', '$if', '$each'].some((key) => Object.hasOwn(value, key))
}

const asked = /\bbody(?:\.\w+)+/g

/** What a change sets: all that is sent where the others take all, field by field (as when it is made) where they do, and their times. */
function borrowChange(set: JsonObject, from: Kin, to: Kin, { fields, made }: Kept): JsonObject | undefined {
  const change: Record<string, Json> = {}
  const roots: string[] = []
  let isTold = false
  for (const [field, value] of Object.entries(set)) {
    if (field.startsWith('...')) {
      if (typeof value !== 'string' || !/^body\b/.test(value)) continue
      change[field] = moveText(value, from, to)
      isTold = true
      continue
    }
    const text = isObject(value) && typeof value.$ === 'string' ? value.$ : undefined
    if (text?.startsWith('time(now')) {
      if (fields.has(field)) change[field] = value
      continue
    }
    const own = (JSON.stringify(value).match(asked) ?? []).map((place) => ({ root: place.slice(0, place.lastIndexOf('.')), place }))
    if (text !== undefined) roots.push(...own.filter(({ place, root }) => place === `${root}.${field}`).map(({ root }) => root))
    else if (isObject(value) && fields.has(field)) {
      const root = own.find(({ place }) => Object.keys(value).some((key) => place.endsWith(`.${field}.${key}`)))?.root
      if (root === undefined) continue
      change[field] = { '...0': `self.${field}`, '...1': moveText(root, from, to) }
      isTold = true
    }
  }
  const [first] = roots
  if (isTold || first === undefined) return isTold ? change : undefined
  const root = moveText(first, from, to)
  return { ...(made ? changeAsMade(made, root) : { '...0': root }), ...change }
}

/** Fields that are made of what is sent, where it is sent. */
function changeAsMade(made: JsonObject, root: string): JsonObject {
  return Object.fromEntries(
    Object.entries(made).flatMap(([field, value]): [string, Json][] => {
      if (field.startsWith('...')) return typeof value === 'string' && value.startsWith('body') ? [[field, value]] : []
      const places = [...new Set(JSON.stringify(value).match(asked) ?? [])].filter((place) => place.startsWith(`${root}.`))
      if (places.length === 0 || [...freeNames(value)].some((name) => name !== 'body')) return []
      if (places.length === 1 && places[0] === `${root}.${field}`) return [[field, { $: `${root}.${field}` }]]
      return [[field, { $if: places.map(hasText).join(' || '), then: value }]]
    }),
  )
}

function hasText(place: string): string {
  return `has(${place})`
}
