import type { Json } from '#base'
import { isCompared } from '#compare'
import { type Expression, parseExpression, parseTemplate } from '#lang'
import type { Collection, Effect, Model, Route, Variant } from '#model'
import { type AnswerContract, type Contract, type RequestContract, type RequestField, type RouteContract, routeKey } from './contract.ts'
import type { Scope } from './expression-shape.ts'
import { requirementsOf } from './requirements.ts'
import { schemaShapes } from './schema-shape.ts'
import { mergeShapes, type Shape, shapeOfValue, uniteShapes, unknownShape } from './shape.ts'
import { shapeOfTemplate } from './template-shape.ts'

/** What a model promises its clients. */
export function contractOfModel(model: Model): Contract {
  const reader = new ModelReader(model)
  const routes = model.routes.map((route) => [routeKey(route.method, route.path), reader.route(route)] as const)
  return { routes: new Map(routes), isPartial: false }
}

class ModelReader {
  readonly #model: Model
  readonly #entities = new Map<string, Shape>()
  readonly #schema: (name: string) => Shape
  readonly #scope: Scope = {
    names: new Map(),
    entity: (collection) => this.#entity(collection),
    view: (name) => this.#view(name),
    schema: (name) => this.#schema(name),
  }
  readonly #open = new Set<string>()

  constructor(model: Model) {
    this.#model = model
    this.#schema = schemaShapes(model.schemas ?? {})
  }

  route(route: Route): RouteContract {
    const answers = new Map<number, AnswerContract>()
    for (const variant of route.variants) {
      const own = this.#answer(variant)
      const known = answers.get(variant.status)
      answers.set(variant.status, known === undefined ? own : uniteAnswers(known, own))
    }
    return { route: `${route.method} ${route.path}`, answers, request: requestOf(route) }
  }

  #answer(variant: Variant): AnswerContract {
    const { body } = variant
    const names = this.#bind(variant.do ?? [], new Map())
    const shape = body === undefined ? undefined : body.encoding === 'json' ? this.#template(body.value, names) : shapeOfValue('')
    const headers = variant.headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => isCompared(name))
    const typed = headers.map(
      ([name, value]) => [name, name === 'content-type' && typeof value === 'string' ? essence(value) : undefined] as const,
    )
    const plain = body !== undefined && body.encoding !== 'json' ? { types: new Set(['string'] as const) } : shape
    return { body: plain, headers: new Map(typed) }
  }

  #template(value: Json, names: ReadonlyMap<string, Shape>): Shape {
    return shapeOfTemplate(parseTemplate(value), { ...this.#scope, names })
  }

  /** What effects bind to names. */
  #bind(effects: readonly Effect[], before: ReadonlyMap<string, Shape>): ReadonlyMap<string, Shape> {
    const names = new Map(before)
    for (const effect of effects) {
      if ('let' in effect) names.set(effect.let, this.#template(effect.value, names))
      else if ('create' in effect && effect.as !== undefined)
        names.set(effect.as, this.#stored(effect.create, this.#template(effect.value, names)))
      else if ('update' in effect && effect.as !== undefined) names.set(effect.as, this.#entity(effect.update))
      else if ('delete' in effect && effect.as !== undefined) names.set(effect.as, this.#entity(effect.delete))
      else if ('query' in effect) names.set(effect.as, this.#page(effect.query.collection))
      else if ('if' in effect) for (const [name, shape] of this.#bind(effect.do, names)) names.set(name, shape)
      else if ('each' in effect && 'do' in effect) {
        const inner = this.#bind(effect.do, names)
        const last = effect.do.flatMap((one) => ('as' in one && one.as !== undefined ? [one.as] : [])).at(-1)
        if (effect.gather !== undefined)
          names.set(effect.gather, { types: new Set(['array']), items: inner.get(last ?? '') ?? unknownShape })
      }
    }
    return names
  }

  #page(collection: string): Shape {
    const items = { shape: { types: new Set(['array'] as const), items: this.#entity(collection) }, isOptional: false }
    return { types: new Set(['object']), fields: new Map([['items', items]]), isOpen: true }
  }

  /** An entity as it is read: what was written, and what is computed of it. */
  #stored(name: string, written: Shape): Shape {
    const { computed = {}, derived = {} } = this.#model.collections[name] ?? ({ key: [] } as Collection)
    const more = Object.keys({ ...computed, ...derived }).filter((path) => !path.includes('.'))
    return mergeShapes(written, {
      types: new Set(['object']),
      fields: new Map(more.map((key) => [key, { shape: unknownShape, isOptional: undefined }])),
    })
  }

  /** All forms in which entities of a collection come to be. */
  #entity(name: string): Shape {
    const known = this.#entities.get(name)
    if (known !== undefined) return known
    if (this.#open.has(name)) return unknownShape
    this.#open.add(name)
    const shapes = [
      ...(this.#model.collections[name]?.fixtures ?? []).map(({ value }) => shapeOfValue(value)),
      ...this.#model.routes.flatMap(({ variants }) => variants.flatMap((variant) => this.#created(variant.do ?? [], name))),
    ]
    const updates = this.#model.routes.flatMap(({ variants }) => variants.flatMap((variant) => this.#updated(variant.do ?? [], name)))
    const changes = (this.#model.collections[name]?.later ?? []).map(() => unknownShape)
    const made = shapes.length === 0 ? unknownShape : [...updates, ...changes].reduce(updateShape, shapes.reduce(uniteShapes))
    const shape = shapes.length === 0 ? unknownShape : this.#stored(name, made)
    this.#open.delete(name)
    this.#entities.set(name, shape)
    return shape
  }

  #created(effects: readonly Effect[], name: string): Shape[] {
    // Names that only hold values of the model's schemas are followed; what else they hold may be about entities, and so about itself.
    const made = new Map<string, Shape>()
    return effects.flatMap((effect) => {
      if ('let' in effect && isSchemaValue(effect.value)) made.set(effect.let, this.#template(effect.value, new Map()))
      if ('create' in effect && effect.create === name) return [withoutWords(this.#template(effect.value, made))]
      return 'do' in effect ? this.#created(effect.do, name) : []
    })
  }

  #updated(effects: readonly Effect[], name: string): Shape[] {
    return effects.flatMap((effect) => {
      if ('update' in effect && effect.update === name) return [withoutWords(this.#template(effect.set, new Map()))]
      if ('updateWhere' in effect && effect.updateWhere === name) return [withoutWords(this.#template(effect.set, new Map()))]
      return 'do' in effect ? this.#updated(effect.do, name) : []
    })
  }

  #view(name: string): Shape {
    const [collection = '', view = ''] = name.split('.')
    const template = this.#model.collections[collection]?.views?.[view]
    return template === undefined ? unknownShape : this.#template(template, new Map([['self', this.#entity(collection)]]))
  }
}

function isSchemaValue(template: Json): boolean {
  return typeof template === 'object' && template !== null && '$' in template && /^sample\(/.test(String(template.$))
}

/** An entity that may have been written over with a value of another shape; by one that is not known, anything may have been. */
function updateShape(entity: Shape, set: Shape): Shape {
  if (set.fields === undefined) return anythingIn(entity)
  const fields = new Map(entity.fields)
  for (const [key, { shape }] of set.fields) {
    const before = fields.get(key)
    if (before === undefined) fields.set(key, { shape, isOptional: true })
    else fields.set(key, { shape: uniteShapes(before.shape, shape), isOptional: before.isOptional === true ? true : undefined })
  }
  const updated = { ...entity, fields, ...(set.isOpen === true ? { isOpen: true } : {}) }
  return set.isOpen === true ? anythingIn(updated) : updated
}

function anythingIn({ fields, ...shape }: Shape): Shape {
  if (fields === undefined) return shape
  const known = [...fields].map(([key]) => [key, { shape: unknownShape, isOptional: undefined }] as const)
  return { ...shape, fields: new Map(known), isOpen: true }
}

/** What an entity was made with it need not keep: updates may write anything. */
function withoutWords({ words: _, fields, ...shape }: Shape): Shape {
  if (fields === undefined) return shape
  return { ...shape, fields: new Map([...fields].map(([key, field]) => [key, { ...field, shape: withoutWords(field.shape) }])) }
}

function uniteAnswers(left: AnswerContract, right: AnswerContract): AnswerContract {
  const headers = [...left.headers].filter(([name]) => right.headers.has(name))
  const body = left.body === undefined || right.body === undefined ? (left.body ?? right.body) : uniteShapes(left.body, right.body)
  return { body, headers: new Map(headers) }
}

/** What refusals test of the body, and what requests were seen to hold. */
function requestOf({ variants, known }: Route): RequestContract {
  const fields = new Map<string, RequestField>((known?.body ?? []).map((path) => [path, { isRequired: false, shape: unknownShape }]))
  for (const { when, status } of variants) {
    if (when === undefined || status < 400 || status >= 500 || status === 401 || status === 403) continue
    for (const [path, field] of requirementsOf(parseExpression(when) satisfies Expression)) {
      const before = fields.get(path)
      const shape = before === undefined || before.shape.types.size === 0 ? field.shape : before.shape
      fields.set(path, { isRequired: (before?.isRequired ?? false) || field.isRequired === true, shape })
    }
  }
  return { query: new Set(known?.query ?? []), fields }
}

function essence(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
}
