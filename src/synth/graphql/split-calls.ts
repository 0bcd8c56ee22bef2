import type { Json, JsonObject } from '#base'
import {
  type GraphqlRequest,
  looksLikeDocument,
  type Operation,
  parseDocument,
  planOperation,
  readGraphql,
  type SelectedField,
  unalias,
  unknownFieldFault,
} from '#graphql'
import { isList, isObject, setMember, type Value } from '#lang'
import type { Call, FieldCall } from '../call.ts'

/**
 * Takes GraphQL apart: an exchange becomes one call for each field of the root of each of its operations, with the arguments as its body and
 * what the field gives as its answer. Other calls stay as they are; all are numbered anew.
 */
export function splitCalls(sessions: readonly (readonly Call[])[]): Call[][] {
  const known = knownFields(sessions)
  return sessions.map((calls) => calls.flatMap((call) => split(call, known)).map((call, index) => ({ ...call, index })))
}

/** Fields of roots that were answered at some time, by place. */
function knownFields(sessions: readonly (readonly Call[])[]): ReadonlySet<string> {
  const known = new Set<string>()
  for (const call of sessions.flat())
    for (const { operation, data } of read(call) ?? [])
      for (const field of operation?.fields ?? []) if (isObject(data)) known.add(rootOf(call, operation as Operation, field.name))
  return known
}

function rootOf({ request }: Call, { kind }: Operation, name: string): string {
  return `${request.segments.join('/')} ${kind} ${name}`
}

interface Answered {
  readonly request: GraphqlRequest
  readonly operation: Operation | undefined
  readonly data: Value
  readonly errors: readonly JsonObject[]
  readonly isErrorsFirst: boolean
}

/** The operations of an exchange with what was answered to each; undefined when it is no GraphQL. */
function read({ request, body }: Call): Answered[] | undefined {
  const sent = readGraphql(request.body, request.query)
  if (!sent || body.encoding !== 'json') return undefined
  if (!sent.requests.every(({ document }) => document === undefined || looksLikeDocument(document))) return undefined
  const answers = sent.isBatch ? (isList(body.value) ? body.value : []) : [body.value]
  if (answers.length !== sent.requests.length || !answers.every(isAnswer)) return undefined
  return sent.requests.map((each, at) => {
    const answer = answers[at] as JsonObject
    const parsed = each.document === undefined ? undefined : parseDocument(each.document)
    const operation = parsed && 'document' in parsed ? planOperation(parsed.document, each.operationName, each.variables) : undefined
    const errors = isList(answer.errors) ? answer.errors.filter(isObject) : []
    return { request: each, operation, data: answer.data, errors, isErrorsFirst: Object.keys(answer)[0] === 'errors' }
  })
}

function isAnswer(value: Value): boolean {
  return isObject(value) && (Object.hasOwn(value, 'data') || isList(value.errors))
}

function split(call: Call, known: ReadonlySet<string>): Call[] {
  const answered = read(call)
  if (!answered) return [call]
  return answered.flatMap((each) => splitOperation(call, each, known))
}

function splitOperation(call: Call, answered: Answered, known: ReadonlySet<string>): Call[] {
  const { operation, data, errors } = answered
  const place = { endpoint: call.request.segments }
  if (!operation || operation.fields.length === 0)
    return [refused(call, { ...place, kind: 'document', name: '', selection: undefined }, faultOf(answered), answered, errors)]
  const unknown = data === undefined ? unknownField(call, operation, errors, known) : undefined
  if (unknown) return [refused(call, { ...place, kind: 'document', name: '', selection: undefined }, unknown, answered, errors)]
  return operation.fields
    .filter(({ name }) => name !== '__typename')
    .map((field) => {
      const own = errors.filter(({ path }) => !isList(path) || path[0] === field.key)
      const { selection } = field
      const fieldCall: FieldCall = { ...place, kind: operation.kind, name: field.name, selection }
      const value = isObject(data) ? data[field.key] : undefined
      if (own.length > 0 && (value ?? null) === null) return refused(call, fieldCall, field.args, answered, own, field)
      return virtual(call, fieldCall, field.args, 200, unalias(value ?? null, selection))
    })
}

