import { suggest } from '#diagnostics'
import type { HttpRequest } from '#http'

/** Whether a request is meant; `route` is the one that would answer, undefined where none would. */
export type RouteTest = (request: HttpRequest, route: string | undefined) => boolean

/** `POST /orders/{id}`, `* /orders/*`, or nothing for all; a text that says what is wrong when it means no route of the twin. */
export function compileRoute(pattern: string | undefined, routes: readonly string[]): RouteTest | string {
  if (pattern === undefined) return () => true
  const [method = '', path = ''] = pattern.split(' ', 2)
  const prefix = path.endsWith('*') ? path.slice(0, -1) : undefined
  const matches = (name: string) => {
    const [ofMethod = '', ofPath = ''] = name.split(' ', 2)
    return (method === '*' || method === ofMethod) && (prefix === undefined ? path === ofPath : ofPath.startsWith(prefix))
  }
  if (!routes.some(matches)) return unknownRoute(pattern, routes)
  return (request, route) => matches(route ?? `${request.method} ${request.target.split('?', 1)[0]}`)
}

function unknownRoute(pattern: string, routes: readonly string[]): string {
  const meant = suggest(pattern, routes)
  return `the twin has no route "${pattern}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`
}
