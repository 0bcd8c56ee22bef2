import type { Json } from '#base'
import { isList, isObject } from '#lang'
import type { Effect, Model } from '#model'

/** What says that a text is made up, in an expression that works out no digest. */
const made = /\bmint\(("(?:[^"\\]|\\.)*")\)/g

/**
 * A field that one rule works out as a digest is not made up by the service anywhere: where another rule of the same collection makes it
 * up, what the digest is over is not known there, and the text is a guess.
 */
export function guessDigests(model: Model): Model {
  const digests = new Set<string>()
  const note = (place: string, expression: string) => {
    if (/\bhash(?:Entries)?\(/.test(expression)) digests.add(place)
    return expression
  }
  mapModel(model, note)
  if (digests.size === 0) return model
  return mapModel(model, (place, expression) =>
    digests.has(place) && !/\bhash(?:Entries)?\(/.test(expression) ? expression.replace(made, 'mint($1, "guess")') : expression,
  )
}

/** Gives an expression that a field of a collection (`orders total`) is written by. */
type Change = (place: string, expression: string) => string

function mapModel(model: Model, change: Change): Model {
  const routes = model.routes.map((route) => ({
    ...route,
    variants: route.variants.map((variant) => (variant.do ? { ...variant, do: mapEffects(variant.do, change) } : variant)),
  }))
  return { ...model, routes }
}

function mapEffects(effects: readonly Effect[], change: Change): Effect[] {
  return effects.map((effect) => {
    if ('create' in effect) return { ...effect, value: mapFields(effect.create, effect.value, change) }
    if ('update' in effect) return { ...effect, set: mapFields(effect.update, effect.set, change) }
    if ('updateWhere' in effect) return { ...effect, set: mapFields(effect.updateWhere, effect.set, change) }
    if ('delete' in effect && effect.leaving !== undefined) return { ...effect, leaving: mapFields(effect.delete, effect.leaving, change) }
    if ('variants' in effect)
      return { ...effect, variants: effect.variants.map((item) => (item.do ? { ...item, do: mapEffects(item.do, change) } : item)) }
    return 'do' in effect ? { ...effect, do: mapEffects(effect.do, change) } : effect
  })
}

function mapFields(collection: string, written: Json, change: Change): Json {
  if (!isObject(written)) return written
  return Object.fromEntries(
    Object.entries(written).map(([field, template]) => [
      field,
      mapExpressions(template, (expression) => change(`${collection} ${field}`, expression)),
    ]),
  )
}

/** Expressions stand under `$`, `$if` and `$each`. */
function mapExpressions(template: Json, change: (expression: string) => string): Json {
  if (isList(template)) return template.map((item) => mapExpressions(item, change))
  if (!isObject(template)) return template
  return Object.fromEntries(
    Object.entries(template).map(([key, item]) => [
      key,
      key.startsWith('$') && typeof item === 'string' ? change(item) : mapExpressions(item as Json, change),
    ]),
  )
}
