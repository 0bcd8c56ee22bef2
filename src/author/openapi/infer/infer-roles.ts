import type { ApiDocument, ApiOperation } from '../api-document.ts'
import { contentOf } from './answer-of.ts'
import { findResources, isParameter, resourceAbove, shapeOf, thingOf } from './find-resources.ts'
import { findListPlace } from './list-place.ts'
import type { InferredOperation, Resource, Role } from './resource.ts'
import { SchemaFacts } from './schema-facts.ts'

export interface Inferred {
  readonly resources: readonly Resource[]
  readonly operations: readonly InferredOperation[]
}

/** What each operation of a document does to what the service keeps. */
export function inferRoles(document: ApiDocument, facts: SchemaFacts): Inferred {
  const resources = findResources(document, facts)
  const byCollection = new Map<string, Resource>()
  for (const [shape, resource] of resources) {
    if (resource.parameter !== undefined) byCollection.set(shape.split('/').slice(0, -1).join('/'), resource)
  }
  const operations = document.operations.map((operation) => ({ operation, role: roleOf({ resources, byCollection, facts }, operation) }))
  return { resources: [...resources.values()], operations }
}

interface Known {
  readonly resources: ReadonlyMap<string, Resource>
  /** By the path of the list. */
  readonly byCollection: ReadonlyMap<string, Resource>
  readonly facts: SchemaFacts
}

function roleOf(known: Known, operation: ApiOperation): Role {
  const { method, segments } = operation
  const item = known.resources.get(shapeOf(segments))
  const many = known.byCollection.get(shapeOf(segments))
  const own = item ? roleOnItem(known, operation, item) : many ? roleOnMany(known, operation, many) : undefined
  if (own) return own
  return (method === 'GET' ? searchOf(known, operation) : undefined) ?? roleBelow(known, operation)
}

function roleOnItem({ facts }: Known, operation: ApiOperation, resource: Resource): Role | undefined {
  switch (operation.method) {
    case 'GET':
      return { kind: 'read', resource }
    case 'PUT':
      return { kind: 'update', resource, isWhole: true, byBody: false }
    case 'PATCH':
      return { kind: 'update', resource, isWhole: false, byBody: false }
    case 'POST':
      return showsThing(facts, operation, resource) || writesThing(facts, operation, resource)
        ? { kind: 'update', resource, isWhole: false, byBody: false }
        : undefined
    case 'DELETE':
      return { kind: 'delete', resource }
    default:
      return undefined
  }
}

function roleOnMany({ facts }: Known, operation: ApiOperation, resource: Resource): Role | undefined {
  const { method, body } = operation
  if (method === 'GET') {
    const name = contentOf(operation)?.schema
    const place = name === undefined ? undefined : findListPlace(facts, { $ref: name }, [operation.segments.at(-1) ?? ''])
    return place && facts.isMap(place.item) ? { kind: 'list', resource, place } : undefined
  }
  const isOne = body?.schema === undefined || facts.isMap({ $ref: body.schema })
  if (method === 'POST' && resource.isOwned && isOne) return { kind: 'create', resource }
  const names = body?.schema !== undefined && resource.key !== undefined && Object.hasOwn(facts.properties(body.schema), resource.key)
  if (
    (method === 'PUT' || method === 'PATCH') &&
    names &&
    (showsThing(facts, operation, resource) || writesThing(facts, operation, resource))
  )
    return { kind: 'update', resource, isWhole: method === 'PUT', byBody: true }
  return undefined
}

function showsThing(facts: SchemaFacts, operation: ApiOperation, { schema }: Resource): boolean {
  return thingOf(facts, operation) === schema
}

/** Nothing is shown, and the body holds fields of the thing. */
function writesThing(facts: SchemaFacts, operation: ApiOperation, { schema }: Resource): boolean {
  const body = operation.body?.schema
  if (body === undefined || contentOf(operation)?.schema !== undefined) return false
  const own = facts.properties(schema)
  const sent = Object.keys(facts.properties(body))
  return sent.length > 0 && sent.every((key) => Object.hasOwn(own, key))
}

/** A list of the things of a resource under a path below it: `/pets/findByStatus`. */
function searchOf({ byCollection, facts }: Known, operation: ApiOperation): Role | undefined {
  const { segments } = operation
  if (isParameter(segments.at(-1) ?? '')) return undefined
  const resource = byCollection.get(shapeOf(segments.slice(0, -1)))
  const name = contentOf(operation)?.schema
  const place = resource && name !== undefined ? findListPlace(facts, { $ref: name }, [segments.at(-2) ?? '']) : undefined
  if (!resource || !place || !facts.isMap(place.item)) return undefined
  const shown = facts.essence(facts.nameOf(place.item, `${name} item`))
  return shown === resource.schema || resource.showings.includes(shown) ? { kind: 'list', resource, place } : undefined
}

function roleBelow({ resources, facts }: Known, operation: ApiOperation): Role {
  const { segments, method } = operation
  const parent = resourceAbove(resources, segments)
  const isAction = method !== 'GET' && parent && shapeOf(segments.slice(0, -1)) === shapeOfItem(resources, parent)
  return isAction && showsThing(facts, operation, parent) ? { kind: 'act', resource: parent } : { kind: 'other', parent }
}

function shapeOfItem(resources: ReadonlyMap<string, Resource>, resource: Resource): string | undefined {
  return [...resources].find(([, each]) => each === resource)?.[0]
}

/** What each operation of a document does, for who needs no more than that. */
export function inferOperations(document: ApiDocument): readonly InferredOperation[] {
  return inferRoles(document, new SchemaFacts(document.schemas)).operations
}
