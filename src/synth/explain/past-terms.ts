import type { Json } from '#base'
import { type Environment, entityKey, isList, isObject, type Value } from '#lang'
import type { Call, Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { parameterOf } from '../timeline/track.ts'
import { parentText } from './parent-text.ts'
import type { Place, Places } from './place.ts'

type Add = (place: Place, value: Json) => void

/** Of what is left only the fields are at hand, not what is in them. */
const leftDepth = 3
const statesMax = 30

/** What has been: the number of writes, the states of the entity that the path names, and what is left of it once it was deleted. */
export function addPast(
  environment: Environment,
  call: Call,
  { name, noun, space, parents }: CollectionDraft,
  places: Places,
  add: Add,
  walk: (place: Place, value: Json, add: Add) => void,
): void {
  const around = parents.map((parent) => parameterOf(call, parent))
  if (around.includes(undefined)) return
  const { world } = environment
  const args = [JSON.stringify(name), ...parents.map((parent) => parentText(call, parent))]
  add(places.at(`writes(${args.join(', ')})`, `${noun}_writes`, 4.5, 0), world.writes(name, around))
  const own = space === undefined ? undefined : parameterOf(call, space)
  const key = own === undefined ? undefined : entityKey([...around, own])
  if (space === undefined || key === undefined) return
  const lookup = [...args, parentText(call, space)].join(', ')
  const left = world.left(name, key)
  if (left) walk(places.at(`left(${lookup})`, noun, 3, leftDepth), left, add)
  const states = world.versions(name, key)
  if (states.length === 0) return
  add(places.at(`size(versions(${lookup}))`, 'version', 3.5, 0), states.length)
  if (states.length > statesMax || !answersLists(call.route)) return
  add(places.at(`versions(${lookup})`, 'versions', 4, 0), states)
  add(places.at(`reverse(versions(${lookup}))`, 'versions', 4.2, 0), [...states].reverse())
}

const listing = new WeakMap<Route, boolean>()

/** Whether lists stand in the answers of a route that shows one entity: only they can be made of its states. */
function answersLists(route: Route): boolean {
  let known = listing.get(route)
  if (known === undefined) {
    known = route.calls.some(({ body }) => body.encoding === 'json' && holdsList(body.value, 0))
    listing.set(route, known)
  }
  return known
}

function holdsList(value: Value, depth: number): boolean {
  if (isList(value)) return true
  return isObject(value) && depth < 2 && Object.values(value).some((item) => holdsList(item, depth + 1))
}
