import { isList, isObject, printMember } from '#lang'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { nameRelates } from '../naming.ts'
import { ownParameter } from './entity-lookup.ts'
import type { Predicate } from './predicate.ts'

/** Tests on whether other entities hold the key of the one that the path names: what is in use is not deleted. */
export function aboutHolders(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const { collections } = context.scopes.timeline
  return collections.flatMap((owner) => {
    const own = ownParameter(owner, scopes)
    if (own === undefined) return []
    const key = `path${printMember(own)}`
    return collections.flatMap((holder) => {
      const held = (test: string, cost: number, field: string): Predicate => ({
        text: `list(${JSON.stringify(holder.name)}).exists(e, ${test})`,
        cost,
        kind: 'state',
        fields: [field],
      })
      const places = context.scopes.remember(`held ${holder.name} ${owner.name}`, () => heldPlaces(holder, owner, context))
      return [
        ...holdingFields(holder, owner, context).map((field) => held(`string(e${printMember(field)}) == ${key}`, 3.4, field)),
        ...places.map(({ field, isListed, name }) => {
          const member = name === undefined ? '' : printMember(name)
          const test = isListed
            ? `e${printMember(field)}.exists(item, string(item${member}) == ${key})`
            : `string(e${printMember(field)}${member}) == ${key}`
          return held(test, 3.6, field)
        }),
      ]
    })
  })
}

/** Fields that hold keys of another collection, by their name. */
function holdingFields(holder: CollectionDraft, owner: CollectionDraft, context: ExplainContext): string[] {
  const entities = context.scopes.timeline.allTracks(holder.name).slice(0, holdersMax)
  const fields = new Set(entities.flatMap(({ versions }) => Object.keys(versions[0]?.value ?? {})))
  return [...fields].filter((field) => nameRelates(field, owner.noun) || (holder === owner && /^parent/i.test(field)))
}

const holdersMax = 20
/** So many values must be keys of the other kind, and this share of all where a name says what they are. */
const keysMin = 2
const keysShare = 0.8
/** Longer texts are no keys by chance: they may be of several kinds, as another field says. */
const telling = 6

/** A place below a field of an entity: in a map, in a list, or in the maps of a list. */
interface Place {
  readonly field: string
  readonly isListed: boolean
  readonly name: string | undefined
}

/** Places below the fields of entities where keys of another collection stand. */
function heldPlaces(holder: CollectionDraft, owner: CollectionDraft, { scopes: { timeline } }: ExplainContext): Place[] {
  const counts = new Map<string, Place & { all: number; keys: number; isTelling: boolean }>()
  const keysOf = timeline.sessions.map((_, session) => new Set(timeline.tracks(owner.name, session).map(({ key }) => key)))
  for (const { session, versions } of timeline.allTracks(holder.name)) {
    const known = keysOf[session]
    for (const [field, value] of Object.entries(versions.at(-1)?.value ?? {}))
      for (const item of isList(value) ? value : isObject(value) ? [value] : [])
        for (const [name, held] of isObject(item) ? Object.entries(item) : [[undefined, item] as const]) {
          if (!isScalar(held)) continue
          const id = JSON.stringify([field, isList(value), name ?? null])
          const place = counts.get(id) ?? { field, isListed: isList(value), name, all: 0, keys: 0, isTelling: true }
          counts.set(id, place)
          place.all++
          if (known?.has(String(held))) place.keys++
          if (String(held).length < telling) place.isTelling = false
        }
  }
  const isNamed = ({ field, name }: Place) => nameRelates(field, owner.noun) || (name !== undefined && nameRelates(name, owner.noun))
  return [...counts.values()].filter((place) => {
    const { all, keys, isTelling } = place
    return keys >= keysMin && (isTelling || (keys >= all * keysShare && isNamed(place)))
  })
}
