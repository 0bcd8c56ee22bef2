import type { JsonObject } from '#base'
import { valueAt } from '#lang'
import type { FixtureSet, Model } from '#model'
import { World } from '#state'
import { remembers } from './remembers.ts'

/** The world before the first request: what is there when a session begins. */
export function createWorld(model: Model): World {
  const aliases = Object.entries(model.collections).flatMap(([name, collection]) =>
    collection.aliases ? [[name, collection.aliases] as const] : [],
  )
  const world = new World(new Map(aliases), remembers(model))
  for (const [name, { fixtures = [] }] of Object.entries(model.collections)) putFixtures(model, world, { [name]: fixtures })
  return world
}

/** Puts entities there, in place of those that have their keys. The set must hold together with the model (`problemOfFixtures`). */
export function putFixtures(model: Model, world: World, set: FixtureSet): void {
  for (const [name, fixtures] of Object.entries(set)) {
    const paths = (model.collections[name]?.key ?? []).map((path) => path.split('.'))
    for (const { parents = [], value } of fixtures) {
      world.put(name, [...parents, ...paths.map((path) => valueAt(value, path))], value as JsonObject)
    }
  }
  world.commit()
}
