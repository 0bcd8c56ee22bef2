import { compileOperations, createContext, type ReadOperation, splitBatch } from '#engine'
import { isList, isObject, type Value } from '#lang'
import type { Operations } from '#model'
import { type Call, isSuccess } from '../call.ts'
import { findName, type OperationName } from '../rpc/find-name.ts'
import { createShownBefore, findSubjects } from '../rpc/find-subjects.ts'
import { isDotted, isVerb, methodLike } from '../rpc/verbs.ts'

export interface FoundOperations {
  readonly operations: Operations
  /** The calls, each of an operation as if it had a path of its own; those of a batch one by one. */
  readonly sessions: Call[][]
}

/** Finds paths that stand for several operations (JSON-RPC, XML-RPC, `action=`, a header), and what each operation is about. */
export function inferOperations(recorded: readonly (readonly Call[])[]): FoundOperations {
  const found = [...Map.groupBy(recorded.flatMap(unfold), pathOf)].flatMap(([path, calls]) => {
    const name = findName(calls)
    return name ? [{ path, calls, name }] : []
  })
  const named = found.map(({ path, calls, name }) => describe(path, calls, name))
  if (found.length === 0) named.push(...pathOperations(recorded.flat()))
  if (named.length === 0) return { operations: [], sessions: recorded.map((calls) => [...calls]) }
  const read = compileOperations(named, createContext({ collections: {} }))
  const sessions = recorded.map((calls) => split(calls, read))
  const shownBefore = createShownBefore(sessions)
  const kinds = new Map<string, string>()
  const paths = sessions.flat().filter(({ operation }) => operation?.name === '')
  const ofPaths = findSubjects(
    Map.groupBy(paths, ({ operation }) => `/${operation?.from.segments.join('/')}`),
    shownBefore,
    new Set(),
  )
  const operations = named.map((rule): Operations[number] => {
    const own = sessions
      .flat()
      .filter(
        ({ operation, request }) =>
          operation &&
          pathOf({ request: operation.from }) === `${rule.method} ${rule.path}` &&
          Object.hasOwn(rule.known, operation.name) &&
          request,
      )
    const subjects = rule.name === undefined ? ofPaths : findSubjects(Map.groupBy(own, nameOf), shownBefore, notAbout(rule.name))
    const known = Object.entries(rule.known).map(([name, { method }]) => {
      const subject = subjects.get(rule.name === undefined ? rule.path : name)
      if (subject) kinds.set(`${rule.method} ${rule.path} ${name}`, `${rule.name === undefined ? '' : rule.path}/{${subject.kind}}`)
      return [name, { method, ...(subject ? { subject: subject.text } : {}) }] as const
    })
    return { ...rule, known: Object.fromEntries(known) }
  })
  const readFully = compileOperations(operations, createContext({ collections: {} }))
  for (const call of sessions.flat()) if (call.operation) settle(call, readFully, operations, kinds)
  return { operations, sessions }
}

function pathOf({ request }: Pick<Call, 'request'>): string {
  return `${request.method} /${request.segments.join('/')}`
}

function nameOf({ operation }: Call): string {
  return operation?.name ?? ''
}

/** Places that hold no argument: the name itself, and the frame of JSON-RPC. */
function notAbout(name: string): Set<string> {
  return new Set(name === 'body.method' ? [name, 'body.id', 'body.jsonrpc'] : [name])
}

/** So many of the paths that succeed must end in a verb where paths are operations. */
const verbShareMin = 0.8
const verbPathsMin = 3

/** The paths of a service whose paths are operations (`POST /chat.postMessage`): each says in its body or its parameters what it is about. */
function pathOperations(calls: readonly Call[]): Operations[number][] {
  const successes = calls.filter((call) => isSuccess(call) && !call.field)
  const lastOf = ({ request }: Call) => request.segments.at(-1) ?? ''
  // Where some are called `chat.delete`, all that are called so are operations, whatever their verbs.
  const dotted = new Set(successes.map(lastOf).filter((name) => isDotted(name) && isVerb(name)))
  const isNamed = (name: string) => isVerb(name) || (dotted.size >= verbPathsMin && isDotted(name))
  const verbs = Map.groupBy(
    successes.filter((call) => isNamed(lastOf(call))),
    pathOf,
  )
  const count = [...verbs.values()].reduce((sum, own) => sum + own.length, 0)
  const isCalled = [...verbs].filter(([path]) => path.startsWith('POST ')).length >= verbPathsMin
  if (!isCalled || count < successes.length * verbShareMin) return []
  return [...verbs.keys()].sort().map((key) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path, known: { '': { method: methodLike(path.split('/').at(-1) ?? '') } } }
  })
}

/** The calls of a session with those of batches one by one, to look at. */
function unfold(calls: readonly Call[]): Call[] {
  return calls.flatMap((call) => {
    if (call.field) return []
    const { body } = call.request
    if (!isList(body) || !body.every(isObject)) return [call]
    return body.map((item, at) => ({
      ...call,
      request: { ...call.request, body: item },
      body: { ...call.body, value: partOf(call.body.value, at) },
    }))
  })
}

function partOf(value: Value, at: number): Value {
  return isList(value) ? value[at] : value
}

/** A name that was refused wherever it came is none that the service knows. */
function describe(path: string, calls: readonly Call[], name: OperationName): Operations[number] {
  const [method = '', pattern = ''] = path.split(' ')
  const byName = Map.groupBy(
    calls.filter((call) => name.of.has(call)),
    (call) => name.of.get(call) as string,
  )
  const known = [...byName].filter(([, own]) => own.some((call) => isSuccess(call) && !saysError(call.body.value)))
  return {
    method,
    path: pattern,
    name: name.text,
    known: Object.fromEntries(known.map(([key]) => [key, { method: methodLike(key) }]).sort()),
  }
}

function split(calls: readonly Call[], read: ReadOperation): Call[] {
  const result: Call[] = []
  for (const call of calls) {
    const parts = call.field ? undefined : splitBatch(call.request, read)
    const { value } = call.body
    if (parts && isList(value) && value.length === parts.length) {
      for (const [at] of parts.entries()) {
        const request = { ...call.request, body: (call.request.body as Value[])[at] }
        result.push(toOperation({ ...call, index: result.length, request, body: { encoding: 'json', value: value[at] } }, read))
      }
    } else result.push(toOperation({ ...call, index: result.length }, read))
  }
  return result
}

function toOperation(call: Call, read: ReadOperation): Call {
  if (call.field) return call
  const request = read(call.request)
  const name = request.operation
  if (name === undefined) return call
  return { ...call, request, operation: { name, from: call.request }, isRefused: isSuccess(call) && saysError(call.body.value) }
}

/** Reads a call again, once it is known what its operation is about. */
function settle(call: Call, read: ReadOperation, operations: Operations, kinds: ReadonlyMap<string, string>): void {
  const { operation } = call
  if (!operation) return
  call.request = read(operation.from)
  const path = pathOf({ request: operation.from })
  const isKnown = operations.some((rule) => `${rule.method} ${rule.path}` === path && Object.hasOwn(rule.known, operation.name))
  const space = kinds.get(`${path} ${operation.name}`)
  call.operation = { ...operation, isKnown, ...(space === undefined ? {} : { space }) }
}

/** Whether an answer with a status of success says that the call failed. */
function saysError(value: Value): boolean {
  if (!isObject(value)) return false
  if (value.error !== undefined && value.error !== null && value.error !== false && value.error !== '') return true
  if (value.ok === false || value.success === false) return true
  return isObject(value.methodResponse) && value.methodResponse.fault !== undefined
}
