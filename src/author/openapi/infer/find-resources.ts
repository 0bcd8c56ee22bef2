import type { ApiDocument, ApiOperation } from '../api-document.ts'
import { contentOf } from './answer-of.ts'
import { findKey } from './find-key.ts'
import { findListPlace, sameWord } from './list-place.ts'
import type { Resource } from './resource.ts'
import type { SchemaFacts } from './schema-facts.ts'

/** The operations of one path, by method. */
export type PathOperations = ReadonlyMap<string, ApiOperation>

/** A path whose parameters have no names: `pets/{}`. */
export function shapeOf(segments: readonly string[]): string {
  return segments.map((segment) => (isParameter(segment) ? '{}' : segment)).join('/')
}

export function isParameter(segment: string): boolean {
  return /^\{\w+\}$/.test(segment)
}

function groupByPath({ operations }: ApiDocument): Map<string, Map<string, ApiOperation>> {
  const paths = new Map<string, Map<string, ApiOperation>>()
  for (const operation of operations) {
    const shape = shapeOf(operation.segments)
    const known = paths.get(shape) ?? new Map<string, ApiOperation>()
    paths.set(shape, known)
    known.set(operation.method, operation)
  }
  return paths
}

const none: PathOperations = new Map()

/**
 * The resources of a document by the path of one thing: `pets/{}`, or `settings` for what there is one of. A thing is what `GET` shows under
 * a parameter, or what is made above it.
 */
export function findResources(document: ApiDocument, facts: SchemaFacts): Map<string, Resource> {
  const paths = groupByPath(document)
  const resources = new Map<string, Resource>()
  const names = new Set<string>()
  // Those above come first: a resource knows its parent.
  for (const [shape, operations] of [...paths].sort(([a], [b]) => a.split('/').length - b.split('/').length)) {
    const [any] = operations.values()
    if (!any) continue
    const { segments, path } = any
    const isItem = isParameter(segments.at(-1) ?? '')
    const above = isItem ? (paths.get(shapeOf(segments.slice(0, -1))) ?? none) : none
    const found = isItem ? describeItem(facts, segments, operations, above) : describeSingle(facts, segments, operations)
    if (!found) continue
    const scope = segments
      .slice(0, isItem ? -1 : undefined)
      .filter(isParameter)
      .map(nameOf)
    resources.set(shape, {
      ...found,
      scope,
      word: segments.findLast((segment) => !isParameter(segment)) ?? '',
      spansSegments: path.endsWith('+}'),
      collection: uniqueName(segments, names),
      parent: parentOf(resources, segments, isItem),
    })
  }
  joinSingular(resources, paths)
  return resources
}

/** Things made under `/refs` that `/ref/{ref}` shows and `/refs/{ref}` does not are the same things. */
function joinSingular(resources: Map<string, Resource>, paths: ReadonlyMap<string, PathOperations>): void {
  for (const [shape, shown] of resources) {
    const operations = paths.get(shape)
    if (shown.isOwned || operations?.size !== 1 || !operations.has('GET')) continue
    const word = shape.split('/').at(-2) ?? ''
    const above = shape.split('/').slice(0, -2).join('/')
    const made = [...resources].find(
      ([other, { isOwned, parameter, schema }]) =>
        isOwned &&
        parameter === shown.parameter &&
        schema === shown.schema &&
        other.split('/').slice(0, -2).join('/') === above &&
        sameWord(other.split('/').at(-2) ?? '', word) &&
        paths.get(other)?.has('GET') === false,
    )
    if (made) resources.set(shape, made[1])
  }
}

export function nameOf(segment: string): string {
  return segment.slice(1, -1)
}

type Description = Omit<Resource, 'collection' | 'scope' | 'word' | 'spansSegments' | 'parent'>

