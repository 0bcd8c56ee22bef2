import type { Json, JsonObject } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type Call, isStructured, isSuccess, type Route, valueKey } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { isErrorType } from '../graphql/error-type.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { endsInSpace, isAliveAt, parameterOf, versionAt } from '../timeline/track.ts'
import { isPlace, listsIn, maskPlacesInText } from './mask-places.ts'

/** Answers of a route that have one form. */
export interface VariantDraft {
  readonly status: number
  readonly calls: Call[]
  /** Tells variants of one route apart. */
  readonly key: string
}

/** Groups the answers of a route by status, by form, and by whether they made something. */
export function groupVariants(route: Route, calls: readonly Call[], timeline: Timeline): VariantDraft[] {
  if (route.calls[0]?.field) return groupFieldAnswers(calls)
  const own = timeline.collections.filter((collection) => endsInSpace(route, collection) || makesOrChanges(route, collection, timeline))
  const variants = new Map<string, VariantDraft>()
  const omitted = omittedLists(calls.filter(isSuccess))
  for (const call of calls) {
    const key = isSuccess(call)
      ? `${call.status} ${formOf(call, omitted)} ${makes(call, own, timeline)}`
      : `${call.status} ${skeletonOf(call, subjectOf(call, timeline))}`
    const variant = variants.get(key)
    if (variant) variant.calls.push(call)
    else variants.set(key, { status: call.status, calls: [call], key })
  }
  return mergeRare([...variants.values()])
}

/** What the entities are that the path names, or the body by long keys, before a call. */
function subjectOf(call: Call, timeline: Timeline): JsonObject {
  const { body } = call.request
  const sent = isObject(body) ? Object.values(body).filter((value) => typeof value === 'string' && value.length >= keyLengthMin) : []
  const values = timeline.collections.flatMap((collection) => {
    const own = collection.space === undefined ? undefined : parameterOf(call, collection.space)
    const keys = new Set(own === undefined ? sent : [own, ...sent])
    if (keys.size === 0) return []
    const named = timeline
      .tracks(collection.name, call.session)
      .filter((candidate) => keys.has(String(candidate.parts.at(-1))) && isAliveAt(candidate, call.index - 1))
    return named.map((track) => versionAt(track, call.index - 1)?.value ?? {})
  })
  return Object.assign({}, ...values)
}

/** Shorter keys meet by chance. */
const keyLengthMin = 6

/**
 * Answers of a GraphQL field by what they are: an object of a type, a list, a refusal. What is selected of them is for the client to say; where
 * there may be an object and there is none, that is a case of it.
 */
function groupFieldAnswers(calls: readonly Call[]): VariantDraft[] {
  const variants = new Map<string, VariantDraft>()
  const form = ({ body: { value } }: Call) =>
    isObject(value) && typeof value.__typename === 'string' ? value.__typename : payloadForm(value)
  const objects = calls.filter((call) => isSuccess(call) && isObject(call.body.value) && !isErrorType(call.body.value))
  const usual = objects
    .map(form)
    .sort((a, b) => objects.filter((call) => form(call) === b).length - objects.filter((call) => form(call) === a).length)[0]
  const formOfAnswer = (call: Call) => {
    const own = form(call)
    return usual !== undefined && (call.body.value === null || own === 'object') && !isErrorType(call.body.value) ? usual : own
  }
  for (const call of calls) {
    const key = isSuccess(call) ? `200 ${formOfAnswer(call)}` : `${call.status} ${skeletonOf(call)}`
    const variant = variants.get(key)
    if (variant) variant.calls.push(call)
    else variants.set(key, { status: call.status, calls: [call], key })
  }
  return mergeRare([...variants.values()])
}

/** A payload that refuses has errors, and nothing in the place of what was asked for. */
function payloadForm(value: Value): string {
  return isErrorType(value) ? 'errors' : kindOf(value)
}

/** Keys of lists that are never empty, and not there in answers that are else the same: they are left out where they would be. */
function omittedLists(calls: readonly Call[]): Set<string> {
  const bodies = calls.filter(({ request }) => request.method === 'GET').flatMap(({ body: { value } }) => (isObject(value) ? [value] : []))
  const forms = new Set(bodies.map((value) => Object.keys(value).sort().join()))
  const lists = new Set(bodies.flatMap((value) => Object.entries(value).flatMap(([key, item]) => (isList(item) ? [key] : []))))
  return new Set(
    [...lists].filter(
      (list) =>
        !bodies.some((value) => isList(value[list]) && (value[list] as readonly Json[]).length === 0) &&
        bodies.some(
          (value) =>
            Object.hasOwn(value, list) &&
            forms.has(
              Object.keys(value)
                .filter((key) => key !== list)
                .sort()
                .join(),
            ),
        ),
    ),
  )
}

/** Root kind of a body, and the kinds of what a small envelope holds; lists that are left out count as if they were there. */
function formOf(call: Call, omitted: ReadonlySet<string>): string {
  if (!isStructured(call.body)) return call.body.encoding
  const { value } = call.body
  if (!isObject(value)) return kindOf(value)
  const entries = Object.entries({ ...Object.fromEntries([...omitted].map((key) => [key, []])), ...value })
  const wrapped = entries.filter(([, item]) => item !== null && typeof item === 'object')
  if (entries.length > 3 || wrapped.length === 0) return 'object'
  return `{${wrapped.map(([key, item]) => `${key}:${kindOf(item)}`).join()}}`
}

function kindOf(value: Value): string {
  return isList(value) ? 'list' : isObject(value) ? 'object' : 'scalar'
}

