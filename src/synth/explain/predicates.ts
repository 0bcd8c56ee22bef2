import type { Json } from '#base'
import { isList, isObject, parseTime, printLiteral, printMember, type Value } from '#lang'
import { nameRelates } from '../naming.ts'
import { type CollectionDraft, isScalar } from '../pass/collections.ts'
import type { ExplainContext } from './explain-scalar.ts'
import type { Scope } from './scope.ts'

/** A test on request and state, with the bits that it takes to say. */
export interface Predicate {
  readonly text: string
  readonly cost: number
}

interface Variable {
  readonly text: string
  readonly field: string
  readonly values: readonly Value[]
}

/** Formats by which services check what they are sent. */
const patterns: readonly (readonly [name: string, pattern: string])[] = [
  ['integer', '^-?\\d+$'],
  ['number', '^-?\\d+(\\.\\d+)?$'],
  ['uuid', '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'],
  ['email', '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$'],
  ['date', '^\\d{4}-\\d\\d-\\d\\d'],
  ['slug', '^[a-z0-9]+([-_][a-z0-9]+)*$'],
  ['word', '^[A-Za-z][\\w.-]*$'],
]

/** All tests that may tell the scopes apart; literals come from the values seen in them. */
export function proposePredicates(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const variables = collectVariables(scopes, context)
  const predicates: Predicate[] = [{ text: 'malformed', cost: 1 }]
  for (const variable of variables) predicates.push(...aboutPresence(variable), ...aboutValue(variable), ...aboutFormat(variable), ...aboutEntities(variable, scopes, context))
  predicates.push(...aboutPairs(variables))
  predicates.push(...aboutSubject(scopes, variables, context))
  return [...new Map(predicates.map((predicate) => [predicate.text, predicate])).values()]
}

const skippedHeaders = new Set(['host', 'connection', 'content-length', 'user-agent', 'accept-encoding', 'accept-language', 'sec-fetch-mode', 'keep-alive', 'transfer-encoding', 'date', 'expect', 'traceparent'])

function collectVariables(scopes: readonly Scope[], context: ExplainContext): Variable[] {
  const fields = new Map<string, string>()
  const visit = (text: string, field: string, value: Value, depth: number) => {
    fields.set(text, field)
    if (depth > 3) return
    if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(text + printMember(key), key, item, depth + 1)
    else if (isList(value) && value.length > 0) visit(`${text}[0]`, field, value[0], depth + 1)
  }
  for (const { environment } of scopes) {
    for (const [name, value] of Object.entries(environment.path)) visit(`path${printMember(name)}`, name, value, 0)
    for (const [name, value] of Object.entries(environment.query)) visit(`query${printMember(name)}`, name, value, 0)
    for (const [name, value] of Object.entries(environment.header)) if (!skippedHeaders.has(name)) visit(`header${printMember(name)}`, name, value, 3)
    visit('body', 'body', environment.body, 0)
    for (const [name, value] of Object.entries(environment.locals)) visit(name, name, value, 1)
  }
  return [...fields].map(([text, field]) => ({ text, field, values: scopes.map((scope) => context.scopes.evaluate(text, scope)) }))
}

function aboutPresence({ text, values }: Variable): Predicate[] {
  const predicates: Predicate[] = []
  if (values.some((value) => value === undefined) && values.some((value) => value !== undefined)) {
    predicates.push({ text: `!has(${text})`, cost: 2 }, { text: `has(${text})`, cost: 2.5 })
  }
  const types = new Set(values.filter((value) => value !== undefined).map(typeName))
  if (types.size > 1) for (const type of types) predicates.push({ text: `type(${text}) == "${type}"`, cost: type === 'null' ? 2.5 : 3 }, { text: `has(${text}) && type(${text}) != "${type}"`, cost: 3.5 })
  if (values.some((value) => value === '')) predicates.push({ text: `${text} == ""`, cost: 2.2 }, { text: `coalesce(${text}, "") == ""`, cost: 2.4 })
  if (values.some((value) => value === null)) predicates.push({ text: `coalesce(${text}, null) == null`, cost: 2.6 })
  if (values.some((value) => isList(value) && value.length === 0)) predicates.push({ text: `size(${text}) == 0`, cost: 2.5 })
  if (values.some((value) => isObject(value) && Object.keys(value).length === 0)) predicates.push({ text: `size(${text}) == 0`, cost: 2.5 })
  return predicates
}

function typeName(value: Value): string {
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  return typeof value === 'bigint' ? 'number' : typeof value
}

