import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import { foldedModelSchema, type Model, unfoldModel } from '#model'
import type { AuthorContext } from './author-context.ts'
import { checkShape } from './check-shape.ts'
import { answerHeaders } from './error-answer.ts'
import { toHeaders, toVariantForm } from './native-form.ts'
import type { Place } from './problems.ts'
import { at } from './say.ts'

interface Rest {
  readonly name: string
  readonly context: AuthorContext
  readonly errorBody: Json | undefined
  readonly place: Place
}

/** The model of what is written in its own language, and of what was made of the rest. Says what is wrong with it; undefined then. */
export function assembleModel(native: JsonObject, routes: readonly Json[], { name, context, errorBody, place }: Rest): Model | undefined {
  const { headers, answers, miss, service, collections, machines, limits, schedules, format = 'doppel-model/1', ...rest } = native
  const own = isObject(collections) ? collections : {}
  const found: JsonObject = Object.fromEntries([...context.resources.keys()].map((key) => [key, collectionOf(key, context)]))
  const allMachines = [...(isList(machines) ? machines : []), ...(context.machines as unknown as Json[])]
  const allLimits = [...(isList(limits) ? limits : []), ...(context.limits as unknown as Json[])]
  const value = {
    ...rest,
    format,
    service: typeof service === 'string' ? { name: service } : (service ?? { name }),
    collections: Object.fromEntries(
      Object.entries({ ...found, ...own }).map(([key, item]) => [
        key,
        isObject(item) ? withWork(together(found[key] as JsonObject | undefined, item), { ...found, ...own }) : item,
      ]),
    ),
    ...(schedules === undefined ? {} : { schedules: withKeys(schedules, { ...found, ...own }) }),
    ...(allMachines.length > 0 ? { machines: allMachines } : {}),
    ...(allLimits.length > 0 ? { limits: allLimits } : {}),
    ...(headers === undefined ? {} : { headers: toHeaders(headers) }),
    ...(isObject(answers)
      ? { answers: Object.fromEntries(Object.entries(answers).map(([key, answer]) => [key, toVariantForm(answer)])) }
      : {}),
    routes: routes.map((route) => withKeys(route, { ...found, ...own })),
    miss: miss === undefined ? missOf(errorBody) : toVariantForm(miss),
  }
  const model = checkShape(foldedModelSchema, value, place, context.problems)
  return model && unfoldModel(model)
}

function collectionOf(name: string, { resources, later }: AuthorContext): JsonObject {
  const { key = 'id', aliases = [] } = resources.get(name) ?? {}
  const own = later.get(name) ?? []
  return {
    key: [key],
    ...(aliases.length > 0 ? { aliases: [...aliases] } : {}),
    ...(own.length > 0 ? { later: own as unknown as Json } : {}),
  }
}

/** What both files say of a collection: all that time does to it, and else what is written in the language of the model. */
function together(found: JsonObject | undefined, own: JsonObject): JsonObject {
  const [first, second] = [found?.['later'], own['later']]
  return { ...found, ...own, ...(isList(first) && isList(second) && first !== second ? { later: [...first, ...second] } : {}) }
}

function withWork(collection: JsonObject, collections: JsonObject): JsonObject {
  const { later } = collection
  return isList(later) ? { ...collection, later: later.map((rule) => withKeys(rule, collections)) } : collection
}

/** `create` in the language of the model with the key of its collection, where it says none. */
function withKeys(value: Json, collections: JsonObject): Json {
  if (isList(value)) return value.map((item) => withKeys(item, collections))
  if (!isObject(value)) return value
  if (isList(value['variants'])) return { ...value, variants: value['variants'].map((variant) => withKeys(variant, collections)) }
  if (!isList(value['do'])) return value
  return { ...value, do: value['do'].map((effect) => withKey(withKeys(effect, collections), collections)) }
}

function withKey(effect: Json, collections: JsonObject): Json {
  if (!isObject(effect) || typeof effect['create'] !== 'string') return effect
  if (effect['key'] !== undefined && !(isList(effect['key']) && effect['key'].length === 0)) return effect
  const collection = collections[effect['create']]
  const fields = isObject(collection) && isList(collection['key']) ? collection['key'] : ['id']
  return { ...effect, key: fields.map((field) => at('self', String(field).split('.'))) }
}

function missOf(template: Json | undefined): Json {
  const said = { status: 404, message: 'no such route' }
  const headers = answerHeaders() as unknown as Json
  if (template === undefined) return { name: 'miss', status: 404, headers, body: { encoding: 'json', value: { error: said } } }
  const lets = Object.entries(said).map(([name, value]): Json => ({ let: name, value }))
  return { name: 'miss', status: 404, headers, do: lets, body: { encoding: 'json', value: template } }
}
