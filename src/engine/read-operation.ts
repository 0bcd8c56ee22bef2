import { type CompileContext, compileExpression, type Environment, type Evaluate, isList, isObject, parseExpression, tokenOf } from '#lang'
import type { Operations } from '#model'
import { within } from './model-error.ts'
import type { RequestView } from './request-view.ts'
import { Router } from './router.ts'

/** Reads a request to one of several operations of a path as a request to a path of its own; any other as it is. */
export type ReadOperation = (view: RequestView) => RequestView

interface Reader {
  readonly name: Evaluate | undefined
  readonly known: ReadonlyMap<string, { readonly method: string; readonly subject: Evaluate | undefined }>
}

/** Compiles what a model says of paths with several operations. Throws `ModelError` for expressions that don't hold together. */
export function compileOperations(operations: Operations, context: CompileContext): ReadOperation {
  if (operations.length === 0) return (view) => view
  const router = new Router<Reader>()
  for (const { method, path, name, known } of operations) {
    const compile = (text: string) => within(`operations of ${method} ${path}`, () => compileExpression(parseExpression(text), context))
    const entries = Object.entries(known).map(([key, { method: as, subject }]) => {
      return [key, { method: as, subject: subject === undefined ? undefined : compile(subject) }] as const
    })
    router.add(method, path, { name: name === undefined ? undefined : compile(name), known: new Map(entries) })
  }
  return (view) => {
    const match = router.find(view.method, view.segments)
    if (!match) return view
    const environment = requestEnvironment(view)
    const name = match.route.name ? match.route.name(environment) : ''
    if (typeof name !== 'string' || (match.route.name && name === '')) return view
    const known = match.route.known.get(name)
    const subject = known?.subject?.(environment)
    const isNamed = (typeof subject === 'string' && subject !== '') || typeof subject === 'number'
    const segments = [...view.segments, ...(name === '' ? [] : [name]), ...(isNamed ? [String(subject)] : [])]
    return { ...view, method: known?.method ?? view.method, segments, operation: name }
  }
}

/** The calls of a batch to a path with several operations, each as a request of its own; undefined for any other request. */
export function splitBatch(view: RequestView, read: ReadOperation): RequestView[] | undefined {
  if (!isList(view.body) || view.body.length === 0 || !view.body.every(isObject)) return undefined
  const calls = view.body.map((body) => read({ ...view, body }))
  return calls.every(({ operation }) => operation !== undefined && operation !== '') ? calls : undefined
}

/** What an expression about the request alone may see. */
function requestEnvironment({ target, query, header, body, malformed }: RequestView): Environment {
  return {
    target,
    path: {},
    query,
    header,
    body,
    malformed,
    nowMs: 0,
    world: {
      find: () => undefined,
      list: () => [],
      issued: () => false,
      versions: () => [],
      left: () => undefined,
      written: () => undefined,
      writes: () => 0,
    },
    minting: { next: () => Number.NaN, random: () => '', draw: () => 0, token: (shape, key) => tokenOf(shape, key) },
    locals: {},
    seal: (text) => text,
  }
}
