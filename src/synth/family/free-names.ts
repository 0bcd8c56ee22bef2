import type { Json } from '#base'
import { isList, isObject, parseExpression, parseTemplate, type Value } from '#lang'
import type { Effect, Variant } from '#model'
import type { Route } from '../call.ts'

/** Names that any request gives, other than `path`. */
const requestNames = ['target', 'query', 'header', 'body', 'now', 'malformed', 'absent']

/** Names that a template uses and does not bind itself; of `path` the members, `path.id`. */
export function freeNames(template: Json): Set<string> {
  const names = new Set<string>()
  visit(parseTemplate(template) as unknown as Value, new Set(), names)
  return names
}

function freeNamesIn(text: string): Set<string> {
  const names = new Set<string>()
  visit(parseExpression(text) as unknown as Value, new Set(), names)
  return names
}

/** Walks the tree of a template or of an expression: plain data, whose parts say what they are by `kind`. */
function visit(node: Value, bound: ReadonlySet<string>, names: Set<string>): void {
  if (isList(node)) {
    for (const item of node) visit(item, bound, names)
    return
  }
  if (!isObject(node) || node.kind === 'literal') return
  if (node.kind === 'name') {
    if (typeof node.name === 'string' && !bound.has(node.name)) names.add(node.name)
    return
  }
  if (node.kind === 'member' && isObject(node.of) && node.of.kind === 'name' && node.of.name === 'path' && typeof node.key === 'string') {
    names.add(`path.${node.key}`)
    return
  }
  const { as, of, ...inner } = node
  visit(of, bound, names)
  for (const part of Object.values(inner)) visit(part, typeof as === 'string' ? new Set([...bound, as]) : bound, names)
}

/** Whether a variant uses nothing but what the requests of a route give and what its own effects bind. */
export function isBound({ do: effects = [], headers, body }: Variant, { segments }: Route): boolean {
  const known = new Set([...requestNames, ...segments.flatMap(({ parameter }) => (parameter === undefined ? [] : [`path.${parameter}`]))])
  const isKnown = (names: ReadonlySet<string>, more: readonly string[] = []) =>
    [...names].every((name) => known.has(name) || more.includes(name))
  for (const effect of effects) {
    if (!isEffectBound(effect, isKnown)) return false
    const name = 'let' in effect ? effect.let : 'as' in effect ? effect.as : undefined
    if (name !== undefined) known.add(name)
  }
  if (body && !isKnown(freeNames(body.value))) return false
  return headers.every(([, value]) => isKnown(freeNames(value), ['answer']))
}

type IsKnown = (names: ReadonlySet<string>, more?: readonly string[]) => boolean

/** Effects of the kinds that are borrowed. */
function isEffectBound(effect: Effect, isKnown: IsKnown): boolean {
  if ('let' in effect) return isKnown(freeNames(effect.value))
  if ('create' in effect) return isKnown(freeNames(effect.value)) && effect.key.every((part) => isKnown(freeNamesIn(part), ['self']))
  if ('update' in effect) return isKnown(freeNames(effect.set), ['self']) && effect.key.every((part) => isKnown(freeNamesIn(part)))
  if ('delete' in effect) return effect.key.every((part) => isKnown(freeNamesIn(part)))
  if (!('query' in effect)) return false
  const { scope = [], where = [] } = effect.query
  return scope.every((part) => isKnown(freeNamesIn(part))) && where.every(({ test }) => isKnown(freeNamesIn(test), ['self', 'seq']))
}
