import type { Json, JsonObject } from '#base'
import { equal } from '#lang'
import { foldModel, type Model, type SharedAnswer, toYaml, unfoldModel, type Variant } from '#model'

/** Texts of the files by their names; `baseUrl` is what `twin.json` says of the service's address. */
export interface PrintedFiles {
  readonly 'twin.json': string
  readonly 'routes.yaml': string
}

type Header = Variant['headers'][number]

/**
 * A model in the files that people write: what `compileAuthor` makes of them is this model again. State machines are a key of `routes.yaml`:
 * in `state-machine.yaml` they would be rules, and what the twin does is said by its routes.
 */
export function printFiles(model: Model, baseUrl: string): PrintedFiles {
  const { format: _, service, collections, routes, miss, headers, answers, ...rest } = shortest(model)
  const content = {
    ...rest,
    ...(Object.keys(collections).length > 0 ? { collections } : {}),
    ...(headers === undefined ? {} : { headers: printHeaders(headers) }),
    ...(answers === undefined ? {} : { answers: mapValues(answers, printVariant) }),
    miss: printVariant(miss),
    routes: routes.map((route) => ({
      ...route,
      variants: route.variants.map((variant) => ('answer' in variant ? variant : printVariant(variant))),
    })),
  }
  const manifest = { name: service.name, base_url: baseUrl, state_entities: Object.keys(collections) }
  return { 'twin.json': `${JSON.stringify(manifest, undefined, 2)}\n`, 'routes.yaml': `${toYaml(content)}\n` }
}

/** What answers have in common said once, unless that changed the order of headers. */
function shortest(model: Model): ReturnType<typeof foldModel> {
  const folded = foldModel(model)
  const isSame = equal(unfoldModel(folded) as unknown as Json, model as unknown as Json)
  return isSame ? folded : { ...folded, headers: undefined, answers: undefined, ...model }
}

/** The other way round than `toVariantForm`. */
function printVariant({ headers, body, ...rest }: Variant | SharedAnswer): object {
  const { encoding, value, ...format } = body ?? {}
  return {
    ...rest,
    ...(headers.length > 0 ? { headers: printHeaders(headers) } : {}),
    ...(encoding === undefined ? {} : { [encoding === 'json' ? 'body' : encoding]: value }),
    ...(Object.keys(format).length > 0 ? { format } : {}),
  }
}

/** A map where that keeps all of them, in their order. */
function printHeaders(headers: readonly Header[]): Json {
  const map = Object.fromEntries(headers)
  const kept = Object.entries(map)
  return kept.length === headers.length && kept.every(([name], at) => name === headers[at]?.[0]) ? map : headers.map((pair) => [...pair])
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => object): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)])) as JsonObject
}
