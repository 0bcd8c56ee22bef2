import { isList, isObject, printMember, type Value } from '#lang'
import { type Call, isSuccess } from '../call.ts'

/** An expression of a request that tells its operation, and what it gives, by call. */
export interface OperationName {
  readonly text: string
  readonly of: ReadonlyMap<Call, string>
}

/** Fields, parameters and headers that say which operation is meant. */
const tellingName =
  /^(?:x-)?(?:[a-z]+-)?(?:soap)?(?:action|method|operation|operationname|command|cmd|op|function|func|fn|do|call|target|methodname)$/i
/** A name of an operation: `aria2.tellStatus`, `DynamoDB_20120810.PutItem`, `"urn:svc#do"`. */
const wordPattern = /^"?[A-Za-z_][\w.:/#-]{1,119}"?$/

/** What tells the operations of a path apart; undefined where it has one only. */
export function findName(calls: readonly Call[]): OperationName | undefined {
  const candidates = new Map<string, Map<Call, string>>()
  for (const call of calls) {
    for (const [text, value] of tellingPlaces(call)) {
      const known = candidates.get(text) ?? new Map<Call, string>()
      candidates.set(text, known.set(call, value))
    }
  }
  const good = [...candidates].filter(([text, of]) => isProtocol(text, calls) || tellsForms(of, calls))
  const [best] = good.sort(([one, ofOne], [other, ofOther]) => ofOther.size - ofOne.size || (one < other ? -1 : 1))
  return best && { text: best[0], of: best[1] }
}

function* tellingPlaces({ request }: Call): Iterable<readonly [text: string, value: string]> {
  const { body, query, header } = request
  if (isObject(body)) {
    for (const [key, value] of Object.entries(body)) {
      if (isTelling(key, value)) yield [`body${printMember(key)}`, value]
      if (isObject(value) && Object.keys(body).length === 1) {
        for (const [inner, item] of Object.entries(value))
          if (isTelling(inner, item)) yield [`body${printMember(key)}${printMember(inner)}`, item]
      }
    }
  }
  for (const [key, value] of Object.entries(query)) if (isTelling(key, value)) yield [`query${printMember(key)}`, value]
  for (const [key, value] of Object.entries(header))
    if (key.includes('-') || key === 'soapaction') if (isTelling(key, value)) yield [`header${printMember(key)}`, value]
}

function isTelling(key: string, value: Value): value is string {
  return typeof value === 'string' && tellingName.test(key) && wordPattern.test(value)
}

/** Bodies that say of themselves that they are calls: JSON-RPC and XML-RPC. */
function isProtocol(text: string, calls: readonly Call[]): boolean {
  if (text === 'body.methodCall.methodName') return true
  if (text !== 'body.method') return false
  const called = calls.filter(({ request: { body } }) => isObject(body) && typeof body.method === 'string')
  const framed = called.filter(({ request: { body } }) => isObject(body) && ('jsonrpc' in body || ('id' in body && 'params' in body)))
  return framed.length * 10 >= called.length * 9
}

/** Whether answers with one name are of one form, and those with different names are not. */
function tellsForms(of: ReadonlyMap<Call, string>, calls: readonly Call[]): boolean {
  const told = calls.filter((call) => isSuccess(call) && of.has(call))
  const successes = calls.filter(isSuccess)
  if (told.length < 4 || told.length * 10 < successes.length * 9) return false
  const byName = [...Map.groupBy(told, (call) => of.get(call)).values()]
  if (byName.length < 2) return false
  const recurring = byName.filter((group) => group.length > 1).flat()
  if (recurring.length * 10 < told.length * 6) return false
  const alike = byName.reduce((sum, group) => sum + commonest(group), 0) / told.length
  return alike >= 0.7 && alike >= commonest(told) / told.length + 0.2
}

/** How many of the calls have the commonest form of answer and request. */
function commonest(calls: readonly Call[]): number {
  const counts = new Map<string, number>()
  for (const call of calls) {
    const form = formOf(call.body.value)
    counts.set(form, (counts.get(form) ?? 0) + 1)
  }
  return Math.max(...counts.values())
}

function formOf(value: Value, depth = 0): string {
  if (isList(value)) return `[${depth < 3 && value.length > 0 ? formOf(value[0], depth + 1) : ''}]`
  if (!isObject(value)) return typeof value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, item]) => `${key}:${depth < 3 ? formOf(item, depth + 1) : ''}`).join()}}`
}