function describeItem(
  facts: SchemaFacts,
  segments: readonly string[],
  operations: PathOperations,
  above: PathOperations,
): Description | undefined {
  const word = segments.at(-2) ?? ''
  const parameter = nameOf(segments.at(-1) ?? '')
  if (isParameter(word) || word === '') return undefined
  const [list, create] = [above.get('GET'), above.get('POST')]
  const listed = list && listOf(facts, list, word)
  const showing = [operations.get('GET'), operations.get('PUT'), operations.get('PATCH'), create].map(
    (each) => each && thingOf(facts, each),
  )
  const schema = showing.find((each) => each !== undefined) ?? listed ?? (create && bodyOf(facts, create))
  if (schema === undefined || !['GET', 'PUT', 'PATCH', 'DELETE', 'POST'].some((method) => operations.has(method))) return undefined
  // A path of several things below one name (`/{path}`), or a file, is no thing.
  if (operations.has('GET') && showing[0] === undefined) return undefined
  const key = findKey(facts, facts.properties(schema), parameter, word)
  const put = operations.get('PUT')
  const isMadeByPut = create === undefined && put !== undefined && put.responses.has('201')
  const isMade = create !== undefined && key !== undefined && (showing[3] !== undefined || contentOf(create) === undefined)
  const showings = listed !== undefined && listed !== schema ? [listed] : []
  return { parameter, key, schema, showings, isOwned: isMade || isMadeByPut, isListed: listed !== undefined }
}

/** What there is one of: it is shown and changed under one path. */
function describeSingle(facts: SchemaFacts, segments: readonly string[], operations: PathOperations): Description | undefined {
  const read = operations.get('GET')
  const schema = read && (operations.has('PUT') || operations.has('PATCH')) ? thingOf(facts, read) : undefined
  if (read === undefined || schema === undefined || listOf(facts, read, segments.at(-1) ?? '') !== undefined) return undefined
  return { parameter: undefined, key: undefined, schema, showings: [], isOwned: false, isListed: false }
}

/** Name of the schema of the thing that an operation answers with. */
export function thingOf(facts: SchemaFacts, operation: ApiOperation): string | undefined {
  const name = contentOf(operation)?.schema
  if (name === undefined || !facts.isMap({ $ref: name })) return undefined
  const wrapper = wrapperOf(facts, name, wordOf(operation))
  if (wrapper === undefined) return facts.essence(name)
  return facts.essence(facts.nameOf(facts.properties(name)[wrapper] ?? true, `${name} ${wrapper}`))
}

/** What the path calls the things of an operation. */
export function wordOf({ segments }: ApiOperation): string {
  return segments.findLast((segment) => !isParameter(segment)) ?? ''
}

/** The key under which a map holds the thing that it is about (`{"data": {…}}`, `{"order": {…}}`); undefined where it is the thing. */
export function wrapperOf(facts: SchemaFacts, schema: string, word: string): string | undefined {
  const properties = Object.entries(facts.properties(schema))
  if (properties.some(([key, each]) => /^(id|uuid|key|name|slug)$/i.test(key) && facts.scalar(each) !== undefined)) return undefined
  return properties.find(
    ([key, each]) => (/^(data|result|item|payload|record|resource)$/i.test(key) || sameWord(key, word)) && facts.isMap(each),
  )?.[0]
}

function bodyOf(facts: SchemaFacts, { body }: ApiOperation): string | undefined {
  return body?.schema !== undefined && facts.isMap({ $ref: body.schema }) ? facts.essence(body.schema) : undefined
}

function listOf(facts: SchemaFacts, operation: ApiOperation, word: string): string | undefined {
  const name = contentOf(operation)?.schema
  const place = name === undefined ? undefined : findListPlace(facts, { $ref: name }, [word])
  return place && facts.isMap(place.item) ? facts.essence(facts.nameOf(place.item, `${name} item`)) : undefined
}

function parentOf(resources: ReadonlyMap<string, Resource>, segments: readonly string[], isItem: boolean): Resource | undefined {
  for (let length = segments.length - (isItem ? 2 : 1); length > 0; length--) {
    const found = resources.get(shapeOf(segments.slice(0, length)))
    if (found) return found
  }
  return undefined
}

/** The nearest resource above a path. */
export function resourceAbove(resources: ReadonlyMap<string, Resource>, segments: readonly string[]): Resource | undefined {
  return parentOf(resources, segments, false)
}

/** As few of the last words of a path as tell it from the others. */
function uniqueName(segments: readonly string[], names: Set<string>): string {
  const words = segments.filter((segment) => !isParameter(segment)).map((word) => word.replace(/\W+/g, '_'))
  for (let count = 1; count <= words.length; count++) {
    const name = words.slice(-count).join('.')
    if (names.has(name)) continue
    names.add(name)
    return name
  }
  const name = `${words.join('.')}.${names.size}`
  names.add(name)
  return name
}
