import type { Json } from '#base'
import { isList, isObject, printMember } from '#lang'
import type { Call, Route } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { nameRelates, sameNoun } from '../naming.ts'
import { nounOf } from './field-nouns.ts'
import type { GraphType } from './type-graph.ts'

/** An argument whose values are keys of entities. */
export interface ArgumentLink {
  /** Names on the way to it; `[]` for the items of a list. */
  readonly path: readonly string[]
  /** Expression of its value; undefined within a list. */
  readonly text: string | undefined
}

interface Kind {
  readonly type: GraphType
  readonly noun: string
  readonly key: string
}

/** Which arguments of which routes name entities of which type: by their own name, or as the `id` of what the field is named after or gives. */
export function linkArguments(routes: readonly Route[], kinds: readonly Kind[]): Map<GraphType, Map<Route, ArgumentLink[]>> {
  const all = new Map<GraphType, Map<Route, ArgumentLink[]>>()
  for (const route of routes) {
    const name = route.calls[0]?.field?.name
    if (name === undefined) continue
    for (const { path, text } of argumentPaths(route)) {
      const kind = kinds.find((candidate) => isNamed(path, candidate, route)) ?? kinds.find((candidate) => givesIt(path, candidate, route))
      if (!kind) continue
      const byRoute = all.get(kind.type) ?? new Map<Route, ArgumentLink[]>()
      all.set(kind.type, byRoute)
      byRoute.set(route, [...(byRoute.get(route) ?? []), { path, text }])
    }
  }
  return all
}

/** The values of an argument in one call. */
export function argumentValues(call: Call, path: readonly string[]): Json[] {
  const values: Json[] = []
  const visit = (value: Json | undefined, at: number) => {
    if (at === path.length) {
      if (isScalar(value)) values.push(value)
    } else if (path[at] === '[]') {
      if (isList(value)) for (const item of value) visit(item, at + 1)
    } else if (isObject(value)) visit(value[path[at] as string], at + 1)
  }
  visit(call.request.body ?? null, 0)
  return values
}

/** The places of scalars that may be keys. */
function argumentPaths(route: Route): ArgumentLink[] {
  const paths = new Map<string, readonly string[]>()
  const visit = (value: Json | undefined, path: readonly string[]) => {
    if (path.length > 5) return
    if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
    else if (isList(value)) for (const item of value) visit(item, [...path, '[]'])
    else if (isScalar(value) && isKeyName(path)) paths.set(JSON.stringify(path), path)
  }
  for (const call of route.calls) visit(call.request.body ?? null, [])
  return [...paths.values()].map((path) => ({ path, text: path.includes('[]') ? undefined : `body${path.map(printMember).join('')}` }))
}

function lastName(path: readonly string[]): string {
  return path.findLast((name) => name !== '[]') ?? ''
}

function isKeyName(path: readonly string[]): boolean {
  return /(^|[a-z_])(id|ids|key|code|uuid)$/i.test(lastName(path))
}

function isNamed(path: readonly string[], { noun }: Kind, route: Route): boolean {
  const name = lastName(path)
  if (!/^_?ids?$/i.test(name)) return /(id|ids|Id|Ids)$/.test(name) && nameRelates(name.replace(/s$/, ''), noun)
  const word = nounOf(route.calls[0]?.field?.name ?? '', route.method.toLowerCase())
  return path.filter((part) => part !== '[]').length <= 2 && (sameNoun(word, noun) || sameNoun(word.split('_').at(-1) ?? '', noun))
}

/** Whether the argument is the key of what the field gives, in all calls that give something. */
function givesIt(path: readonly string[], { type, key }: Kind, route: Route): boolean {
  if (!/^_?ids?$/i.test(lastName(path))) return false
  const shown = type.showings.filter(({ call, path: place }) => call.route === route && place.every((part) => part === '[]'))
  return shown.length > 0 && shown.every(({ call, object }) => argumentValues(call, path).map(String).includes(String(object[key])))
}
