import { type Environment, printMember } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { argumentValues } from '../graphql/argument-links.ts'
import { parameterOf } from '../timeline/track.ts'
import { parentText } from './parent-text.ts'
import type { Places } from './place.ts'
import type { Add } from './terms.ts'

/** Numbers of members: of a whole collection, and of those under the parents that the path names. */
export function addCounts(environment: Environment, call: Call, collections: readonly CollectionDraft[], places: Places, add: Add): void {
  if (call.field) addMemberCounts(environment, call, collections, places, add)
  for (const collection of collections) {
    const name = JSON.stringify(collection.name)
    const parents = collection.parents.map((space) => parameterOf(call, space))
    if (parents.includes(undefined)) continue
    const texts = collection.parents.map((space) => `, ${parentText(call, space)}`)
    add(
      places.at(`size(list(${name}${texts.join('')}))`, `${collection.noun}_count`, 4, 0),
      environment.world.list(collection.name, parents.length > 0 ? parents : undefined).length,
    )
  }
}

/** Numbers of the members of what an argument names, and the next one: things are numbered within what they are parts of. */
function addMemberCounts(environment: Environment, call: Call, collections: readonly CollectionDraft[], places: Places, add: Add): void {
  for (const { name, noun, graph } of collections)
    for (const { by, links } of graph?.owners ?? [])
      for (const { text, path } of links.get(call.route) ?? []) {
        if (text === undefined) continue
        const [owner] = argumentValues(call, path)
        const count = environment.world.list(name).filter((member) => member[by] === owner).length
        const size = `size(list(${JSON.stringify(name)}).filter(e, e${printMember(by)} == ${text}))`
        add(places.at(size, `${noun}_count`, 4, 0), count)
        add(places.at(`${size} + 1`, `${noun}_count`, 4.5, 0), count + 1)
      }
}
