import { equal, isObject, printMember } from '#lang'
import type { Effect, Model, Variant } from '#model'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import type { Timeline } from './timeline.ts'
import { endsInSpace, isAliveAt, type Life, parameterOf, type Track, versionAt } from './track.ts'

/** What entities are made with, no answer shows, and requests that name them have to bring: the password of an account. */
export interface Secret {
  readonly collection: CollectionDraft
  /** The field that brings it, wherever it stands in requests. */
  readonly field: string
  /** The field of the entities that holds their key. */
  readonly keyField: string
  /** Where the calls bring it that make entities or change them, by `METHOD PATTERN`. */
  readonly places: ReadonlyMap<string, Place>
}

interface Place {
  readonly text: string
  /** The parameter of the path that names the entity. */
  readonly parameter: string | undefined
}

/** Fewer requests that bring what was kept don't show that it is asked for. */
const usesMin = 2
const depthMax = 4

/** The name under which the secrets of a collection's entities are kept. */
function secretName({ collection, field }: Secret): string {
  return `${collection.name}_${field}`
}

/** The expression of the secret of an entity `e`. */
export function secretText(secret: Secret, entity: string): string {
  return `find(${JSON.stringify(secretName(secret))}, ${entity}${printMember(secret.keyField)})${printMember(secret.field)}`
}

/** Finds what requests have to know of entities though it is never shown, and tells the timeline what it was when. */
export function inferSecrets(timeline: Timeline): readonly Secret[] {
  const found = timeline.collections.flatMap((collection) => secretsOf(collection, timeline))
  for (const secret of found)
    timeline.keep(
      secretName(secret),
      timeline.sessions.map((calls, at) => livesOf(secret, calls, timeline.tracks(secret.collection.name, at))),
    )
  return found
}

function secretsOf(collection: CollectionDraft, timeline: Timeline): Secret[] {
  const keyField = mainKeyField(collection)
  const tracks = timeline.allTracks(collection.name)
  if (collection.graph || collection.partOf || collection.parents.length > 0 || keyField === undefined) return []
  if (!tracks.every(({ parts, versions }) => versions.every(({ value }) => equal(value[keyField], parts.at(-1))))) return []
  return fieldsKept(tracks).flatMap((field): Secret[] => {
    const secret = { collection, field, keyField, places: placesOf(collection, field, tracks, timeline) }
    const isTaken = timeline.collections.some(({ name }) => name === secretName(secret))
    return !isTaken && isAskedFor(secret, timeline) ? [secret] : []
  })
}

/** Names of what several entities were made with, each with its own, and don't show. */
function fieldsKept(tracks: readonly Track[]): string[] {
  const values = new Map<string, Set<string>>()
  const shown = new Set<string>()
  for (const { bornBy, versions } of tracks) {
    for (const { field, value } of bornBy ? sentTexts(bornBy) : []) {
      if (versions.some((version) => Object.hasOwn(version.value, field) || Object.values(version.value).includes(value))) shown.add(field)
      values.set(field, (values.get(field) ?? new Set()).add(value))
    }
  }
  return [...values].flatMap(([field, own]) => (own.size >= usesMin && !shown.has(field) ? [field] : []))
}

function placesOf(collection: CollectionDraft, field: string, tracks: readonly Track[], timeline: Timeline): Map<string, Place> {
  const places = new Map<string, Place>()
  const makers = tracks.flatMap(({ bornBy }) => bornBy ?? [])
  const changers = timeline.sessions.flat().filter((call) => !isRead(call) && isSuccess(call) && endsInSpace(call.route, collection))
  for (const call of [...makers, ...changers]) {
    const sent = sentTexts(call).find((each) => each.field === field)
    if (!sent?.text.startsWith('body') || places.has(nameOf(call.route))) continue
    const { parameter } = call.route.segments.find(({ space }) => space !== undefined && space === collection.space) ?? {}
    places.set(nameOf(call.route), { text: sent.text, parameter })
  }
  return places
}

/** Whether calls of some other route are answered where they bring what was kept of the entity that they name, and else refused. */
function isAskedFor(secret: Secret, timeline: Timeline): boolean {
  const lives = timeline.sessions.map((calls, at) => livesOf(secret, calls, timeline.tracks(secret.collection.name, at)))
  const routes = Map.groupBy(timeline.sessions.flat(), ({ route }) => route)
  return [...routes].some(([route, calls]) => {
    const uses = secret.places.has(nameOf(route)) ? [] : calls.flatMap((call) => readUse(secret, call, lives[call.session] ?? [], timeline))
    const [taken, refused] = [uses.filter(({ isTaken }) => isTaken), uses.filter(({ isTaken }) => !isTaken)]
    const fits = taken.filter(({ fit }) => fit === true).length
    return fits >= usesMin && !taken.some(({ fit }) => fit === false) && refused.some(({ fit }) => fit !== true)
  })
}

