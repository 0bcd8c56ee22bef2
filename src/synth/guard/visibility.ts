import type { Json, JsonObject } from '#base'
import { isList, isObject, printLiteral, printMember } from '#lang'
import { type Call, isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar, keyFields, type LinkedSite } from '../collection/collection-draft.ts'
import { isListSite, valueIn } from '../collection/sites.ts'
import type { Scope, Scopes } from '../explain/scope.ts'
import { credential } from '../explain/terms.ts'
import { endsInSpace, isAliveAt, parameterOf, type Track, versionBefore } from '../timeline/track.ts'
import { isLabel } from './about-value.ts'

/** Whom the service shows the entities of a collection: not all callers see all of them. */
export interface Visibility {
  /** The test that the caller sees an entity, which `self` names: one of the tests of a list holds. */
  test(self: string): string
}

/** An entity that a caller asked for, or could have been shown in a list. */
interface Case {
  readonly scope: Scope
  readonly isShown: boolean
}

/** A reason to show an entity, and the cases in which there is it. */
interface Permit {
  readonly say: (self: string) => string
  readonly text: string
  readonly cost: number
  readonly isOwn: boolean
  readonly holds: readonly boolean[]
}

const casesMin = 3
const casesMax = 600
const labelsMax = 6
const newMin = 2
const hiddenStatuses: ReadonlySet<number> = new Set([403, 404])

const known = new WeakMap<Scopes, Map<string, { readonly found: Visibility | undefined }>>()

/** What decides whether a caller sees entities of a collection; undefined where all are seen, or nothing tells it. */
export function visibilityOf(collection: CollectionDraft, scopes: Scopes): Visibility | undefined {
  const ofScopes = known.get(scopes) ?? new Map<string, { readonly found: Visibility | undefined }>()
  known.set(scopes, ofScopes)
  let entry = ofScopes.get(collection.name)
  if (!entry) {
    entry = { found: learnVisibility(collection, scopes) }
    ofScopes.set(collection.name, entry)
  }
  return entry.found
}

function learnVisibility(collection: CollectionDraft, scopes: Scopes): Visibility | undefined {
  if (collection.graph) return undefined
  const cases = collectCases(collection, scopes)
  const hidden = cases.filter(({ isShown }) => !isShown).length
  if (hidden < casesMin || cases.length - hidden < casesMin) return undefined
  const permits = proposePermits(cases, callersOf(cases, scopes), scopes)
  const open = new Set(cases.flatMap(({ isShown }, at) => (isShown ? [at] : [])))
  const chosen: Permit[] = []
  while (open.size > 0) {
    const rated = permits.map((permit) => ({ permit, covers: [...open].filter((at) => permit.holds[at]).length }))
    const [best] = rated.sort((a, b) => b.covers - a.covers || a.permit.cost - b.permit.cost || (a.permit.text < b.permit.text ? -1 : 1))
    if (!best || best.covers < newMin) return undefined
    chosen.push(best.permit)
    for (const at of [...open]) if (best.permit.holds[at]) open.delete(at)
  }
  if (!chosen.some(({ isOwn }) => isOwn)) return undefined
  return { test: (self) => chosen.map(({ say }) => say(self)).join(' || ') }
}

/** What single reads and whole lists show of the entities that are there, to callers whom a credential leads to. */
function collectCases(collection: CollectionDraft, scopes: Scopes): Case[] {
  const { timeline } = scopes
  const lists = collection.sites.filter(({ site }) => isListSite(site) && site.path.filter((key) => key === '[]').length === 1)
  const cases: Case[] = []
  for (const [session, calls] of timeline.sessions.entries()) {
    const tracks = timeline.tracks(collection.name, session)
    for (const call of calls) {
      if (cases.length >= casesMax) return cases
      if (call.request.method !== 'GET' || call.request.header.authorization === undefined) continue
      const alive = tracks.filter((track) => isAliveAt(track, call.index - 0.25))
      const add = (track: Track, isShown: boolean) => {
        const self = versionBefore(track, call)?.value
        if (self) cases.push({ scope: scopes.create(call, { self }), isShown })
      }
      if (endsInSpace(call.route, collection)) {
        if (!isSuccess(call) && !hiddenStatuses.has(call.status)) continue
        for (const track of alive) if (isNamed(track, call, collection)) add(track, isSuccess(call))
      } else if (isSuccess(call) && Object.keys(call.request.query).length === 0) {
        const keys = keysIn(call, lists)
        if (keys) for (const track of alive) if (isUnder(track, call, collection)) add(track, keys.has(String(track.parts.at(-1))))
      }
    }
  }
  return cases
}

