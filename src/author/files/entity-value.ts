import type { Json } from '#base'
import { setMember } from '#lang'
import { ownOrigin } from '#model'
import type { Reference, Resource } from './resource.ts'
import { at, text } from './say.ts'
import { type Shape, shapeAt, walkShape } from './shape.ts'

/** How a field comes to be when nobody gives it. */
export interface Generated {
  readonly path: readonly string[]
  readonly template: Json
  /** Renewed by each change. */
  readonly isRenewed: boolean
}

/** The address by which an entity is asked for, as an expression. */
export function addressOf(entity: string, { item, key }: Resource): string | undefined {
  if (!item) return undefined
  const [before = '', after = ''] = item.path.split(`{${item.parameter}}`)
  const whole = [text(ownOrigin + before), at(entity, [key]), ...(after === '' ? [] : [text(after)])].join(' + ')
  return /\{\w+\}/.test(before) ? undefined : whole
}

/** Whether a field of an answer is the entity's own address. */
export function isAddress(path: readonly string[], shape: Shape, given: Shape | undefined): boolean {
  const isText = shape.kind === 'scalar' && (shape.type === 'string' || shape.type === 'url')
  return isText && path.length === 1 && /^(self|href|ur[li])$/i.test(path[0] ?? '') && shapeAt(given, path) === undefined
}

/** The fields of a new entity that its request does not give, and those that stay unexplained. */
export function generateFields(
  resource: Resource,
  resources: ReadonlyMap<string, Resource>,
): { fields: Generated[]; unexplained: string[] } {
  const fields: Generated[] = []
  const unexplained: string[] = []
  const seen = new Set<string>()
  const add = (path: readonly string[], template: Json, isRenewed = false) => {
    seen.add(path.join('.'))
    fields.push({ path, template, isRenewed })
  }
  for (const shape of resource.shown) {
    for (const [path, field] of walkShape(shape)) {
      const name = path.join('.')
      if (path.length === 0 || field.kind === 'object' || seen.has(name) || shapeAt(resource.given, path)) continue
      if (name === resource.state?.path || isAddress(path, field, undefined) || field.kind === 'template') continue
      if (resource.references.some((reference) => reference.from === 'path' && reference.path === name)) continue
      const made = makeField(path, field, resource, resources)
      if (made !== undefined) add(path, made, /^(updated|modified|changed|last)/i.test(path.at(-1) ?? ''))
      else if (!isWithin(path, resource.given)) unexplained.push(name)
    }
  }
  const { key, state, given } = resource
  if (!seen.has(key) && !shapeAt(given, key.split('.'))) add(key.split('.'), makeKey(resource, resources, undefined))
  for (const { path, from } of resource.references) if (from === 'path' && !seen.has(path)) add([path], { $: at('path', [path]) })
  if (state && !shapeAt(given, state.path.split('.'))) add(state.path.split('.'), state.initial)
  return { fields, unexplained: [...new Set(unexplained)] }
}

/** Whether requests give something that holds it, as it is. */
function isWithin(path: readonly string[], given: Shape | undefined): boolean {
  return path.some((_, length) => {
    const shape = length === 0 ? undefined : shapeAt(given, path.slice(0, length))
    return shape !== undefined && shape.kind !== 'object'
  })
}

function makeField(path: readonly string[], shape: Shape, resource: Resource, resources: ReadonlyMap<string, Resource>): Json | undefined {
  const name = path.join('.')
  if (name === resource.key) return makeKey(resource, resources, shape)
  if (shape.kind === 'minted') return { $: `mint(${text(shape.form)})` }
  if (shape.kind !== 'scalar') return undefined
  if (shape.type === 'uuid') return { $: 'mint("uuid4")' }
  if (shape.type === 'timestamp') return { $: 'time(now, "iso|3|Z|T")' }
  if (shape.type === 'date') return { $: 'time(now, "date")' }
  if (path.at(-1) === 'id' && path.length === 1) return numbered(resource, shape, name)
  return undefined
}

/** A key that is counted, or made up; `PROJ-1` where the entity belongs to one whose key has the same name. */
function makeKey(resource: Resource, resources: ReadonlyMap<string, Resource>, shape: Shape | undefined): Json {
  if (shape?.kind === 'minted') return { $: `mint(${text(shape.form)})` }
  if (shape?.kind === 'scalar' && shape.type === 'uuid') return { $: 'mint("uuid4")' }
  const isText = shape?.kind !== 'scalar' || shape.type === 'string'
  const owner = resource.key === 'id' || !isText ? undefined : ownerOf(resource, resources)
  if (owner) return numberedIn(resource, owner)
  return numbered(resource, shape, resource.key)
}