function aboutValue({ text, values }: Variable): Predicate[] {
  const counts = new Map<Json, number>()
  for (const value of values) if (isLabel(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size > 12 || text.startsWith('header.authorization')) return []
  const isHeader = text.startsWith('header')
  const predicates: Predicate[] = []
  for (const [value, count] of counts) {
    const cost = (typeof value === 'boolean' ? 3 : 4.5) + (isHeader ? 2 : 0) + (count < 2 ? 3 : 0)
    predicates.push({ text: `${text} == ${printLiteral(value)}`, cost }, { text: `has(${text}) && ${text} != ${printLiteral(value)}`, cost: cost + 1 })
  }
  return predicates
}

/** A value that may be one of a few: a flag, a short word, a small number. */
function isLabel(value: Value): value is string | number | boolean {
  if (typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1000
  return typeof value === 'string' && value.length <= 24
}

function aboutFormat({ text, values }: Variable): Predicate[] {
  const predicates: Predicate[] = []
  const texts = values.filter((value): value is string => typeof value === 'string')
  for (const [, pattern] of texts.length > 0 ? patterns : []) {
    const matching = texts.filter((value) => new RegExp(pattern).test(value)).length
    if (matching > 0 && matching < texts.length) {
      predicates.push({ text: `has(${text}) && !matches(${text}, ${JSON.stringify(pattern)})`, cost: 4 }, { text: `matches(${text}, ${JSON.stringify(pattern)})`, cost: 4.5 })
    }
  }
  const numbers = values.filter((value): value is number => typeof value === 'number')
  if (numbers.some((number) => number < 0)) predicates.push({ text: `${text} < 0`, cost: 3 })
  if (numbers.some((number) => number === 0)) predicates.push({ text: `${text} <= 0`, cost: 3.5 })
  if (texts.some((value) => parseTime(value) !== undefined)) {
    predicates.push({ text: `moment(${text}) < now`, cost: 4.5 }, { text: `moment(${text}) > now`, cost: 4.5 })
  }
  predicates.push(...aboutLength(text, texts))
  return predicates
}

/** Limits on length, where the lengths seen lie well apart. */
function aboutLength(text: string, texts: readonly string[]): Predicate[] {
  const lengths = [...new Set(texts.map((value) => value.length))].sort((a, b) => a - b)
  const predicates: Predicate[] = []
  for (let at = 1; at < lengths.length; at++) {
    const low = lengths[at - 1] as number
    const high = lengths[at] as number
    if (high < low * 2 && high - low < 20) continue
    predicates.push({ text: `size(${text}) > ${roundLimit(low, high)}`, cost: 5.5 }, { text: `size(${text}) < ${high}`, cost: 5.5 })
  }
  return predicates
}

/** The roundest number in [low, high): limits are round. */
function roundLimit(low: number, high: number): number {
  for (const limit of [255, 256, 100, 50, 64, 128, 500, 1000, 200, 30, 20, 10]) if (limit >= low && limit < high) return limit
  return low
}

/** Tests on whether an entity of that key, or with that value, is there. */
function aboutEntities(variable: Variable, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const { text, field, values } = variable
  if (!values.some(isScalar) || text.startsWith('header')) return []
  const predicates: Predicate[] = []
  for (const collection of context.scopes.timeline.collections) {
    const lookup = lookupText(collection, text, field, scopes)
    if (lookup && isReference(variable, collection, lookup, scopes, context)) {
      const cost = text.startsWith('path') ? 1.5 : nameRelates(field, collection.noun) ? 2.2 : 4
      predicates.push({ text: `!exists(${lookup})`, cost }, { text: `exists(${lookup})`, cost: cost + 1 })
      // A reference that may be left out is checked only where it is given.
      predicates.push({ text: `has(${text}) && !exists(${lookup})`, cost: cost + 0.5 })
    }
    if (!text.startsWith('body')) continue
    for (const name of sharedFields(collection, field, scopes)) {
      predicates.push({ text: `list(${JSON.stringify(collection.name)}).exists(e, e${printMember(name)} == ${text})`, cost: sharesPlace(collection, scopes) ? 3 : 5 })
    }
  }
  return predicates
}

/** The arguments of `find` for a variable: parents from the path come first. */
function lookupText(collection: CollectionDraft, text: string, field: string, scopes: readonly Scope[]): string | undefined {
  const segments = scopes[0]?.call.route.segments ?? []
  const parents = collection.parents.map((space) => segments.find((segment) => segment.space === space)?.parameter)
  if (parents.includes(undefined)) return undefined
  const own = segments.find((segment) => segment.space !== undefined && segment.space === collection.space)?.parameter
  // A path parameter names an entity of its own place only.
  if (text.startsWith('path') && own !== field) return undefined
  return [JSON.stringify(collection.name), ...parents.map((name) => `path${printMember(name ?? '')}`), text].join(', ')
}

/** Whether the values of a variable are mostly keys of the collection. */
function isReference(variable: Variable, collection: CollectionDraft, lookup: string, scopes: readonly Scope[], context: ExplainContext): boolean {
  if (variable.text.startsWith('path')) return true
  let given = 0
  let found = 0
  scopes.forEach((scope, at) => {
    if (!isScalar(variable.values[at])) return
    given++
    if (context.scopes.evaluate(`exists(${lookup})`, scope) === true) found++
  })
  return found > 0 && (found * 2 >= given || nameRelates(variable.field, collection.noun))
}

/** Fields of a collection that have the name of a variable. */
function sharedFields(collection: CollectionDraft, field: string, scopes: readonly Scope[]): string[] {
  for (const { environment } of scopes) {
    for (const entity of environment.world.list(collection.name)) if (Object.hasOwn(entity, field) && isScalar(entity[field])) return [field]
  }
  return []
}

/** Whether the collection is the one that the route is about. */
function sharesPlace(collection: CollectionDraft, scopes: readonly Scope[]): boolean {
  const route = scopes[0]?.call.route
  return collection.sites.some(({ site }) => site.route === route)
}

/** Comparisons between two variables of one kind. */
function aboutPairs(variables: readonly Variable[]): Predicate[] {
  const ordered = variables.filter(({ text, values }) => text.startsWith('body') && values.some((value) => typeof value === 'number' || parseTime(value) !== undefined)).slice(0, 12)
  const predicates: Predicate[] = []
  for (const a of ordered) {
    for (const b of ordered) {
      if (a === b) continue
      const bothTimes = a.values.some((value) => typeof value === 'string') && b.values.some((value) => typeof value === 'string')
      const bothNumbers = a.values.some((value) => typeof value === 'number') && b.values.some((value) => typeof value === 'number')
      if (bothTimes) predicates.push({ text: `moment(${a.text}) < moment(${b.text})`, cost: 4 }, { text: `moment(${a.text}) <= moment(${b.text})`, cost: 4.2 })
      else if (bothNumbers) predicates.push({ text: `${a.text} < ${b.text}`, cost: 5 })
    }
  }
  return predicates
}

/** Tests on the state of the entity that the path names: `find("order", path.id).status == "shipped"`. */
function aboutSubject(scopes: readonly Scope[], variables: readonly Variable[], context: ExplainContext): Predicate[] {
  const route = scopes[0]?.call.route
  const predicates: Predicate[] = []
  for (const collection of context.scopes.timeline.collections) {
    const name = route?.segments.find((segment) => segment.space !== undefined && segment.space === collection.space)?.parameter
    const lookup = name === undefined ? undefined : lookupText(collection, `path${printMember(name)}`, name, scopes)
    if (!lookup) continue
    const subject = `find(${lookup})`
    const fields = new Map<string, Set<Json>>()
    for (const scope of scopes) {
      const entity = context.scopes.evaluate(subject, scope)
      if (isObject(entity)) for (const [field, value] of Object.entries(entity)) collect(fields, field, value)
    }
    for (const [field, values] of fields) {
      const text = subject + printMember(field)
      if (values.size <= 8) for (const value of values) if (isLabel(value)) predicates.push({ text: `${text} == ${printLiteral(value)}`, cost: 4.5 }, { text: `${text} != ${printLiteral(value)}`, cost: 5 })
      for (const variable of variables) {
        if (variable.field.replace(/^_/, '') !== field.replace(/^_/, '') || !/^(body|query|header)/.test(variable.text)) continue
        predicates.push({ text: `${text} != ${variable.text}`, cost: 3.2 }, { text: `exists(${lookup}) && ${text} != ${variable.text}`, cost: 3.4 }, { text: `${text} == ${variable.text}`, cost: 3.6 })
      }
    }
  }
  return predicates
}

function collect(fields: Map<string, Set<Json>>, field: string, value: Json): void {
  const values = fields.get(field) ?? new Set<Json>()
  values.add(value)
  fields.set(field, values)
}
