import type { Json } from '#base'
import { printPath } from '#compare'
import { generalPath } from './general-path.ts'
import { placePattern } from './place-pattern.ts'
import type { PreparedExchange } from './prepared-exchange.ts'

/**
 * Lists that the service itself gives in any order: the same read, asked twice with no write between, showed the same elements in another
 * order. Looked for when first asked, over all sessions of a run.
 */
export class UnorderedLists {
  readonly #sessions: readonly (readonly PreparedExchange[])[]
  #found: Set<string> | undefined

  constructor(sessions: readonly (readonly PreparedExchange[])[]) {
    this.#sessions = sessions
  }

  /** Whether the list at `path` (`body.items`) of the answer to such a request is one. */
  has(method: string, target: string, path: string): boolean {
    this.#found ??= findUnordered(this.#sessions)
    return this.#found.has(`${method} ${placePattern(target)} ${generalPath(path)}`)
  }
}

function findUnordered(sessions: readonly (readonly PreparedExchange[])[]): Set<string> {
  const found = new Set<string>()
  for (const exchanges of sessions) {
    const before = new Map<string, Json>()
    for (const { request, response } of exchanges) {
      if (request.method !== 'GET') {
        before.clear()
        continue
      }
      if (response.body.kind !== 'json') continue
      const last = before.get(request.target)
      const place = `GET ${placePattern(request.target)}`
      if (last !== undefined) collectReordered(last, response.body.value, 'body', (path) => found.add(`${place} ${path}`))
      before.set(request.target, response.body.value)
    }
  }
  return found
}

function collectReordered(left: Json, right: Json, path: string, add: (path: string) => void): void {
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return
    const [before, after] = [left.map(print), right.map(print)]
    const isSame = before.every((element, at) => element === after[at])
    if (isSame) return
    if (before.toSorted().every((element, at) => element === after.toSorted()[at])) add(generalPath(path))
    else for (let at = 0; at < left.length; at++) collectReordered(left[at] as Json, right[at] as Json, `${path}[]`, add)
    return
  }
  if (Array.isArray(left) || Array.isArray(right)) return
  for (const [key, value] of Object.entries(left)) {
    const other = (right as { [key: string]: Json })[key]
    if (other !== undefined) collectReordered(value, other, printPath(path, [key]), add)
  }
}

function print(value: Json): string {
  return JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? `${element}n` : element))
}