function isNamed(track: Track, call: Call, collection: CollectionDraft): boolean {
  return String(track.parts.at(-1)) === parameterOf(call, collection.space ?? '') && isUnder(track, call, collection)
}

function isUnder({ parts }: Track, call: Call, { parents }: CollectionDraft): boolean {
  return parents.every((space, at) => parameterOf(call, space) === String(parts[at]))
}

/** The keys that the list in an answer shows. */
function keysIn(call: Call, lists: readonly LinkedSite[]): ReadonlySet<string> | undefined {
  const linked = lists.find(({ site }) => site.route === call.route)
  const items = linked && valueIn(call.body.value, linked.site.path.slice(0, -1))
  if (!linked || !isList(items)) return undefined
  return new Set(items.map((item) => String(isObject(item) ? item[linked.keyField] : item)))
}

/** Expressions of what the credential leads to: what is kept of a token, and of the user that it names. */
export function callersOf(cases: readonly { readonly scope: Scope }[], scopes: Scopes): string[] {
  const { collections } = scopes.timeline
  const find = (name: string, key: string) => `find(${JSON.stringify(name)}, ${key})`
  const isThere = (text: string) => cases.some(({ scope }) => isObject(scopes.evaluate(text, scope)))
  const tokens = new Set(cases.map(({ scope }) => scopes.evaluate(credential, scope)).filter((token) => typeof token === 'string'))
  const held = new Set(
    [...tokens].flatMap((token) =>
      scopes.timeline
        .holding(token)
        .map(({ collection, field }) => `list(${JSON.stringify(collection)}).filter(e, e${printMember(field)} == ${credential})[0]`),
    ),
  )
  const direct = [...collections.map(({ name }) => find(name, credential)), ...held].filter(isThere)
  const onward = direct.flatMap((caller) =>
    [...fieldsOf(caller, cases, scopes)].flatMap(([field, values]) =>
      collections
        .filter(
          ({ name, parents }) =>
            parents.length === 0 && [...values].some((value) => isScalar(value) && scopes.timeline.keyed(value).has(name)),
        )
        .map(({ name }) => find(name, `${caller}${printMember(field)}`))
        .filter(isThere),
    ),
  )
  return [...direct, ...onward.filter((text) => !direct.includes(text))]
}

/** The values of an entity's fields over all cases. */
function fieldsOf(text: string, cases: readonly { readonly scope: Scope }[], scopes: Scopes): Map<string, Set<Json>> {
  const fields = new Map<string, Set<Json>>()
  for (const { scope } of cases) {
    const entity = scopes.evaluate(text, scope)
    if (!isObject(entity)) continue
    for (const [field, value] of Object.entries(entity as JsonObject)) fields.set(field, (fields.get(field) ?? new Set<Json>()).add(value))
  }
  return fields
}

/** Tests that hold in no case in which the entity was hidden. */
function proposePermits(cases: readonly Case[], callers: readonly string[], scopes: Scopes): Permit[] {
  const permits: Permit[] = []
  const propose = (say: (self: string) => string, cost: number, isOwn: boolean) => {
    const text = say('self')
    const holds = cases.map(({ scope }) => scopes.evaluate(text, scope) === true)
    if (!cases.some(({ isShown }, at) => !isShown && holds[at])) permits.push({ say, text, cost, isOwn, holds })
  }
  const own = fieldsOf('self', cases, scopes)
  for (const [field, values] of own)
    for (const literal of labelsIn(values)) propose((self) => `${self}${printMember(field)} == ${literal}`, values.size, false)
  const keys = new Set(scopes.timeline.collections.flatMap(keyFields))
  for (const [depth, caller] of callers.entries())
    for (const [name, held] of fieldsOf(caller, cases, scopes)) {
      const place = `${caller}${printMember(name)}`
      // Who somebody is by name is no reason by itself.
      if (!keys.has(name)) for (const literal of labelsIn(held)) propose(() => `${place} == ${literal}`, 2 + held.size + depth / 10, false)
      for (const [field, values] of own) {
        const isAmong = [...values].some((value) => isList(value) && value.some((item) => isScalar(item) && held.has(item)))
        if (isAmong) propose((self) => `${place} in ${self}${printMember(field)}`, 1.5 + depth / 10, true)
        if ([...values].some((value) => isScalar(value) && held.has(value)))
          propose((self) => `${place} == ${self}${printMember(field)}`, 1 + depth / 10, true)
      }
    }
  return permits
}

/** Literals of values that tell a few groups apart. */
function labelsIn(values: ReadonlySet<Json>): string[] {
  return values.size < 2 || values.size > labelsMax ? [] : [...values].filter(isLabel).map(printLiteral)
}
