import { entityKey, printMember, valueAt } from '#lang'
import { isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar, keyFields } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { mayRefer } from '../graphql/may-refer.ts'
import { nameRelates, sameNoun } from '../naming.ts'
import { goneName } from '../timeline/gone.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { parameterOf } from '../timeline/track.ts'
import { entityPaths, isHome, lookupText, ownParameter, someScalar } from './entity-lookup.ts'
import { about, type Predicate, type Variable } from './predicate.ts'

/** Tests on whether an entity with that key is there. */
export function aboutReferences(variable: Variable, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const { text, field, values } = variable
  if (!someScalar(values) || text.startsWith('header')) return []
  const { timeline } = context.scopes
  return timeline.collections.flatMap((collection) => {
    const lookup = lookupText(collection, text, field, scopes)
    if (lookup === undefined) return namedElsewhere(variable, collection, scopes, timeline)
    // What an item of a bulk request brings as its key stands for what others have in their path.
    const isItemKey = scopes[0]?.call.route.isPart === true && (text === 'body' || keyFields(collection).includes(field))
    if (text.startsWith('path') || (isItemKey && isReference(variable, collection, scopes, timeline)))
      return [about(variable, `!exists(${lookup})`, 1.5, 'unknown'), about(variable, `exists(${lookup})`, 2.5, 'known')]
    const call = scopes[0]?.call
    if (!isReference(variable, collection, scopes, timeline)) return call?.field ? [] : namesNone(variable, collection, lookup)
    if (call?.field && !mayRefer(text, field, values.find(isScalar), collection, call.route)) return []
    const cost = nameRelates(field, collection.noun) ? 2.2 : 4
    // A reference that is left out is not refused as one that leads nowhere, unless it was seen to be.
    const given = values.includes(null) ? `coalesce(${text}, null) != null` : `has(${text})`
    return [
      about(variable, `${given} && !exists(${lookup})`, cost, 'reference'),
      about(variable, `!exists(${lookup})`, cost + 0.3, 'reference'),
      about(variable, `exists(${lookup})`, cost + 1, 'unique'),
    ]
  })
}

/** Tests on an entity that a path names at a place of another kind: `/members/{user}` of a team, `/queues/{host}/{name}`. */
function namedElsewhere(variable: Variable, collection: CollectionDraft, scopes: readonly Scope[], timeline: Timeline): Predicate[] {
  const { text } = variable
  if (!text.startsWith('path') || collection.space === undefined || collection.parents.length > 0) return []
  if (ownParameter(collection, scopes) !== undefined || !isReference(variable, collection, scopes, timeline)) return []
  const lookup = `${JSON.stringify(collection.name)}, ${text}`
  return [about(variable, `!exists(${lookup})`, 2, 'unknown'), about(variable, `exists(${lookup})`, 3, 'known')]
}

/** The test of a reference that was only seen to lead nowhere: its name says what it refers to. */
function namesNone(variable: Variable, { noun, space }: CollectionDraft, lookup: string): Predicate[] {
  const { text, field, isItem } = variable
  const stem = field.replace(/(_id|Id|ID)$/, '')
  if (isItem || space === undefined || stem === field || !sameNoun(stem, noun)) return []
  return [about(variable, `has(${text}) && !exists(${lookup})`, 3, 'reference')]
}

/** So many accepted requests bring nothing but keys of what is there by rule rather than by chance. */
const acceptedMin = 4

/** Whether the values of a variable are mostly keys of the collection, or all those are that were accepted. */
export function isReference(variable: Variable, collection: CollectionDraft, scopes: readonly Scope[], timeline: Timeline): boolean {
  // Which world an item of a list belongs to is not kept; its name must do.
  if (variable.isItem) return nameRelates(variable.field, collection.noun)
  let given = 0
  let found = 0
  const accepted = { given: 0, found: 0 }
  scopes.forEach(({ call, environment }, at) => {
    const value = variable.values[at]
    if (!isScalar(value)) return
    given++
    if (isSuccess(call)) accepted.given++
    if (!timeline.keyed(value).has(collection.name)) return
    const key = entityKey([...collection.parents.map((space) => parameterOf(call, space)), value])
    if (key === undefined || !environment.world.find(collection.name, key)) return
    found++
    if (isSuccess(call)) accepted.found++
  })
  // Clients that try what is not there do so often: what was refused tells of no other kind of value.
  const isAccepted = accepted.given >= acceptedMin && accepted.found === accepted.given
  return found > 0 && (found * 2 >= given || isAccepted || nameRelates(variable.field, collection.noun))
}

interface Place {
  readonly variable: Variable
  /** Within an entity, `.user.id`. */
  readonly path: string
}