/** Whether a write to the path of one entity made it: PUT may create or replace. */
function makes(call: Call, own: readonly CollectionDraft[], timeline: Timeline): string {
  const tracks = own.flatMap(({ name }) => timeline.tracks(name, call.session))
  if (tracks.some((track) => track.bornBy === call)) return 'creates'
  // Where some deletions only put things away, the others end them.
  const isEnd = own.some(({ softDeletes }) => softDeletes && softDeletes.size > 0) && tracks.some((track) => track.diedBy === call)
  return isEnd ? 'ends' : ''
}

/** Whether some calls of a route make one entity of a collection, and others change one: an upsert by a key in the body. */
function makesOrChanges(route: Route, collection: CollectionDraft, timeline: Timeline): boolean {
  if (route.method === 'GET' || !collection.sites.some(({ site }) => site.route === route)) return false
  let makers = 0
  let changers = 0
  for (const call of route.calls) {
    const tracks = timeline.tracks(collection.name, call.session)
    const born = tracks.filter((track) => track.bornBy === call).length
    if (born > 1) return false
    if (born === 1) makers++
    else if (tracks.some((track) => track.bornBy !== call && track.versions.some(({ at }) => at === call.index))) changers++
  }
  return makers >= 2 && changers >= 2
}

const stateTextMin = 4

/** The text of a refusal with what the request brought in left out, and what the entity holds that it is about: `order is §`, `balance: §`. */
export function skeletonOf(call: Call, subject: JsonObject = {}): string {
  const brought = new Set<string>()
  const states = Object.values(subject).filter((value) => typeof value === 'string' && value.length >= stateTextMin)
  const fields = new Set(Object.keys(subject).filter((field) => typeof subject[field] === 'number'))
  collectTexts([call.request.body, Object.values(call.path), Object.values(call.request.query), call.request.segments as Json], brought)
  collectTexts(states, brought)
  const lists = listsIn(call.request.body)
  const texts = [...brought].filter((text) => text.length >= 2).sort((a, b) => b.length - a.length)
  const mask = (value: Value): Json => {
    if (typeof value === 'string') return maskMade(maskNames(maskText(maskPlacesInText(value, lists), texts), call))
    if (isList(value)) return value.map((item, at) => (isPlace(value, at, lists) ? '§' : mask(item)))
    if (isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          (typeof item === 'number' && fields.has(key)) || isAmount(key, item) ? '§' : mask(item),
        ]),
      )
    return typeof value === 'number' && brought.has(String(value)) ? '§' : (value ?? null)
  }
  return `${call.body.encoding} ${valueKey(mask(call.body.value))}`
}

/**
 * Whether a refusal tells a number that is none of its own name: how many are left, what the balance is. A number that names the kind of refusal
 * stands under a name that says so, or beside a text that differs, too.
 */
function isAmount(key: string, value: Value): boolean {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
  return isNumber && !/code|status|err|type|kind|reason/i.test(key)
}

function maskText(text: string, brought: readonly string[]): string {
  let masked = text
  for (const part of brought) if (masked.includes(part) && (part.length >= 4 || masked === part)) masked = masked.replaceAll(part, '§')
  return masked
}

/**
 * What is made for one answer alone, or read off a clock: the id under which a refusal is logged, the moment when it came about. Two refusals that
 * differ in nothing else are of one form.
 */
const madeParts = [
  /(?<![0-9A-Za-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9A-Za-z])/gi,
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|[+-]\d\d:?\d\d|UTC))?/g,
  /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g,
  // Long runs of digits and letters in which neither is rare are no words.
  /(?<![\w§])(?=[A-Za-z]*\d[A-Za-z]*\d[A-Za-z]*\d)(?=\d*[A-Za-z]\d*[A-Za-z])[0-9A-Za-z]{16,}(?!\w)/g,
]

function maskMade(text: string): string {
  return madeParts.reduce((masked, part) => masked.replace(part, '§'), text)
}

/** The parameters of the path (of a GraphQL field: its arguments), however short, where they stand as a word. */
function maskNames(text: string, { path, field, request }: Call): string {
  const names = new Set(Object.values(path))
  if (field) collectTexts(request.body, names)
  return [...names].reduce(
    (masked, name) =>
      name.length < 4 && /^\w+$/.test(name) ? masked.replace(new RegExp(`(?<![\\w.])${name}(?![\\w.])`, 'g'), '§') : masked,
    text,
  )
}

function collectTexts(value: Json | undefined | readonly (Json | undefined)[], into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value))
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) collectTexts(item, into)
  else if (isObject(value as Json)) for (const item of Object.values(value as { [key: string]: Json })) collectTexts(item, into)
}

/** Many refusals of one kind that are each like no other are one form whose text varies. */
function mergeRare(variants: readonly VariantDraft[]): VariantDraft[] {
  const merged: VariantDraft[] = []
  const byKind = Map.groupBy(variants, ({ status, calls: [first] }) => `${status} ${first ? kindOfRefusal(first.body.value) : ''}`)
  for (const [kind, group] of byKind) {
    const calls = group.flatMap((variant) => variant.calls)
    const status = group[0]?.status ?? 0
    if (status < 400 || group.length < 4 || calls.length > group.length * 1.5) merged.push(...group)
    else merged.push({ status, calls, key: `${kind} varied` })
  }
  return merged
}

/** What a refusal is made of without its texts: its keys, and the words that read like codes (`RECORD_NOT_UNIQUE`, `not_found`). */
function kindOfRefusal(value: Value): string {
  if (isList(value)) return `[${[...new Set(value.map(kindOfRefusal))].join()}]`
  if (isObject(value)) return `{${Object.entries(value).map(([key, item]) => `${key}:${kindOfRefusal(item)}`)}}`
  return typeof value === 'string' && /^[A-Za-z]+([_.-][A-Za-z]+)*$/.test(value) ? value : typeof value
}
