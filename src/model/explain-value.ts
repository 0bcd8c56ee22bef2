import type { Json } from '#base'
import { isList, isObject, printJson } from '#lang'
import type { Effect } from './effect-schema.ts'
import type { Variant } from './schema.ts'

/** One step on the way to where a value comes from. */
export interface ValueStep {
  /** Where the expression stands: `body.order`, `do.order.total`. */
  readonly place: string
  /** The expression, or the JSON of a template. */
  readonly from: string
}

const stepsMax = 6

/** Where a field of the body comes from: the expression that stands there, and those of the entities that it shows. Empty where there is none. */
export function explainField(variant: Variant, path: readonly string[]): ValueStep[] {
  return walk(variant, variant.body && findIn(variant.body.value, path, 'body'))
}

/** Where a value of what an event tells comes from; `place` is `tell order.created` with the path behind it. */
export function explainTold(variant: Variant, place: string): ValueStep[] {
  for (const effect of variant.do ?? []) {
    if (!('emit' in effect) || effect.value === undefined) continue
    const root = `tell ${effect.emit}`
    if (place === root) return walk(variant, findIn(effect.value, [], root))
    if (place.startsWith(`${root}.`)) return walk(variant, findIn(effect.value, place.slice(root.length + 1).split('.'), root))
  }
  return []
}

function walk(variant: Variant, first: Found | undefined): ValueStep[] {
  const steps: ValueStep[] = []
  let found = first
  while (found && steps.length < stepsMax) {
    steps.push({ place: found.place, from: printTemplateText(found.template) })
    const next = follow(variant, found)
    if (!next || steps.some(({ place }) => place === next.place)) break
    found = next
  }
  return steps
}

interface Found {
  readonly place: string
  readonly template: Json
  /** What of the path lies within the value. */
  readonly rest: readonly string[]
}

/** The template that gives the value at a path, or the one of a value that holds it. */
function findIn(template: Json, path: readonly string[], place: string): Found | undefined {
  const [key, ...rest] = path
  if (key === undefined || !isObject(template) || isExpression(template)) return { place, template, rest: path }
  if (typeof template.$each === 'string') return findIn(template.do ?? null, key === '[]' ? rest : path, `${place}[]`)
  if (typeof template.$if === 'string') return findIn(template.then ?? null, path, place)
  const own = template[key] ?? template[`\\${key}`]
  if (own !== undefined) return findIn(own, rest, `${place}.${key}`)
  const spread = Object.entries(template).find(([name]) => name.startsWith('...'))
  return spread ? { place: `${place}.*`, template: { $: String(spread[1]) }, rest: path } : undefined
}

/** What stands in the entity that an expression shows: it was bound by an effect. */
function follow(variant: Variant, { template, rest }: Found): Found | undefined {
  if (!isExpression(template)) return undefined
  const names = String(template.$).split('.')
  const [name = '', ...members] = names
  if (!names.every((part) => /^\w+$/.test(part))) return undefined
  const bound = bindingOf(variant.do ?? [], name)
  const path = [...members, ...rest]
  return bound === undefined || path.length === 0 ? undefined : findIn(bound, path, `do.${name}`)
}

/** The template of what an effect binds to a name. */
function bindingOf(effects: readonly Effect[], name: string): Json | undefined {
  for (const effect of effects) {
    if ('create' in effect && effect.as === name) return effect.value
    if ('update' in effect && effect.as === name) return effect.set
    if ('let' in effect && effect.let === name) return effect.value
    if ('each' in effect && 'do' in effect) {
      const inner = bindingOf(effect.do, name)
      if (inner !== undefined) return inner
    }
  }
  return undefined
}

function isExpression(template: Json): template is { $: string } {
  return isObject(template) && !isList(template) && typeof template.$ === 'string'
}

function printTemplateText(template: Json): string {
  return isExpression(template) ? template.$ : printJson(template)
}