/** Tests on whether another entity has the same value, alone or together with a second one. */
export function aboutUniqueness(variables: readonly Variable[], scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const sent = variables.filter(({ text, values, isItem }) => /^(body|query)/.test(text) && !isItem && someScalar(values))
  const named = variables.filter(({ text }) => text.startsWith('path'))
  return context.scopes.timeline.collections.flatMap((collection) => {
    const own = ownParameter(collection, scopes)
    const places = placesOf(
      sent.filter((variable) => own === undefined || !saysKey(variable, own, scopes)),
      collection,
      scopes,
    )
    if (places.length === 0) return []
    const parents = placesOf(named, collection, scopes)
    // An entity may keep its own value.
    const others = own === undefined ? '' : `e != find(${lookupText(collection, `path${printMember(own)}`, own, scopes) ?? '""'}) && `
    const home = isHome(collection, scopes) ? 0 : 2
    const single = places
      .filter((place) => isDistinct(place, collection, scopes))
      .flatMap((place) => [
        unique(collection, `${others}${same(place)}`, 3 + home, [place]),
        // GraphQL names things by codes as by keys.
        ...(scopes[0]?.call.field && isText(place.variable) && others === ''
          ? [{ ...unique(collection, same(place), 4 + home / 2, [place]), kind: 'reference' as const }].map((predicate) => ({
              ...predicate,
              text: `has(${place.variable.text}) && !${predicate.text}`,
            }))
          : []),
        ...(isText(place.variable)
          ? [unique(collection, `${others}lower(e${place.path}) == lower(${place.variable.text})`, 3.6 + home, [place])]
          : []),
      ])
    // What is made within something has to be another one there; elsewhere the same may be.
    const costWith = (other: Place) => (own === undefined && parents.includes(other) ? 2.9 : 3.8)
    const pairs = places.flatMap((a, at) =>
      [...parents, ...places.slice(at + 1)]
        .slice(0, 8)
        .map((b) => unique(collection, `${others}${sameOrNone(a)} && ${sameOrNone(b)}`, costWith(b) + home, [a, b])),
    )
    const isDeleted = context.scopes.timeline.allTracks(collection.name).some(({ diedBy }) => diedBy)
    const around = parentText(collection, scopes)
    const within = places
      .filter((place) => around !== undefined && others === '' && isDistinctWithin(place, collection, context.scopes.timeline))
      .map((place) => unique(collection, same(place), 3.2 + home, [place], around))
    return [...within, ...single, ...pairs, ...(isDeleted ? single.map((predicate) => alsoGone(predicate, collection)) : [])]
  })
}

/** Whether a request says there which entity it is about, as the body of an operation does. */
function saysKey({ values }: Variable, own: string, scopes: readonly Scope[]): boolean {
  return scopes.every(({ call }, at) => values[at] === undefined || String(values[at]) === call.path[own])
}

/** The same test, of those that were deleted as well. */
function alsoGone(predicate: Predicate, collection: CollectionDraft): Predicate {
  const gone = predicate.text.replace(`list(${JSON.stringify(collection.name)})`, `list(${JSON.stringify(goneName(collection.name))})`)
  return { ...predicate, text: `${predicate.text} || ${gone}`, cost: predicate.cost + 0.8 }
}

function placesOf(variables: readonly Variable[], collection: CollectionDraft, scopes: readonly Scope[]): Place[] {
  return variables.flatMap((variable) => entityPaths(collection, variable.field, scopes).map((path) => ({ variable, path })))
}

/** Whether no two entities of a session have the same value: else it need not be unique. */
function isDistinct({ path }: Place, collection: CollectionDraft, scopes: readonly Scope[]): boolean {
  const keys = path.slice(1).split('.')
  const last = new Map(scopes.map(({ call, environment }) => [call.session, environment.world]))
  return [...last.values()].every((world) => {
    const values = world.list(collection.name).map((entity) => valueAt(entity, keys))
    const present = values.filter((value) => value !== undefined && value !== null)
    return new Set(present).size === present.length
  })
}

/** The parents that come before the key of an entity, as the path names them; undefined where there are none, or it does not. */
function parentText({ parents }: CollectionDraft, scopes: readonly Scope[]): string | undefined {
  const segments = scopes[0]?.call.route.segments ?? []
  const texts = parents.flatMap((parent) =>
    segments.filter(({ space }) => space === parent).map(({ parameter = '' }) => `path${printMember(parameter)}`),
  )
  return texts.length > 0 && texts.length === parents.length ? texts.join(', ') : undefined
}

/** Whether no two entities under the same parents have the same value. */
function isDistinctWithin({ path }: Place, { name }: CollectionDraft, timeline: Timeline): boolean {
  const keys = path.slice(1).split('.')
  const seen = new Set<string>()
  return timeline.allTracks(name).every(({ session, parts, versions, diedBy }) => {
    const value = valueAt(versions.at(-1)?.value, keys)
    if (diedBy || value === undefined || value === null) return true
    const place = JSON.stringify([session, parts.slice(0, -1), value])
    if (seen.has(place)) return false
    seen.add(place)
    return true
  })
}

function unique(collection: CollectionDraft, test: string, cost: number, places: readonly Place[], around?: string): Predicate {
  return {
    text: `list(${JSON.stringify(collection.name)}${around === undefined ? '' : `, ${around}`}).exists(e, ${test})`,
    cost,
    kind: 'unique',
    fields: places.filter(({ variable }) => !variable.text.startsWith('path')).map(({ variable }) => variable.field),
  }
}

/** Equality of a value of the request with one of the entity `e`; what a path or a query brings is text. */
function same({ variable, path }: Place): string {
  return variable.text.startsWith('body') ? `e${path} == ${variable.text}` : `string(e${path}) == ${variable.text}`
}

/** The same for a value that may be left out, and is kept as null then. */
function sameOrNone(place: Place): string {
  const { variable, path } = place
  if (!variable.text.startsWith('body') || !variable.values.includes(undefined)) return same(place)
  return `coalesce(e${path}, null) == coalesce(${variable.text}, null)`
}

function isText(variable: Variable): boolean {
  return variable.values.some((value) => typeof value === 'string' && /[A-Z]/i.test(value))
}
