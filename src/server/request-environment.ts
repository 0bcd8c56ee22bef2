import { createContext, viewRequest } from '#engine'
import type { HttpRequest } from '#http'
import { type CompileContext, compileExpression, type Environment, type Evaluate, parseExpression } from '#lang'

/** What a test outside of a model may name beside the parts of a request. */
export function requestContext(names: readonly string[]): CompileContext {
  return { ...createContext({ collections: {} }), names: new Set(['method', ...names]) }
}

/** Throws an `Error` where the text can't be read. */
export function compileRequestTest(text: string, context: CompileContext): Evaluate {
  return compileExpression(parseExpression(text), context)
}

/** A request as tests see it that know nothing of the world at its time. */
export function requestEnvironment(
  request: HttpRequest,
  { route, nowMs, locals = {} }: { readonly route: string | undefined; readonly nowMs: number; readonly locals?: Environment['locals'] },
): Environment {
  const view = viewRequest(request, (text) => text)
  return {
    target: request.target,
    path: pathOf(route, view.segments),
    query: view.query,
    header: view.header,
    body: view.body,
    malformed: view.malformed,
    nowMs,
    world: nothing,
    minting: { next: () => 0, random: () => '', draw: () => 0, token: () => '' },
    locals: { ...locals, method: request.method },
    seal: (text) => text,
  }
}

/** The parameters that are whole segments of the route's path. */
function pathOf(route: string | undefined, segments: readonly string[]): Record<string, string> {
  const pattern = route?.split(' ')[1]?.slice(1).split('/') ?? []
  return Object.fromEntries(
    pattern.flatMap((part, at) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1]
      const value = segments[at]
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

const nothing: Environment['world'] = {
  find: () => undefined,
  list: () => [],
  versions: () => [],
  left: () => undefined,
  written: () => undefined,
  writes: () => 0,
  issued: () => false,
}
