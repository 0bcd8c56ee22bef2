import type { Json, JsonObject } from '#base'
import {
  type GraphqlRequest,
  type Operation,
  parseDocument,
  planOperation,
  readGraphql,
  type SelectedField,
  type SyntaxFault,
  unknownFieldFault,
} from '#graphql'
import { encodeText, type HttpResponse } from '#http'
import { type Environment, isList, isObject, printJson, type Relations } from '#lang'
import type { Model } from '#model'
import type { World } from '#state'
import { type Asked, noteWrite } from '../asked.ts'
import type { CompiledVariant } from '../compile-variant.ts'
import { unmaskOrigin } from '../origin.ts'
import type { RequestView } from '../request-view.ts'
import type { RouteMatch } from '../router.ts'
import type { Provenance } from '../twin.ts'
import type { CompiledWebhooks } from '../webhooks/compile-webhooks.ts'
import { type Projection, projectSelection } from './project-selection.ts'

/** A route of a GraphQL field. */
interface FieldRoute {
  readonly label: string
  readonly variants: readonly CompiledVariant[]
  readonly isNovel: (view: RequestView) => boolean
  /** The sequences that its variants take numbers from. */
  readonly sequences: ReadonlySet<string>
}

export interface GraphqlContext {
  readonly model: Model
  readonly relations: Relations
  readonly miss: CompiledVariant
  find(method: string, segments: readonly string[]): RouteMatch<FieldRoute> | undefined
  /** Brings the fields that follow from others up to date. */
  refresh(environment: Environment, world: World): void
  readonly webhooks: CompiledWebhooks | undefined
}

/** What the session keeps between requests: documents that clients may name by their hash. */
export type KnownDocuments = Map<string, string>

export interface GraphqlAnswer {
  readonly response: HttpResponse
  readonly provenance: Provenance
  readonly route?: string
  readonly variant?: string
}

const documentsMax = 1000

/** Whether a request speaks GraphQL to the service. */
export function speaksGraphql(model: Model, { segments, body, query }: RequestView): boolean {
  return model.graphql?.endpoints.includes(`/${segments.join('/')}`) === true && readGraphql(body, query) !== undefined
}

/** Answers a request that holds one GraphQL operation or several: each field of the root by its own route, in order. */
export function answerGraphql(context: GraphqlContext, asked: Asked, documents: KnownDocuments): GraphqlAnswer {
  const { view, origin } = asked
  const sent = readGraphql(view.body, view.query)
  const runs = (sent?.requests ?? []).map((request) => new Run(context, asked).answer(request, documents))
  const first = runs[0]
  const body: Json = sent?.isBatch ? runs.map((run) => run.body) : (first?.body ?? null)
  const provenances = runs.map((run) => run.provenance)
  const provenance = (['miss', 'guess'] as const).find((each) => provenances.includes(each)) ?? 'learned'
  return {
    response: {
      status: first?.status ?? 400,
      headers: [...(first?.headers ?? [])],
      body: encodeText(unmaskOrigin(printJson(body), origin)),
    },
    provenance,
    ...(first?.route === undefined ? {} : { route: first.route }),
    ...(first?.variant === undefined ? {} : { variant: first.variant }),
  }
}

class Run {
  readonly #context: GraphqlContext
  readonly #asked: Asked
  readonly headers: [name: string, value: string][] = []
  readonly #labels: string[] = []
  readonly #variants: string[] = []
  provenance: Provenance = 'learned'
  status = 200
  body: JsonObject = {}

  constructor(context: GraphqlContext, asked: Asked) {
    this.#context = context
    this.#asked = asked
  }

  get route(): string | undefined {
    return this.#labels.length > 0 ? this.#labels.join(', ') : undefined
  }

  get variant(): string | undefined {
    return this.#variants.length > 0 ? this.#variants.join(', ') : undefined
  }

