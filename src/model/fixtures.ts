import { z } from 'zod'
import type { JsonObject } from '#base'
import { late } from '#base'
import { collectionSchema, type Model } from './schema.ts'

/** An entity that is there when a session begins; `parents` holds the leading parts of its key. */
const fixtureSchema = late(() => collectionSchema.unwrap().shape.fixtures.unwrap().element)
type Fixture = z.output<typeof fixtureSchema>

/** Entities by collection. */
export type FixtureSet = Readonly<Record<string, readonly Fixture[]>>

/** What files and clients say: entities as they are, or as `{"parents": […], "value": {…}}` where others hold them. */
export const fixtureListSchema = z.array(
  z.union([fixtureSchema, z.record(z.string(), z.json()).transform((value): Fixture => ({ value }))]),
)

/** The same by collection. */
export const fixtureSetSchema = z.record(z.string(), fixtureListSchema)

/** The model with these entities at the start, too; of two with one key the later one is there. */
export function withFixtures(model: Model, set: FixtureSet): Model {
  const collections = Object.entries(model.collections).map(([name, collection]) => {
    const more = set[name]
    return [name, more === undefined ? collection : { ...collection, fixtures: [...(collection.fixtures ?? []), ...more] }]
  })
  return { ...model, collections: Object.fromEntries(collections) }
}

/** What is wrong with these entities for this model, for people; undefined when nothing is. */
export function problemOfFixtures({ collections }: Model, set: FixtureSet): string | undefined {
  for (const [name, fixtures] of Object.entries(set)) {
    const collection = collections[name]
    if (collection === undefined) return `there is no collection "${name}"; there are ${Object.keys(collections).join(', ') || 'none'}`
    for (const [at, { value }] of fixtures.entries()) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${name}[${at}] is no object`
      const missing = collection.key.find((path) => !hasPath(value as JsonObject, path.split('.')))
      if (missing !== undefined) return `${name}[${at}] has no ${missing}, which is its key`
    }
  }
  return undefined
}

function hasPath(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return value !== undefined && value !== null
  return typeof value === 'object' && value !== null && hasPath((value as Record<string, unknown>)[first], rest)
}
