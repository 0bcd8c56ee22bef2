import type { Json, JsonObject } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type Call, isStructured, isSuccess, type Route } from '../call.ts'
import { isEnvelope } from '../naming.ts'

/** One object in one answer. */
export interface Instance {
  readonly call: Call
  readonly object: JsonObject
  /** Keys of the whole that shows it as a part, where the path of the call does not name that. */
  readonly within?: readonly Json[]
}

/** A place in the successful answers of a route where objects stand: `issue`, `issues[]`, `issues[].project`. */
export interface Site {
  readonly route: Route
  /** Keys from the root; `[]` for the items of a list. */
  readonly path: readonly string[]
  readonly instances: Instance[]
  /** The objects hold the answers, and are none of them. */
  readonly isWrapped?: true
  /** The kind that these objects say they are of, where others in the same place are of other kinds. */
  readonly kind?: string
}

const depthMax = 6

/** Collects all objects of successful JSON answers by their place. */
export function collectSites(routes: readonly Route[]): Site[] {
  const sites = new Map<string, Site>()
  for (const route of routes) {
    for (const call of route.calls) {
      if (!isSuccess(call) || !isStructured(call.body)) continue
      visit(call.body.value, [], (object, path) => {
        const id = JSON.stringify([route.method, route.pattern, path])
        let site = sites.get(id)
        if (!site) {
          site = { route, path, instances: [] }
          sites.set(id, site)
        }
        site.instances.push({ call, object })
      })
    }
  }
  return [...sites.values()]
}

function visit(value: Value, path: readonly string[], found: (object: JsonObject, path: readonly string[]) => void): void {
  if (path.length > depthMax) return
  if (isList(value)) for (const item of value) visit(item, [...path, '[]'], found)
  else if (isObject(value)) {
    found(value, path)
    for (const [key, item] of Object.entries(value)) if (typeof item === 'object') visit(item, [...path, key], found)
  }
}

export function isListSite(site: Site): boolean {
  return site.path[site.path.length - 1] === '[]'
}

/** The last key on the way to a site that is not `[]`; undefined where that is the envelope of the whole answer, which names nothing. */
export function siteName(site: Site): string | undefined {
  const at = site.path.findLastIndex((key) => key !== '[]')
  const name = site.path[at]
  return name === undefined || (at === 0 && isEnvelope(name)) ? undefined : name
}

/** The value at a path of keys; undefined where it leads nowhere. */
export function valueIn(value: Value, path: readonly string[]): Value {
  let current = value
  for (const key of path) current = isObject(current) ? current[key] : undefined
  return current
}
