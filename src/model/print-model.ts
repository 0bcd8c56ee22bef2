import { printJson } from '#lang'
import { foldModel } from './fold-model.ts'
import type { Collection, Model, Route, Variant } from './schema.ts'
import { toYaml } from './to-yaml.ts'

export interface PrintModelOptions {
  /** Show every header; otherwise only those that are not the same in all answers of a kind. */
  readonly headers?: boolean
  /** Show the entities that are there when a session begins; otherwise their number. */
  readonly fixtures?: boolean
}

type Header = Variant['headers'][number]

/** A model, or some of its routes, as YAML for people. Expressions are those of the model; it is not meant to be read back. */
export function printModel(model: Model, options: PrintModelOptions = {}): string {
  const shared = options.headers === true ? [] : sharedHeaders(model)
  const collections = Object.entries(model.collections).map(([name, collection]) => [name, describeCollection(collection, options)])
  return toYaml({
    service: model.service.name,
    ...(model.operations === undefined ? {} : { operations: model.operations }),
    ...(collections.length === 0 ? {} : { collections: Object.fromEntries(collections) }),
    ...(model.schemas === undefined ? {} : { schemas: model.schemas }),
    ...(model.schedules === undefined ? {} : { schedules: model.schedules }),
    ...(shared.length === 0 ? {} : { headers_of_every_answer: Object.fromEntries(shared) }),
    ...describeRoutes(model, shared, options),
    ...(model.webhooks === undefined ? {} : { webhooks: model.webhooks }),
    miss: describeVariant(model.miss, shared, options),
  })
}

/** Single routes as YAML, in the form in which `printModel` shows them. */
export function printRoutes(routes: readonly Route[], options: PrintModelOptions = {}): string {
  return toYaml(routes.map((route) => describeRoute(route, [], options)))
}

function describeCollection(collection: Collection, options: PrintModelOptions): object {
  const { fixtures = [], ...rest } = collection
  if (fixtures.length === 0) return rest
  return { ...rest, fixtures: options.fixtures === true ? fixtures : fixtures.length }
}

/** The routes, and before them the answers that several of them have: a route only names these. */
function describeRoutes(model: Model, shared: readonly Header[], options: PrintModelOptions): object {
  const folded = foldModel(model)
  const answers: Record<string, object> = {}
  const routes = model.routes.map((route, at) => {
    const { variants } = folded.routes[at] as (typeof folded.routes)[number]
    const described = variants.map((variant, place) => {
      const { name, ...inFull } = describeVariant(route.variants[place] as Variant, shared, options)
      if (!('answer' in variant)) return { name, ...inFull }
      answers[variant.answer] = inFull
      return variant
    })
    return { ...describeHead(route), variants: described }
  })
  return { ...(Object.keys(answers).length > 0 ? { answers } : {}), routes }
}

function describeHead({ method, path, list }: Route): object {
  return { route: `${method} ${path}`, ...(list ? { list } : {}) }
}

function describeRoute(route: Route, shared: readonly Header[], options: PrintModelOptions): object {
  return {
    ...describeHead(route),
    variants: route.variants.map((variant) => describeVariant(variant, shared, options)),
  }
}

function describeVariant(variant: Variant, shared: readonly Header[], options: PrintModelOptions): Readonly<Record<string, unknown>> {
  const { name, when, status, headers, do: effects, body, guess, firm } = variant
  const common = new Set(shared.map(headerKey))
  const shown = headers.filter((header) => options.headers === true || (!common.has(headerKey(header)) && !isConstant(header)))
  return {
    name,
    ...(when === undefined ? {} : { when }),
    status,
    ...(guess === undefined || guess === false ? {} : { guess }),
    ...(firm === true ? { firm } : {}),
    ...(effects === undefined || effects.length === 0 ? {} : { do: effects }),
    ...(shown.length === 0 ? {} : { headers: gatherHeaders(shown) }),
    ...(body === undefined ? {} : { [body.encoding === 'json' ? 'body' : body.encoding]: body.value }),
  }
}

/** By name; a name that comes more than once has a list. */
function gatherHeaders(headers: readonly Header[]): object {
  const byName = Map.groupBy(headers, ([name]) => name)
  return Object.fromEntries([...byName].map(([name, list]) => [name, list.length === 1 ? list[0]?.[1] : list.map(([, value]) => value)]))
}

function sharedHeaders(model: Model): Header[] {
  const variants = model.routes.flatMap((route) => route.variants)
  const [first, ...others] = variants.map((variant) => new Set(variant.headers.map(headerKey)))
  if (first === undefined) return []
  const isShared = (header: Header) => others.every((keys) => keys.has(headerKey(header)))
  return (variants[0]?.headers ?? []).filter(isShared)
}

function headerKey([name, value]: Header): string {
  return `${name.toLowerCase()}: ${printJson(value)}`
}

function isConstant([, value]: Header): boolean {
  return value === null || typeof value !== 'object'
}
