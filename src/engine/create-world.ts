import type { Json, JsonObject } from '#base'
import { valueAt } from '#lang'
import type { FixtureSet, Model } from '#model'
import { World } from '#state'
import { remembers } from './remembers.ts'

/** The world before the first request: what is there when a session begins. */
export function createWorld(model: Model): World {
  const aliases = Object.entries(model.collections).flatMap(([name, collection]) =>
    collection.aliases ? [[name, collection.aliases] as const] : [],
  )
  const isRemembering = remembers(model)
  const world = new World(new Map(aliases), isRemembering)
  for (const [name, { fixtures = [] }] of Object.entries(model.collections)) {
    if (isRemembering) putFixtures(model, world, { [name]: fixtures })
    else if (fixtures.length > 0) world.fillLater(name, fixtures.length, () => entitiesOf(model, name, fixtures))
  }
  return world
}

/** Puts entities there, in place of those that have their keys. The set must hold together with the model (`problemOfFixtures`). */
export function putFixtures(model: Model, world: World, set: FixtureSet): void {
  for (const [name, fixtures] of Object.entries(set)) {
    for (const { parts, value } of entitiesOf(model, name, fixtures)) world.put(name, parts, value)
  }
  world.commit()
}

function* entitiesOf(model: Model, collection: string, fixtures: FixtureSet[string]): Generator<{ parts: Json[]; value: JsonObject }> {
  const paths = (model.collections[collection]?.key ?? []).map((path) => path.split('.'))
  for (const { parents = [], value } of fixtures) {
    yield { parts: [...parents, ...paths.map((path) => valueAt(value, path) as Json)], value: value as JsonObject }
  }
}
