import type { Json } from '#base'
import { escapePattern } from '#base'
import { isList, isObject } from '#lang'
import type { Variant } from '#model'
import type { Route } from '../call.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'

/**
 * A refusal of one route as another would give it: words that are literal parts of the path of the one become those of
 * the other. Undefined when it holds what only its own route can know.
 */
export function borrowVariant(variant: Variant, from: Route, to: Route): Variant | undefined {
  if (from === to) return variant
  const { do: effects, ...rest } = variant
  if (effects !== undefined) return undefined
  const words = wordPairs(from, to)
  const moved = renamePaths(JSON.stringify([rest.headers, rest.body ?? null]), from, to)
  // The list that one route is asked for is not that of another.
  if (moved === undefined || /"\$":"(?:[^"\\]|\\.)*\blisted\./.test(moved)) return undefined
  const [headers, body] = JSON.parse(moved) as [Variant['headers'], Variant['body'] | null]
  return { ...rest, headers, ...(body ? { body: { ...body, value: replaceWords(body.value, words) } } : {}), guess: true }
}

/** Literal parts at the same depth that differ. */
function wordPairs(from: Route, to: Route): (readonly [string, string])[] {
  return from.segments.flatMap((segment, at): (readonly [string, string])[] => {
    const other = to.segments[at]?.literal
    return segment.literal !== undefined && other !== undefined && segment.literal !== other && segment.literal.length > 2
      ? [[segment.literal, other]]
      : []
  })
}

/** Path parameters under the names that they have in the other route; undefined where it has none in their place. */
function renamePaths(text: string, from: Route, to: Route): string | undefined {
  let fits = true
  const renamed = text.replace(/\bpath\.(\w+)/g, (whole, name: string) => {
    const at = from.segments.findIndex((segment) => segment.parameter === name)
    if (at < 0) return whole
    // Counted from the end: the entity that a path is about comes last.
    const other = to.segments[at]?.parameter ?? to.segments[to.segments.length - from.segments.length + at]?.parameter
    if (other === undefined) fits = false
    return `path.${other}`
  })
  return fits ? renamed : undefined
}

function replaceWords(value: Json, words: readonly (readonly [string, string])[]): Json {
  if (words.length === 0) return value
  if (typeof value === 'string')
    return words.reduce((text, [from, to]) => text.replace(new RegExp(`(?<![\\w])${escapePattern(from)}(?![\\w])`, 'g'), () => to), value)
  if (isList(value)) return value.map((item) => replaceWords(item, words))
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceWords(item, words)])) : value
}

/** The test that an entity which the path names is not there: its collection, and the parameter. */
export const notThere = /^!exists\("([^"]+)"(?:, [^()]*)?, path(?:\.(\w+)|\["([^"]+)"\])\)$/

/** Borrowed refusals come after those for credentials and for what the path alone shows, before all others. */
export function insertBorrowed(own: LearnedRoute, refusals: readonly Variant[]): Variant[] {
  const isEarly = ({ when, status }: Variant, at: number) =>
    at < own.credentials ||
    (status >= 400 && when !== undefined && (when === 'malformed' || /^has\(path[^)]*\) && !matches\(/.test(when) || notThere.test(when)))
  const at = own.variants.findIndex((variant, index) => !isEarly(variant, index))
  const names = new Set(own.variants.map(({ name }) => name))
  const named = refusals.map((variant) => {
    let { name } = variant
    for (let count = 2; names.has(name); count++) name = `${variant.name}-${count}`
    names.add(name)
    return { ...variant, name }
  })
  const place = at < 0 ? own.variants.length : at
  return [...own.variants.slice(0, place), ...named, ...own.variants.slice(place)]
}
