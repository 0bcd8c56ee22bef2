import type { Effect, Model, Variant } from '#model'

const suffix = '_gone'

/** The name under which the deleted entities of a collection are kept, where something still asks for them. */
export function goneName(collection: string): string {
  return collection + suffix
}

/** The collection whose deleted entities a name stands for. */
export function ownerOfGone(name: string): string | undefined {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined
}

/** A model that keeps what it deletes where one of its rules looks for it: names that stay taken. */
export function keepGone(model: Model): Model {
  const variants = JSON.stringify(model.routes)
  const asked = Object.keys(model.collections).filter((name) => variants.includes(inJson(`list(${JSON.stringify(goneName(name))})`)))
  if (asked.length === 0) return model
  const kept = asked.map((name) => [goneName(name), { key: model.collections[name]?.key ?? ['id'] }] as const)
  return {
    ...model,
    collections: { ...model.collections, ...Object.fromEntries(kept) },
    routes: model.routes.map((route) => ({ ...route, variants: route.variants.map((variant) => keepDeleted(variant, new Set(asked))) })),
  }
}

/** A text as it stands within a text of JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function keepDeleted(variant: Variant, asked: ReadonlySet<string>): Variant {
  if (!variant.do) return variant
  return { ...variant, do: variant.do.flatMap((effect): Effect[] => [...keeping(effect, asked), effect]) }
}

/** What keeps an entity that an effect is about to delete. */
function keeping(effect: Effect, asked: ReadonlySet<string>): Effect[] {
  if (!('delete' in effect) || !asked.has(effect.delete)) return []
  const found = `find(${[JSON.stringify(effect.delete), ...effect.key].join(', ')})`
  return [{ create: goneName(effect.delete), key: effect.key, value: { $: found } }]
}