/** A call that brings a secret; whether it is that of an entity that the call names is not known where that has none. */
interface Use {
  readonly isTaken: boolean
  readonly fit: boolean | undefined
}

function readUse({ collection, field }: Secret, call: Call, lives: readonly Life[], timeline: Timeline): Use[] {
  const sent = sentTexts(call)
  const own = sent.find((each) => each.field === field)
  if (!own) return []
  const named = timeline.tracks(collection.name, call.session).filter((track) => isNamed(track, call, sent))
  const secrets = lives.filter((life) => isAliveAt(life, call.index) && named.some(({ key }) => key === life.key))
  const fit = secrets.length === 0 ? undefined : secrets.some((life) => versionAt(life, call.index)?.value[field] === own.value)
  return [{ isTaken: isSuccess(call), fit }]
}

function isNamed(track: Track, call: Call, sent: readonly SentText[]): boolean {
  const values = isAliveAt(track, call.index - 1) ? Object.values(versionAt(track, call.index - 1)?.value ?? {}) : []
  return sent.some(({ value }) => values.includes(value))
}

/** The secrets of a session's entities from the calls on that brought them. */
function livesOf({ collection, field, places }: Secret, calls: readonly Call[], tracks: readonly Track[]): Life[] {
  return tracks.flatMap((track): Life[] => {
    const writes = calls.filter(
      (call) =>
        call === track.bornBy ||
        (isSuccess(call) && !isRead(call) && endsInSpace(call.route, collection) && isOf(call, track) && places.has(nameOf(call.route))),
    )
    const brought = writes.flatMap((call) => {
      const text = places.get(nameOf(call.route))?.text
      const value = sentTexts(call).find((sent) => sent.text === text)?.value
      return value === undefined ? [] : [{ call, version: { at: call.index, value: { [field]: value }, unknown: new Set<string>() } }]
    })
    const versions = brought.map(({ version }) => version)
    return brought[0] ? [{ key: track.key, parts: track.parts, bornBy: brought[0].call, diedBy: undefined, versions }] : []
  })
}

function isOf(call: Call, { collection, key }: Track): boolean {
  return collection.space !== undefined && parameterOf(call, collection.space) === key
}

interface SentText {
  /** Expression of the place. */
  readonly text: string
  readonly field: string
  readonly value: string
}

/** The texts that a request brings in the maps of its body and in its query. */
function sentTexts({ request: { body, query } }: Call): SentText[] {
  const found: SentText[] = []
  const visit = (text: string, field: string, value: unknown, depth: number) => {
    if (typeof value === 'string' && value !== '') found.push({ text, field, value })
    else if (isObject(value as never) && depth < depthMax)
      for (const [key, item] of Object.entries(value as object)) visit(text + printMember(key), key, item, depth + 1)
  }
  visit('body', 'body', body, -1)
  visit('query', 'query', query, depthMax - 1)
  return found
}

function nameOf({ method, pattern }: Route): string {
  return `${method} ${pattern}`
}

/** A model that keeps the secrets for which one of its rules asks. */
export function keepSecrets(model: Model, secrets: readonly Secret[]): Model {
  const guards = model.routes.flatMap(({ variants }) => variants.flatMap(({ when }) => when ?? []))
  const asked = secrets.filter((secret) => guards.some((when) => when.includes(`find(${JSON.stringify(secretName(secret))},`)))
  return asked.reduce(keepSecret, model)
}

function keepSecret(model: Model, secret: Secret): Model {
  const routes = model.routes.map((route) => {
    const place = secret.places.get(`${route.method} ${route.path}`)
    return place ? { ...route, variants: route.variants.map((variant) => keepIn(variant, secret, place)) } : route
  })
  return { ...model, collections: { ...model.collections, [secretName(secret)]: { key: [] } }, routes }
}

function keepIn(variant: Variant, secret: Secret, { text, parameter }: Place): Variant {
  if (variant.status >= 300) return variant
  const keep = (key: string): Effect => ({
    if: `has(${text})`,
    do: [{ create: secretName(secret), key: [key], value: { [secret.field]: { $: text } } }],
  })
  const { name } = secret.collection
  const { do: all = [] } = variant
  if (!all.some((effect) => 'create' in effect && effect.create === name))
    return parameter === undefined ? variant : { ...variant, do: [...all, keep(`path${printMember(parameter)}`)] }
  const effects = all.flatMap((effect): Effect[] => {
    if (!('create' in effect) || effect.create !== name) return [effect]
    const as = effect.as ?? `made_${name}`
    return [{ ...effect, as }, keep(as + printMember(secret.keyField))]
  })
  return { ...variant, do: effects }
}
