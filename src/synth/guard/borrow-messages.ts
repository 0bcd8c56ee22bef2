import type { Json } from '#base'
import { escapePattern } from '#base'
import { isList, isObject } from '#lang'
import type { Variant } from '#model'
import { isSuccess } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scopes } from '../explain/scope.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { aboutUniqueness, isReference } from './about-entities.ts'
import { likeness } from './authentication.ts'
import { insertBorrowed } from './borrow.ts'
import type { ErrorSlot } from './error-parts.ts'
import { type MessageForm, messageFor } from './message-form.ts'
import { type Complaint, complaintOf, saidForms } from './said-forms.ts'
import { type SentPlace, sentPlaces } from './sent-places.ts'
import { collectVariables } from './variables.ts'

/** Fewer requests don't show what a client always sends. */
const acceptedMin = 5
/** What has nothing of its own shows that sooner. */
const tiesMin = 3

/**
 * What a service says of one field it says of others: that it is blank, that it is no number, that a name is taken. Routes that make or
 * change something get such messages for fields that all accepted requests fill, where no request that was seen speaks against it; as
 * guesses, together with the errors that they are known to gather.
 */
export function borrowMessages(learned: readonly LearnedRoute[], context: ExplainContext): LearnedRoute[] {
  const forms = saidForms(learned)
  const donors = learned.filter((own) => own.errors?.slot.form === 'list' || own.errors?.slot.form === 'lists')
  if (forms.size === 0 || donors.length === 0) return [...learned]
  return learned.map((own) => {
    if (own.route.calls[0]?.field || own.errors?.slot.form === 'texts') return own
    const donor = own.errors ? own : [...donors].sort((a, b) => likeness(b.route, own.route) - likeness(a.route, own.route))[0]
    if (!donor?.errors) return own
    const refusal = donor.variants.find(({ name }) => name === donor.errors?.name)
    const parts = [...fromPlaces(own, forms), ...fromNames(own, forms, context), ...fromPairs(own, forms, context)].filter(
      (part) => !isContradicted(part, own, context.scopes),
    )
    if (!refusal || parts.length === 0) return own
    return own === donor ? beside(own, refusal, donor.errors.slot, parts) : borrowed(own, refusal, donor.errors.slot, parts)
  })
}

interface BorrowedPart {
  readonly field: string
  readonly message: string
  readonly test: string
}

/** Messages about the places that are always filled. */
function fromPlaces(own: LearnedRoute, forms: ReadonlyMap<Complaint, MessageForm>): BorrowedPart[] {
  const accepted = own.route.calls.filter(isSuccess)
  if (accepted.length < acceptedMin) return []
  const { always, isSelective } = sentPlaces(accepted)
  const blank = forms.get('blank')
  const invalid = forms.get('invalid')
  // Who changes something sends what changes: that it is always there does not make it needed.
  const isNeeded = isSelective && own.route.method === 'POST'
  const open = (kind: Complaint) => always.filter((place) => !isKnown(own, place, kind))
  return [
    ...(blank ? open('blank').flatMap((place) => blankTest(place, isNeeded).map((test) => toPart(blank, place.field, test))) : []),
    ...(invalid
      ? open('invalid')
          .filter(({ kind }) => kind === 'number')
          .map((place) => toPart(invalid, place.field, `type(${place.text}) == "string" && !matches(${place.text}, ${numeric})`))
      : []),
  ]
}

const numeric = JSON.stringify('^-?\\d+(\\.\\d+)?$')

function blankTest({ text, holder, kind }: SentPlace, isNeeded: boolean): string[] {
  if (!isNeeded) return kind === 'text' ? [`${text} == ""`] : []
  return [kind === 'text' ? `has(${holder}) && coalesce(${text}, "") == ""` : `has(${holder}) && !has(${text})`]
}

/** Whether the route itself has shown such a message about a place. */
function isKnown(own: LearnedRoute, { text }: SentPlace, kind: Complaint): boolean {
  const mentions = new RegExp(`${escapePattern(text)}(?![\\w])`)
  return (own.errors?.guarded ?? []).some(
    ({ part, test }) => mentions.test(test) && typeof part.value === 'string' && complaintOf(part.value) === kind,
  )
}

/** Where a route that makes entities is sent a name by which they are found. */
function fromNames(own: LearnedRoute, forms: ReadonlyMap<Complaint, MessageForm>, context: ExplainContext): BorrowedPart[] {
  const taken = forms.get('taken')
  if (!taken) return []
  const made = madeBy(own, context)
  const { always } = sentPlaces(own.route.calls.filter(isSuccess))
  return made.flatMap(({ name, aliases }) =>
    always
      .filter((place) => aliases.has(place.field) && !isKnown(own, place, 'taken'))
      .map(({ field, text }) => toPart(taken, field, `list(${JSON.stringify(name)}).exists(e, e.${field} == ${text})`)),
  )
}

function madeBy(own: LearnedRoute, context: ExplainContext): CollectionDraft[] {
  return context.scopes.timeline.collections.filter(({ name }) =>
    own.variants.some((variant) => variant.do?.some((effect) => 'create' in effect && effect.create === name)),
  )
}

