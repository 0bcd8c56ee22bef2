import type { Json, JsonObject } from '#base'
import { equal, isObject, printMember } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { isAliveAt, type Track, versionAt } from '../timeline/track.ts'
import { keyField } from './key-field.ts'
import type { OperationDraft } from './operation-draft.ts'

/** What adds to an entry that is there already. */
export interface AddedAgain {
  /** Binds the entry under `name`. */
  readonly find: Effect
  readonly name: string
  readonly update: Effect
  /** Calls of the variant that added to an entry: without any, it is no more than likely that they do. */
  readonly calls: readonly Call[]
}

/**
 * Where answers show what is made only within the list of a parent, and it holds a number and what that is a number of: asked for the same thing
 * again, the parent does not list it twice, the number grows. Undefined where the calls made a second entry, or changed one in another way.
 */
export function findAddedAgain(
  draft: OperationDraft,
  collection: CollectionDraft,
  effects: readonly Effect[],
  tracks: readonly Track[],
): AddedAgain | undefined {
  const create = effects.find((effect) => 'create' in effect)
  const own = keyField(draft, collection)
  if (!create || !('create' in create) || !isObject(create.value) || own === undefined || !isListedOnly(draft, collection)) return undefined
  const fields = fieldsOf(create.value, tracks).filter(({ field }) => field !== own)
  const things = fields.filter(
    ({ text, values }) => text.startsWith('body') && values.every((value, at) => isKey(draft, tracks[at], value)),
  )
  const numbers = fields.filter(({ values }) => values.every((value) => typeof value === 'number' || typeof value === 'bigint'))
  const parents = fields.filter(
    ({ text, values }) => /^(?!body)\w+\.\w+$/.test(text) && values.every((value, at) => isKey(draft, tracks[at], value)),
  )
  const [[thing, ...otherThings], [number, ...otherNumbers]] = [things, numbers]
  const around = create.key.slice(0, -1)
  if (!thing || !number || otherThings.length + otherNumbers.length > 0 || parents.length + around.length === 0) return undefined
  const name = `${collection.name}_again`
  const same = [thing, ...parents].map(({ field, text }) => `string(e${printMember(field)}) == string(${text})`).join(' && ')
  const source = `first(list(${[JSON.stringify(collection.name), ...around].join(', ')}).filter(e, ${same}))`
  const calls = callsAgain(draft, collection, source, { own, number, tracks })
  const grown = `${name}${printMember(number.field)} + ${number.text}`
  const set = { [number.field]: { $: number.text.startsWith('body') ? grown : number.text } }
  const key = [...around, `${name}${printMember(own)}`]
  return (
    calls && { find: { let: name, value: { $: source } }, name, update: { update: collection.name, key, set, as: collection.name }, calls }
  )
}

/** The effects that make an entry, where there is none to add to. */
export function withAddedAgain(draft: OperationDraft, { find, name, update, calls }: AddedAgain, effects: readonly Effect[]): Effect[] {
  if (calls.length === 0) draft.guesses.push(`has(${name})`)
  return [find, { if: `has(${name})`, do: [update] }, { if: `!has(${name})`, do: [...effects] }]
}

interface Field {
  readonly field: string
  readonly text: string
  readonly values: readonly (Json | undefined)[]
}

/** What the fields of a new entry come from, each by itself or with the whole body. */
export function fieldsOf(value: JsonObject, tracks: readonly Track[]): Field[] {
  const isSpread = Object.entries(value).some(([field, template]) => field.startsWith('...') && template === 'body')
  const names = new Set(tracks.flatMap(({ versions }) => Object.keys(versions[0]?.value ?? {})))
  return [...names].flatMap((field): Field[] => {
    const values = tracks.map(({ versions }) => versions[0]?.value[field])
    const template = value[field]
    if (isObject(template)) return typeof template.$ === 'string' ? [{ field, text: template.$, values }] : []
    return isSpread && template === undefined ? [{ field, text: `body${printMember(field)}`, values }] : []
  })
}

function isListedOnly(draft: OperationDraft, collection: CollectionDraft): boolean {
  const sites = collection.sites.filter(({ site }) => site.route === draft.variant.calls[0]?.route)
  return sites.length > 0 && sites.every(({ site }) => site.path.includes('[]'))
}

/** Whether a value is the key of another entity. */
function isKey({ timeline }: OperationDraft, track: Track | undefined, value: Json | undefined): boolean {
  if (!track || !isScalar(value)) return false
  return timeline.collections.some(
    ({ name }) => name !== track.collection.name && timeline.tracks(name, track.session).some(({ key }) => key === String(value)),
  )
}

/** The calls that found an entry and added to it; undefined where some made another beside it, or did something else. */
function callsAgain(
  draft: OperationDraft,
  collection: CollectionDraft,
  source: string,
  { own, number, tracks }: { own: string; number: Field; tracks: readonly Track[] },
): Call[] | undefined {
  const { scopes } = draft.context
  const again: Call[] = []
  for (const call of draft.variant.calls) {
    const scope = draft.scope(call)
    const entry = scopes.evaluate(source, scope)
    if (!isObject(entry)) continue
    if (tracks.some(({ bornBy }) => bornBy === call)) return undefined
    const [before, after] = states(draft, collection, call, entry[own])
    const more = scopes.evaluate(number.text, scope)
    const was = before?.[number.field]
    const expected = number.text.startsWith('body') ? Number(was) + Number(more) : more
    if (equal(after?.[number.field], expected as Json)) again.push(call)
    else if (!equal(after?.[number.field], was)) return undefined
  }
  return again
}

function states(draft: OperationDraft, { name }: CollectionDraft, call: Call, key: Json | undefined): (JsonObject | undefined)[] {
  const track = draft.timeline
    .tracks(name, call.session)
    .find((candidate) => String(candidate.parts.at(-1)) === String(key) && isAliveAt(candidate, call.index - 1))
  return [track && versionAt(track, call.index - 1)?.value, track && versionAt(track, call.index)?.value]
}
