import type { Json, JsonObject } from '#base'
import { type JsonSchema, schemaMap } from '#json-schema'
import { inferMintShape, printLiteral, printMember } from '#lang'
import type { Effect } from '#model'
import type { ApiOperation } from '../api-document.ts'
import { isParameter, nameOf } from '../infer/find-resources.ts'
import type { Resource } from '../infer/resource.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'

/** Expressions for the parts of a path that name what an operation is about. */
export interface Naming {
  /** The things above. */
  readonly scope: readonly string[]
  /** With the thing itself. */
  readonly key: readonly string[]
}

/** The only one of its kind has a key, too. */
const only = '"only"'

/** How an operation's path names a thing of a resource. */
export function nameThing(operation: ApiOperation, resource: Resource): Naming {
  const parameters = operation.segments.filter(isParameter).map((segment) => `path.${nameOf(segment)}`)
  const scope = parameters.slice(0, resource.scope.length)
  return { scope, key: [...scope, resource.parameter === undefined ? only : (parameters[resource.scope.length] ?? 'absent')] }
}

/**
 * What a path calls the thing that an expression gives: its key. One that takes up several parts may begin with the word that stands before
 * them in the path: `refs/heads/main` is `/refs/heads/main`.
 */
export function nameInPath({ key, spansSegments, word }: Resource, thing: string): string {
  const own = `${thing}${printMember(key ?? '')}`
  if (!spansSegments) return own
  return `(startsWith(${own}, ${printLiteral(`${word}/`)}) ? substring(${own}, ${word.length + 1}) : ${own})`
}

/** A call of `find` or the like: `exists("order", path.id)`. */
export function callAbout(name: string, resource: Resource, parts: readonly string[]): string {
  return `${name}(${[printLiteral(resource.collection), ...parts].join(', ')})`
}

/** A thing made of templates and expressions that give parts of it, the first that fits at each place; bound as `made`. */
export function makeThing(resource: Resource, given: readonly string[]): Effect[] {
  const sample = (schema: string, from: readonly string[]) => ({ $: `sample(${[printLiteral(schema), ...from].join(', ')})` })
  const more = resource.showings.map(
    (schema): Effect => ({ let: 'made', value: { $: `merge(${sample(schema, ['made', ...given]).$}, made)` } }),
  )
  return [{ let: 'made', value: sample(resource.schema, given) }, ...more]
}

/** The template of a new key; undefined where things have none. */
export function mintKey(resource: Resource, facts: SchemaFacts): Json | undefined {
  const { key, schema, collection } = resource
  const property = key === undefined ? undefined : facts.properties(schema)[key]
  if (property === undefined) return undefined
  const own = facts.keywords(property)
  const type = facts.scalar(property)
  if (type === 'integer' || type === 'number') {
    const start = typeof own.minimum === 'number' && own.minimum > 1 ? `, ${own.minimum}` : ''
    return { $: `next(${printLiteral(collection)}${start})` }
  }
  if (own.format === 'uuid') return { $: 'mint("uuid4")' }
  if (own.pattern !== undefined || own.format !== undefined || own.enum !== undefined) {
    return { $: `sample(${printLiteral(keySchema(facts, property, schema))})` }
  }
  const [example] = Array.isArray(own.examples) ? (own.examples as Json[]) : []
  const shape = typeof example === 'string' ? inferMintShape([example]) : undefined
  const length = Math.min(20, typeof own.maxLength === 'number' ? own.maxLength : 20)
  return { $: `mint(${printLiteral(shape ?? `{alnum:${length}}`)})` }
}

/** Name of the schema of a key without what it offers: that would be the same for all things. */
export function keySchema(facts: SchemaFacts, property: JsonSchema, schema: string): string {
  const { examples: _examples, default: _default, readOnly: _readOnly, ...plain } = facts.keywords(property)
  return facts.add(plain, `${schema} key`)
}

const madeAt = /^(created|inserted|added|registered)(at|on|time|date|timestamp)?$|^(creation)(time|date)$|^date(created|added)$/
const changedAt =
  /^(updated|modified|changed|edited|lastmodified|lastupdated)(at|on|time|date|timestamp)?$|^(modification)(time|date)$|^date(updated|modified)$/

/** The fields that say when something was done to a thing, with the present time. */
export function stampsOf(resource: Resource, facts: SchemaFacts, isNew: boolean): JsonObject {
  const stamps: Record<string, Json> = {}
  for (const [key, schema] of Object.entries(facts.properties(resource.schema))) {
    const plain = key.toLowerCase().replace(/[^a-z]/g, '')
    if (!changedAt.test(plain) && !(isNew && madeAt.test(plain))) continue
    const { format } = facts.keywords(schema)
    const type = facts.scalar(schema)
    const written =
      format === 'date' ? 'date' : format === 'date-time' || type === 'string' ? 'iso|0|Z|T' : type === 'integer' ? 's' : undefined
    if (written !== undefined) stamps[key] = { $: `time(now, ${printLiteral(written)})` }
  }
  return stamps
}

/** The fields that hold what the path names above a thing: `customer_id` below `/customers/{customer_id}`. */
export function parentFields(operation: ApiOperation, resource: Resource, path: string, facts: SchemaFacts): JsonObject {
  const fields: Record<string, Json> = {}
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const properties = facts.properties(resource.schema)
  for (const parameter of operation.segments.filter(isParameter).map(nameOf).slice(0, resource.scope.length)) {
    const field = Object.keys(properties).find((key) => plain(key) === plain(parameter) && key !== resource.key)
    if (field !== undefined) fields[field] = { $: `${path}${printMember(parameter)}` }
  }
  return fields
}

/** What a client could have said of a new thing and did not: its default, or nothing. */
export function unsaid(operation: ApiOperation, resource: Resource, facts: SchemaFacts): JsonObject {
  const body = operation.body?.schema
  if (body === undefined) return {}
  const shown = facts.properties(resource.schema)
  const entries = Object.entries(schemaMap(facts.named(body), 'properties')).flatMap(([key, schema]): [string, Json][] => {
    const own = facts.keywords(schema)
    if (!Object.hasOwn(shown, key) || key === resource.key || own.readOnly === true) return []
    const usual = own.default ?? facts.keywords(shown[key] as (typeof shown)[string]).default
    return [[key.startsWith('$') ? `\\${key}` : key, usual === undefined || typeof usual === 'object' ? null : usual]]
  })
  return Object.fromEntries(entries)
}
