import type { Effect, Model } from '#model'

/** What there is in a model, in numbers. */
export interface ModelSummary {
  readonly routes: number
  readonly collections: number
  /** Ways in which the routes answer: variants with their guards. */
  readonly rules: number
  /** Effects that read lists from the state or change it. */
  readonly stateOperations: number
  /** Entities that are there when a session begins. */
  readonly fixtures: number
}

export function summariseModel(model: Model): ModelSummary {
  const variants = model.routes.flatMap((route) => route.variants)
  const collections = Object.values(model.collections)
  return {
    routes: model.routes.length,
    collections: collections.length,
    rules: variants.length,
    stateOperations: variants.reduce((total, variant) => total + countOperations(variant.do ?? []), 0),
    fixtures: collections.reduce((total, collection) => total + (collection.fixtures?.length ?? 0), 0),
  }
}

function countOperations(effects: readonly Effect[]): number {
  return effects.reduce((total, effect) => {
    if ('let' in effect) return total
    if ('variants' in effect) return total + effect.variants.reduce((sum, variant) => sum + countOperations(variant.do ?? []), 0)
    return total + ('each' in effect ? countOperations(effect.do) : 1)
  }, 0)
}