/** Where a route makes what ties two things together and has nothing of its own, such as a membership: it is there once. */
function fromPairs(own: LearnedRoute, forms: ReadonlyMap<Complaint, MessageForm>, context: ExplainContext): BorrowedPart[] {
  const taken = forms.get('taken')
  const accepted = own.route.calls.filter(isSuccess)
  const [place, ...others] = sentPlaces(accepted).always
  if (!taken || !place || others.length > 0 || accepted.length < tiesMin) return []
  if (own.errors?.guarded.some(({ part }) => typeof part.value === 'string' && complaintOf(part.value) === 'taken')) return []
  const scopes = accepted.map((call) => context.scopes.create(call))
  const variables = collectVariables(scopes)
  const sent = variables.find(({ text }) => text === place.text)
  const refers = context.scopes.timeline.collections.some(
    (collection) => sent && isReference(sent, collection, scopes, context.scopes.timeline),
  )
  if (!refers) return []
  const made = madeBy(own, context).map(({ name }) => `list(${JSON.stringify(name)}).exists(`)
  const tests = aboutUniqueness(variables, scopes, context)
    .map(({ text }) => text)
    .filter((text) => made.some((start) => text.startsWith(start)) && / && [^&]*\bpath\b/.test(text) && text.includes(place.text))
  return tests.slice(0, 1).map((test) => toPart(taken, place.field, test))
}

function toPart(form: MessageForm, field: string, test: string): BorrowedPart {
  return { field, message: messageFor(form, field), test }
}

/** Statuses that say nothing of what was sent. */
const unrelated = new Set([401, 403, 404])

/** Whether a request that was seen should have had such a message, and had none. */
function isContradicted({ test }: BorrowedPart, { route }: LearnedRoute, scopes: Scopes): boolean {
  return route.calls.some((call) => !unrelated.has(call.status) && scopes.evaluate(test, scopes.create(call)) === true)
}

/** The refusal that gathers errors once more, with the borrowed ones after its own, where one of them holds. */
function beside(own: LearnedRoute, refusal: Variant, slot: ErrorSlot, parts: readonly BorrowedPart[]): LearnedRoute {
  const guess = withErrors(refusal, slot, parts, valueAt(refusal.body?.value ?? null, slot.path))
  const at = own.variants.indexOf(refusal)
  return guess ? { ...own, variants: [...own.variants.slice(0, at), guess, ...own.variants.slice(at)] } : own
}

/** The refusal of another route with the borrowed errors in place of its own; none where it holds what only that route can know. */
function borrowed(own: LearnedRoute, refusal: Variant, slot: ErrorSlot, parts: readonly BorrowedPart[]): LearnedRoute {
  const guess = withErrors(refusal, slot, parts, slot.form === 'list' ? [] : {})
  const rest = guess && JSON.stringify([guess.headers, replaceAt(guess.body?.value ?? null, slot.path, null)])
  if (!guess || rest === undefined || /\b(body|path|query|find|self)\b[.([]/.test(rest)) return own
  return { ...own, variants: insertBorrowed(own, [guess]) }
}

function withErrors(refusal: Variant, slot: ErrorSlot, parts: readonly BorrowedPart[], known: Json): Variant | undefined {
  const { do: _, when: __, body, ...rest } = refusal
  const errors = slot.form === 'list' ? listOf(parts, known) : mapOf(parts, known)
  if (!body || errors === undefined) return undefined
  return {
    ...rest,
    name: `${refusal.name}-guess`,
    when: parts.map(({ test }) => `(${test})`).join(' || '),
    guess: true,
    body: { ...body, value: replaceAt(body.value, slot.path, errors) },
  }
}

function listOf(parts: readonly BorrowedPart[], known: Json): Json | undefined {
  const items = parts.map(({ message, test }) => ({ $if: test, then: message }))
  return isList(known) ? [...known, ...items] : undefined
}

/** A list of messages by field; the first of a field that holds is told. */
function mapOf(parts: readonly BorrowedPart[], known: Json): Json | undefined {
  if (!isObject(known) || isList(known)) return undefined
  const fields = Map.groupBy(
    parts.filter(({ field }) => !Object.hasOwn(known, field)),
    ({ field }) => field,
  )
  const added = [...fields].map(([field, own]) => [field, own.reduceRight<Json>((rest, part) => oneOf(part, rest), null)] as const)
  return { ...known, ...Object.fromEntries(added) }
}

function oneOf({ test, message }: BorrowedPart, rest: Json): Json {
  return { $if: test, then: [message], ...(rest === null ? {} : { else: rest }) }
}

function valueAt(value: Json, path: readonly string[]): Json {
  return path.reduce<Json>((inner, key) => (isObject(inner) && !isList(inner) ? (inner[key] ?? null) : null), value)
}

function replaceAt(value: Json, path: readonly string[], by: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (isList(value) || !isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? replaceAt(item, rest, by) : item]))
}