  answer(request: GraphqlRequest, documents: KnownDocuments): this {
    const text = request.document ?? documents.get(request.hash ?? '')
    if (text === undefined) return this.#refuse({ fault: 'hash', hash: request.hash ?? '' }, persistedQueryNotFound, 200)
    if (request.hash !== undefined && documents.size < documentsMax) documents.set(request.hash, text)
    const parsed = parseDocument(text)
    if ('fault' in parsed) return this.#refuseSyntax(parsed.fault)
    const operation = planOperation(parsed.document, request.operationName, request.variables)
    if (!operation) {
      const name = request.operationName
      const message =
        name === undefined ? 'Must provide operation name if query contains multiple operations.' : `Unknown operation named "${name}".`
      return this.#refuse({ fault: 'operation', ...(name === undefined ? {} : { name }) }, { message }, 400)
    }
    return this.#execute(operation)
  }

  #execute(operation: Operation): this {
    const unknown = operation.fields.find(({ name }) => !name.startsWith('__') && !this.#find(operation.kind, name))
    if (unknown) return this.#refuseField(unknown, operation)
    const data: Record<string, Json> = {}
    const errors: Json[] = []
    let end: 'null' | 'absent' | undefined
    let isErrorsFirst = false
    for (const field of operation.fields) {
      if (field.name === '__typename') {
        data[field.key] = `${operation.kind.slice(0, 1).toUpperCase()}${operation.kind.slice(1)}`
        continue
      }
      const value = this.#answerField(operation, field)
      const refusal = readRefusal(value)
      if (!refusal) {
        data[field.key] = this.#project(value, operation, field)
        continue
      }
      errors.push(...refusal.errors.map((error) => placeError(error, field, operation)))
      if (refusal.http !== undefined) this.status = refusal.http
      data[field.key] = null
      isErrorsFirst ||= refusal.isFirst
      if (refusal.data !== 'field') end = refusal.data
      if (end !== undefined) break
    }
    const shown: JsonObject = end === 'absent' ? {} : { data: end === 'null' ? null : data }
    this.body = errors.length === 0 ? shown : isErrorsFirst ? { errors, ...shown } : { ...shown, errors }
    return this
  }