const byCode: readonly (readonly [RegExp, number])[] = [
  [/UNAUTHENTICATED|INVALID_CREDENTIALS|INVALID_TOKEN/, 401],
  [/FORBIDDEN|UNAUTHORI[SZ]ED|PERMISSION|ACCESS_DENIED/, 403],
  [/NOT_FOUND/, 404],
]

/** The status that REST would give: what the error says of itself, under whatever status it came. */
function statusOf(call: Call, errors: readonly JsonObject[]): number {
  if (call.status >= 400) return call.status
  const code = errors.map(({ extensions }) => (isObject(extensions) ? String(extensions.code ?? extensions.type ?? '') : '')).join(' ')
  return byCode.find(([pattern]) => pattern.test(code.toUpperCase()))?.[1] ?? 422
}

function refused(
  call: Call,
  fieldCall: FieldCall,
  args: JsonObject,
  { data, isErrorsFirst }: Answered,
  errors: readonly JsonObject[],
  field?: SelectedField,
): Call {
  const value: JsonObject = {
    '!errors': errors.map((error) => markPlaces(error, field)),
    '!http': call.status,
    '!data': data === undefined ? 'absent' : data === null ? 'null' : 'field',
    ...(isErrorsFirst ? { '!first': true } : {}),
  }
  return virtual(call, fieldCall, args, statusOf(call, errors), value)
}

/** Says `!field` for the place of the field itself, `!path` for the way to it, `!variable` for a place elsewhere in the document. */
function markPlaces(error: JsonObject, field: SelectedField | undefined): JsonObject {
  const marked: Record<string, Json> = {}
  for (const [key, value] of Object.entries(error)) {
    if (key === 'path' && isList(value) && value.length === 1) marked.path = '!path'
    else if (key === 'locations' && isList(value)) marked.locations = markLocation(value[0], field)
    else setMember(marked, key, value)
  }
  return marked
}

function markLocation(location: Value, field: SelectedField | undefined): Json {
  if (!isObject(location)) return []
  if (!field) return '!fault'
  return location.line === field.line && location.column === field.column ? '!field' : '!variable'
}

/** What is wrong with a document, as the body of a call of its own. */
function faultOf({ request }: Answered): JsonObject {
  if (request.document === undefined) return { fault: 'hash', hash: request.hash ?? '' }
  const parsed = parseDocument(request.document)
  if ('fault' in parsed) return { fault: 'syntax', message: parsed.fault.message, line: parsed.fault.line, column: parsed.fault.column }
  return { fault: 'operation', ...(request.operationName === undefined ? {} : { name: request.operationName }) }
}

/** The field that the service does not know: one that is asked for, that the error quotes, and that was never answered. */
function unknownField(call: Call, operation: Operation, errors: readonly JsonObject[], known: ReadonlySet<string>): JsonObject | undefined {
  const message = String(errors[0]?.message ?? '')
  const quoted = new Set([...message.matchAll(/["'`]([^"'`]+)["'`]/g)].map(([, word]) => word ?? ''))
  const visit = (field: SelectedField, isRoot: boolean): SelectedField | undefined => {
    if (quoted.has(field.name) && !(isRoot && known.has(rootOf(call, operation, field.name)))) return field
    for (const inner of field.selection ?? []) {
      const found = visit(inner, false)
      if (found) return found
    }
    return undefined
  }
  for (const field of operation.fields) {
    const found = visit(field, true)
    if (found) {
      const type = found === field ? `${operation.kind.slice(0, 1).toUpperCase()}${operation.kind.slice(1)}` : typeIn(message)
      return unknownFieldFault(found, operation.kind, type)
    }
  }
  return undefined
}

/** The last type that a message names, as it is written. */
function typeIn(message: string): string {
  return [...message.matchAll(/type ["'`]?([A-Za-z_]\w*)/g)].at(-1)?.[1] ?? ''
}

function virtual(call: Call, field: FieldCall, args: JsonObject, status: number, value: Json): Call {
  const method = field.kind === 'query' ? 'GET' : 'POST'
  const segments = [...field.endpoint, ...(field.name === '' ? [] : [field.name])]
  const request = { ...call.request, method, segments, query: {}, body: args, malformed: false }
  return { ...call, request, status, body: { encoding: 'json', value }, field }
}
