import { entityKey, valueAt } from '#lang'
import type { Effect, Model } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import type { Timeline } from '../timeline/timeline.ts'

const shareMin = 0.9

/** Whether the twin has the entities of a collection when the service has them: nearly all are fixtures, or made by an effect that was learned. */
export function makesEntities(
  collection: CollectionDraft,
  learned: readonly LearnedRoute[],
  collections: Model['collections'],
  timeline: Timeline,
): boolean {
  const makers = new Set(
    learned.filter(({ variants }) => variants.some((variant) => creates(variant.do ?? [], collection.name))).map(({ route }) => route),
  )
  const fixtures = fixtureKeys(collections[collection.name])
  const tracks = timeline.allTracks(collection.name)
  const made = tracks.filter((track) => (track.bornBy ? makers.has(track.bornBy.route) : fixtures.has(track.key)))
  return tracks.length > 0 && made.length >= tracks.length * shareMin
}

function creates(effects: readonly Effect[], name: string): boolean {
  return effects.some((effect) => {
    if ('create' in effect) return effect.create === name
    if ('variants' in effect) return effect.variants.some((variant) => creates(variant.do ?? [], name))
    return 'each' in effect && creates(effect.do, name)
  })
}

function fixtureKeys(collection: Model['collections'][string] | undefined): Set<string | undefined> {
  const keys = (collection?.fixtures ?? []).map(({ parents = [], value }) =>
    entityKey([...parents, ...(collection?.key ?? []).map((path) => valueAt(value, path.split('.')))]),
  )
  return new Set(keys)
}