  #find(kind: string, name: string): RouteMatch<FieldRoute> | undefined {
    return this.#context.find(kind.toUpperCase(), [...this.#asked.view.segments, name])
  }

  #answerField({ kind }: Operation, field: SelectedField): Json | undefined {
    const match = this.#find(kind, field.name) as RouteMatch<FieldRoute>
    return this.#run(match.route, { ...this.#asked.environment, body: field.args, query: {}, path: {}, malformed: false }, kind !== 'query')
  }

  #run(route: FieldRoute, environment: Environment, isWrite: boolean): Json | undefined {
    const { world, origin, trace, emitted } = this.#asked
    const view = { ...this.#asked.view, query: {}, body: environment.body }
    trace?.enter({ view, route: route.label, environment })
    const variant = route.variants.find((candidate) => candidate.matches(environment)) ?? this.#context.miss
    const { value, after, headers, isGuess } = variant.perform(environment, this.#asked, origin)
    trace?.respond(variant.name, value, after)
    if (isWrite) this.#context.refresh(after, world)
    if (emitted && readRefusal(value) === undefined) this.#context.webhooks?.announce(route.label, environment, value, emitted)
    const isNovel = readRefusal(value) === undefined && route.isNovel(view)
    const isDoubted = world.hasReadDoubted && !variant.isFirm
    trace?.judge?.({ isGuess, isNovel, isDoubted })
    if (isWrite && readRefusal(value) === undefined) noteWrite(environment, route.label, [environment.body, value])
    this.#labels.push(route.label)
    this.#variants.push(variant.name)
    for (const header of headers)
      if (!this.headers.some(([name]) => name.toLowerCase() === header[0].toLowerCase())) this.headers.push([...header])
    if (isGuess || isNovel || isDoubted) {
      this.#doubt('guess')
      if (isWrite) world.doubtSequences(route.sequences)
    }
    return value
  }

  #doubt(provenance: Provenance): void {
    if (this.provenance !== 'miss') this.provenance = provenance
  }

  #project(value: Json | undefined, { kind }: Operation, field: SelectedField): Json {
    const { graphql, collections } = this.#context.model
    const projection: Projection = {
      types: graphql?.types ?? {},
      relations: this.#context.relations,
      world: this.#asked.reader,
      keyOf: (collection) => collections[collection]?.key.at(-1) ?? 'id',
      nested: (type, inner, key) => {
        const found = this.#context.find('FIELD', [...this.#asked.view.segments, `${type}.${inner.name}`])?.route
        return found && { value: this.#answerNested(found, { ...inner.args, parent: key }), type: graphql?.results[found.label] }
      },
      onMissing: () => this.#doubt('guess'),
    }
    const label = `${kind.toUpperCase()} /${[...this.#asked.view.segments, field.name].join('/')}`
    return projectSelection(value, graphql?.results[label], field.selection, projection)
  }

  /** A field of an entity that has a route of its own: it changes nothing and brings no headers. */
  #answerNested({ variants }: FieldRoute, body: JsonObject): Json | undefined {
    const { origin } = this.#asked
    const environment = { ...this.#asked.environment, body, query: {}, path: {}, malformed: false }
    const variant = variants.find((candidate) => candidate.matches(environment))
    const performed = variant?.perform(environment, this.#asked, origin)
    if (performed?.isGuess) this.#doubt('guess')
    return performed?.value
  }

  #refuseSyntax({ message, line, column }: SyntaxFault): this {
    return this.#refuse({ fault: 'syntax', message, line, column }, { message, locations: [{ line, column }] }, 400)
  }

  #refuseField({ name, line, column }: SelectedField, { kind }: Operation): this {
    const type = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`
    const fault = unknownFieldFault({ name, line, column }, kind, type)
    this.#doubt('guess')
    return this.#refuse(fault, { message: fault.message ?? '', locations: [{ line, column }] }, 400)
  }

  /** A document that is not executed: as the service was seen to refuse such, else as the reference implementation does. */
  #refuse(fault: JsonObject, otherwise: JsonObject, status: number): this {
    const match = this.#context.find('DOCUMENT', this.#asked.view.segments)
    const environment = { ...this.#asked.environment, body: fault, query: {}, path: {}, malformed: false }
    const known = match?.route.variants.some((variant) => variant.matches(environment)) ? match.route : undefined
    const refusal = known && readRefusal(this.#run(known, environment, false))
    if (!refusal) {
      this.#doubt('miss')
      this.status = status
      this.headers.push(['content-type', 'application/json; charset=utf-8'])
      this.body = { errors: [otherwise] }
      return this
    }
    this.status = refusal.http ?? status
    const location = typeof fault.line === 'number' ? [{ line: fault.line, column: fault.column ?? 1 }] : []
    const errors = refusal.errors.map((error) => (error.locations === '!fault' ? { ...error, locations: location } : error))
    const shown: JsonObject = refusal.data === 'absent' ? {} : { data: null }
    this.body = refusal.isFirst ? { errors, ...shown } : { ...shown, errors }
    return this
  }
}

const persistedQueryNotFound: JsonObject = {
  message: 'PersistedQueryNotFound',
  extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
}

interface Refusal {
  readonly errors: readonly JsonObject[]
  readonly http: number | undefined
  /** What becomes of `data`: null in the place of the field, null as a whole, or none at all. */
  readonly data: 'field' | 'null' | 'absent'
  readonly isFirst: boolean
}

function readRefusal(value: Json | undefined): Refusal | undefined {
  if (!isObject(value) || !isList(value['!errors'])) return undefined
  const { '!errors': errors, '!http': http, '!data': data, '!first': first } = value
  return {
    errors: errors.filter(isObject),
    http: typeof http === 'number' ? http : undefined,
    data: data === 'null' || data === 'absent' ? data : 'field',
    isFirst: first === true,
  }
}

/** Puts the places of this document where the model says `!field`, `!path` or `!variable`. */
function placeError(error: JsonObject, field: SelectedField, operation: Operation): JsonObject {
  const placed: Record<string, Json> = {}
  for (const [key, value] of Object.entries(error)) {
    if (value === '!path') placed[key] = [field.key]
    else if (value === '!variable') placed[key] = [operation.variablesAt ?? { line: field.line, column: field.column }]
    else if (value === '!field' || value === '!fault') placed[key] = [{ line: field.line, column: field.column }]
    else placed[key] = value
  }
  return placed
}
