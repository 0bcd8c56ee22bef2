import type { JsonObject } from '#base'
import { valueAt } from '#lang'
import type { Model } from '#model'
import { World } from '#state'
import { remembers } from './remembers.ts'

/** The world before the first request: what is there when a session begins. */
export function createWorld(model: Model): World {
  const aliases = Object.entries(model.collections).flatMap(([name, collection]) =>
    collection.aliases ? [[name, collection.aliases] as const] : [],
  )
  const world = new World(new Map(aliases), remembers(model))
  for (const [name, collection] of Object.entries(model.collections)) {
    for (const fixture of collection.fixtures ?? []) {
      const own = collection.key.map((path) => valueAt(fixture.value, path.split('.')))
      world.put(name, [...(fixture.parents ?? []), ...own], fixture.value as JsonObject)
    }
  }
  world.commit()
  return world
}
