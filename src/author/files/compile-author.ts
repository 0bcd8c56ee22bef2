import type { Json, JsonObject } from '#base'
import type { Finding, SourceDocument } from '#diagnostics'
import type { FixtureSet, Model } from '#model'
import { assembleModel } from './assemble-model.ts'
import { machinesSchema, manifestSchema, routesSchema, type ShortRoute, shortRouteSchema } from './author-schema.ts'
import { checkShape } from './check-shape.ts'
import { compileRoute } from './compile-route.ts'
import { createContext } from './create-context.ts'
import { problemOfFixtures } from './fixture-problem.ts'
import { toVariantForm } from './native-form.ts'
import { inside, type Place, Problems } from './problems.ts'
import { readSource } from './source-document.ts'

export interface AuthorFile {
  /** How messages call it. */
  readonly name: string
  readonly text: string
}

/** `twin.json`, `routes.yaml`, `state-machine.yaml`. */
export interface AuthorFiles {
  readonly manifest?: AuthorFile | undefined
  readonly routes: AuthorFile
  readonly machines?: AuthorFile | undefined
}

/** What the files of a twin come to. */
export interface Authored {
  /** Undefined where the findings have errors. */
  readonly model: Model | undefined
  readonly findings: readonly Finding[]
  /** What is wrong with entities for the constraints of their kind, for people; undefined where nothing is. */
  problemOfFixtures(set: FixtureSet): string | undefined
}

/** Makes a model of the files that a person wrote. `name` is the twin's, where the manifest has none. */
export function compileAuthor(files: AuthorFiles, name: string): Authored {
  const problems = new Problems()
  const stopped: Authored = { model: undefined, findings: problems.findings, problemOfFixtures: () => undefined }
  const open = (file: AuthorFile | undefined): Place | undefined => file && { source: openSource(file, problems), path: [] }
  const place = open(files.routes) as Place
  const [manifestPlace, machinesPlace] = [open(files.manifest), open(files.machines)]
  if (problems.hasErrors) return stopped
  const manifest = manifestPlace && checkShape(manifestSchema, manifestPlace.source.value, manifestPlace, problems)
  const rules = machinesPlace && checkShape(machinesSchema, machinesPlace.source.value ?? {}, machinesPlace, problems)
  const routes = checkShape(routesSchema, place.source.value ?? {}, place, problems)
  const short = (routes?.routes ?? []).map((route, index) => readShort(route, inside(place, 'routes', index), problems))
  if (problems.hasErrors || routes === undefined) return stopped
  const { routes: written, error_body: errorBody, ...native } = routes
  const context = createContext({
    routes: short.filter((route) => route !== undefined),
    rules: rules?.entities ?? {},
    rulesPlace: machinesPlace ?? place,
    listed: [...(manifest?.state_entities ?? []), ...Object.keys((native['collections'] ?? {}) as object)],
    errorBody,
    problems,
  })
  if (problems.hasErrors) return stopped
  const compiled = context.routes.map((route) => compileRoute(route, context))
  const inOrder = written.map(
    (route, index): Json => (short[index] === undefined ? nativeRoute(route as JsonObject) : (compiled.shift() as unknown as Json)),
  )
  if (problems.hasErrors) return stopped
  const model = assembleModel(native as JsonObject, [...inOrder, ...(compiled as unknown as Json[])], {
    name: manifest?.name ?? name,
    context,
    errorBody,
    place,
  })
  return { model, findings: problems.findings, problemOfFixtures: (set) => problemOfFixtures(set, context) }
}

function openSource({ name, text }: AuthorFile, problems: Problems): SourceDocument {
  const source = readSource(name, text)
  problems.unreadable(source)
  return source
}

/** A route in short with its place; undefined where it is written in the language of the model. */
function readShort(
  route: Readonly<Record<string, unknown>>,
  place: Place,
  problems: Problems,
): { source: ShortRoute; place: Place } | undefined {
  if ('variants' in route) return undefined
  const source = checkShape(shortRouteSchema, route, place, problems)
  return source && { source, place }
}

function nativeRoute({ variants, ...rest }: JsonObject): Json {
  return { ...rest, variants: Array.isArray(variants) ? variants.map(toVariantForm) : (variants ?? null) }
}