function ownerOf(resource: Resource, resources: ReadonlyMap<string, Resource>): Reference | undefined {
  return resource.references.find(({ to }) => resources.get(to)?.key === resource.key)
}

/** The next number, as a text where the field is one. It begins behind those that are there. */
function numbered({ name }: Resource, shape: Shape | undefined, field: string): Json {
  const path = field.split('.')
  const start = `1 + coalesce(max(list(${text(name)}).map(other, number(${at('other', path)}))), 0)`
  const number = `next(${text(`${name}.${field}`)}, ${start})`
  return { $: shape?.kind === 'scalar' && (shape.type === 'integer' || shape.type === 'number') ? number : `string(${number})` }
}

function numberedIn({ name, key }: Resource, owner: Reference): Json {
  const parent = at(owner.from, owner.path.split('.'))
  const field = at('other', key.split('.'))
  const lead = `${parent} + "-"`
  const members = `list(${text(name)}).filter(other, startsWith(${field}, ${lead}))`
  const start = `1 + coalesce(max(${members}.map(other, number(substring(${field}, size(${lead}))))), 0)`
  return { $: `${lead} + next(${text(`${name}.${key}`)}, ${start}, ${parent})` }
}

/** Template of a new entity: what the request gives, and what is generated. */
export function entityTemplate(given: Shape | undefined, generated: readonly Generated[]): Json {
  const value: Record<string, Json> = {}
  for (const field of generated) if (field.path.length === 1) setMember(value, field.path[0] as string, field.template)
  if (given?.kind === 'object') {
    for (const [key, shape] of given.fields) setMember(value, key, givenTemplate(shape, [key], generated))
  }
  for (const { path, template } of generated) if (path.length > 1) place(value, path, template)
  return value
}

/** As it was given, or key by key where something of ours goes into it. */
function givenTemplate(shape: Shape, path: readonly string[], generated: readonly Generated[]): Json {
  const isOpened = generated.some((field) => field.path.length > path.length && path.every((key, at) => field.path[at] === key))
  if (shape.kind === 'template') return shape.value
  if (shape.kind !== 'object' || !isOpened) return { $: at('body', path) }
  const value: Record<string, Json> = {}
  for (const [key, field] of shape.fields) setMember(value, key, givenTemplate(field, [...path, key], generated))
  return value
}

function place(into: Record<string, Json>, [first = '', ...rest]: readonly string[], template: Json): void {
  if (rest.length === 0) {
    setMember(into, first, template)
    return
  }
  const inner = Object.hasOwn(into, first) ? into[first] : undefined
  const holder = typeof inner === 'object' && inner !== null && !('$' in inner) ? (inner as Record<string, Json>) : {}
  setMember(into, first, holder)
  place(holder, rest, template)
}

/** Template of what a request changes in an entity: what it gives, the rest stays. */
export function changeTemplate(given: Shape | undefined, generated: readonly Generated[], old = 'self'): Json {
  const value: Record<string, Json> = {}
  if (given?.kind === 'object') {
    for (const [key, shape] of given.fields) setMember(value, key, changeOf(shape, [key], old))
  }
  for (const { path, template, isRenewed } of generated) if (isRenewed && path.length === 1) setMember(value, path[0] as string, template)
  return value
}

function changeOf(shape: Shape, path: readonly string[], old: string): Json {
  const own = at('body', path)
  if (shape.kind !== 'object' || shape.fields.size < 2) return { $: own }
  const names = [...shape.fields.keys()].map(text).join(', ')
  const inner = [...shape.fields].flatMap(([key, field]) => (field.kind === 'object' && field.fields.size > 1 ? [key] : []))
  const deeper = inner.map((key) => {
    const [before, after] = [at(old, [...path, key]), at('body', [...path, key])]
    return `{${text(key)}: has(${after}) ? merge(${before}, ${after}) : ${before}}`
  })
  const all = [at(old, path), `pick(${own}, ${names})`, ...deeper].join(', ')
  return { $: `has(${own}) ? merge(${all}) : absent` }
}

/** Template of the change of one field, which may lie deep within. */
export function setField(path: readonly string[], value: Json, old = 'self'): Json {
  const [first = '', ...rest] = path
  const set = (from: string, [key, ...further]: readonly string[]): string => {
    if (key === undefined) return typeof value === 'object' && value !== null && '$' in value ? String(value['$']) : JSON.stringify(value)
    return `merge(${from}, {${text(key)}: ${set(at(from, [key]), further)}})`
  }
  return rest.length === 0 ? { [first]: value } : { [first]: { $: set(at(old, [first]), rest) } }
}
