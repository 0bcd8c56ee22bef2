import type { JsonObject } from '#base'
import { printLiteral } from '#lang'
import type { Model, Route } from '#model'
import { createRandom } from '#state'
import type { ApiDocument } from '../api-document.ts'
import { isParameter, nameOf } from '../infer/find-resources.ts'
import { inferRoles } from '../infer/infer-roles.ts'
import type { InferredOperation, Resource } from '../infer/resource.ts'
import { SchemaFacts } from '../infer/schema-facts.ts'
import { callAbout, keySchema, nameThing } from './entity-effects.ts'
import { ErrorAnswers } from './error-answers.ts'
import { readRequest } from './request-guards.ts'
import { writeOperation } from './write-operation.ts'
import { writeWebhooks } from './write-webhooks.ts'

export interface BuiltModel {
  readonly model: Model
  readonly operations: readonly InferredOperation[]
  readonly resources: readonly Resource[]
  /** Names of webhooks and callbacks that no operation is known to cause. */
  readonly untied: readonly string[]
}

/** The model of a document: what its operations do to the things that it shows. The same document gives the same model. */
export function buildModel(document: ApiDocument, name: string): BuiltModel {
  const facts = new SchemaFacts(document.schemas)
  const errors = new ErrorAnswers(document, facts)
  const { resources, operations } = inferRoles(document, facts)
  const fixtures = new Map(
    resources.flatMap((resource) => {
      const stock = stockOf(resource, facts)
      return stock.length > 0 ? [[resource.collection, stock] as const] : []
    }),
  )
  const stocked = new Set(fixtures.keys())
  const routes = operations.map((inferred): Route => {
    const { operation } = inferred
    const request = readRequest(operation, { document, facts, errors, isKnown: knownThing(inferred), above: namesAbove(inferred, stocked) })
    return { method: operation.method, path: operation.path, variants: writeOperation(inferred, request, { facts, errors, stocked }) }
  })
  const collections = Object.fromEntries(
    resources.map(({ collection, key }) => [
      collection,
      {
        key: [key ?? 'id'],
        ...(fixtures.has(collection) ? { fixtures: fixtures.get(collection)?.map((value) => ({ value })) ?? [] } : {}),
      },
    ]),
  )
  const told = writeWebhooks(document, operations, facts, routes)
  const message = printLiteral('Not found')
  const model: Model = {
    format: 'doppel-model/1',
    service: { name },
    collections: { ...collections, ...told.collections },
    schemas: document.schemas,
    routes: told.routes,
    ...(told.webhooks ? { webhooks: told.webhooks } : {}),
    miss: errors.variant(undefined, { name: 'unknown-path', statuses: [], usual: 404, message }),
  }
  return { model, operations, resources, untied: told.untied }
}

/** Holds where the nearest thing that the path of an operation names is there. */
function knownThing({ operation, role }: InferredOperation): string | undefined {
  const isAbove = role.kind === 'list' || role.kind === 'create'
  const resource = role.kind === 'other' ? role.parent : isAbove ? role.resource.parent : role.resource
  return resource && callAbout('exists', resource, nameThing(operation, resource).key)
}

/** The path parameters of an operation that name things above which must be there. */
function namesAbove({ operation, role }: InferredOperation, stocked: ReadonlySet<string>): Set<string> {
  const names = new Set<string>()
  const parameters = operation.segments.filter(isParameter).map(nameOf)
  let current = role.kind === 'other' ? role.parent : role.resource.parent
  for (; current; current = current.parent) {
    const name = parameters[current.scope.length]
    if (name !== undefined && current.parameter !== undefined && (current.isOwned || stocked.has(current.collection))) names.add(name)
  }
  return names
}

const stockSize = 2
/** A model must not depend on when it was made. */
const stockTimeMs = Date.UTC(2026, 0, 1)

/** What is there from the start of things that clients can list and not make. */
function stockOf({ isOwned, isListed, scope, key, schema, showings, parameter }: Resource, facts: SchemaFacts): JsonObject[] {
  if (isOwned || !isListed || scope.length > 0 || key === undefined || parameter === undefined) return []
  const source = { random: createRandom(1), nowMs: stockTimeMs }
  const stock = new Map<string, JsonObject>()
  for (let number = 1; number <= stockSize; number++) {
    const property = facts.properties(schema)[key]
    if (property === undefined) return []
    const isNumber = facts.scalar(property) !== 'string'
    const named = isNumber
      ? { [key]: number }
      : number === 1
        ? {}
        : { [key]: facts.set.sample(keySchema(facts, property, schema), [], source) ?? null }
    let made: JsonObject = {}
    for (const each of [schema, ...showings]) made = { ...(facts.set.sample(each, [made, named], source) as JsonObject), ...made }
    if (made[key] !== undefined) stock.set(String(made[key]), made)
  }
  return [...stock.values()]
}
