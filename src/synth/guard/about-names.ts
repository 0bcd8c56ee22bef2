import { isObject, printLiteral, printMember, type Value } from '#lang'
import { isSuccess, type Route } from '../call.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Predicate } from './predicate.ts'

/** A map with more names than these has them by its data. */
const namesMax = 60
const depthMax = 2
const answersMax = 20

/**
 * Tests on whether a request brings names that no accepted one did, and no answer of these entities shows: parameters, fields of a body or of what it
 * wraps. Services that know what they are asked refuse others.
 */
export function aboutNames(refused: readonly Scope[], accepted: readonly Scope[], context: ExplainContext): Predicate[] {
  return rootsOf(accepted).flatMap((text): Predicate[] => {
    const sent = namesAt(text, accepted)
    if (sent.size === 0 || sent.size > namesMax) return []
    const others = [...namesAt(text, refused)].filter((name) => !sent.has(name))
    if (others.length === 0) return []
    const shown = text === 'query' ? [] : shownNames(accepted[0]?.call.route, context.scopes.timeline)
    const known = new Set([...sent, ...shown])
    const fields = others.filter((name) => !known.has(name))
    if (fields.length === 0 || known.size > namesMax * 2) return []
    const list = printLiteral([...known].sort())
    return [{ text: `keys(${text}).exists(e, !(e in ${list}))`, cost: 3.4, kind: 'extra', fields }]
  })
}

/** The expression of the first such name, as a test of `aboutNames` has it; undefined for other tests. */
export function extraName(test: string): { readonly text: string; readonly holder: string } | undefined {
  const [, holder, condition] = /^keys\(([^()]+)\)\.exists\(e, (!\(e in \[[^\]]*\]\))\)$/.exec(test) ?? []
  return holder === undefined ? undefined : { text: `first(keys(${holder}).filter(e, ${condition}))`, holder }
}

/** The maps of requests: the query, the body, and what a body wraps. */
function rootsOf(scopes: readonly Scope[]): string[] {
  const wrapped = new Set<string>()
  for (const { environment } of scopes) {
    const { body } = environment
    for (const [key, value] of Object.entries(isObject(body) ? body : {})) if (isObject(value)) wrapped.add(`body${printMember(key)}`)
  }
  return ['query', 'body', ...[...wrapped].sort()]
}

function namesAt(text: string, scopes: readonly Scope[]): Set<string> {
  const names = new Set<string>()
  for (const { environment } of scopes) {
    const { body } = environment
    const holder: Value =
      text === 'query'
        ? environment.query
        : text === 'body'
          ? body
          : Object.entries(isObject(body) ? body : {}).find(([key]) => `body${printMember(key)}` === text)?.[1]
    for (const key of Object.keys(isObject(holder) ? holder : {})) names.add(key)
  }
  return names
}

const shownOf = new WeakMap<Timeline, Map<string, ReadonlySet<string>>>()

/** The names of the fields in answers at the path of a route, and of its members. */
export function shownNames(route: Route | undefined, timeline: Timeline): ReadonlySet<string> {
  const known = shownOf.get(timeline) ?? new Map<string, ReadonlySet<string>>()
  shownOf.set(timeline, known)
  const pattern = route?.pattern ?? ''
  let names = known.get(pattern)
  if (!names) {
    names = gatherNames(pattern, timeline)
    known.set(pattern, names)
  }
  return names
}

function gatherNames(pattern: string, timeline: Timeline): Set<string> {
  const routes = new Set(timeline.sessions.flat().map(({ route }) => route))
  const near = [...routes].filter((other) => other.pattern === pattern || /^\/\{[^/]*$/.test(other.pattern.slice(pattern.length)))
  const names = new Set<string>()
  for (const other of near.filter((each) => each.pattern.startsWith(pattern)))
    for (const { body } of other.calls.filter(isSuccess).slice(0, answersMax)) collectNames(body.value, 0, names)
  return names
}

function collectNames(value: Value, depth: number, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value.slice(0, 2)) collectNames(item, depth, names)
  else if (isObject(value) && depth < depthMax)
    for (const [key, item] of Object.entries(value)) {
      names.add(key)
      collectNames(item, depth + 1, names)
    }
}
