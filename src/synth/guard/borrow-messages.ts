import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import type { Variant } from '#model'
import { isSuccess } from '../call.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { GuardedPart } from './compose-errors.ts'
import type { ErrorSlot } from './error-parts.ts'
import { type MessageForm, messageFor, messageForm } from './message-form.ts'

/** Fewer requests don't show that a field is never left blank. */
const acceptedMin = 5
const blankTest = /^(?:(?:coalesce\()?(body(?:\.\w+)*)\.(\w+)(?:, "")?\)? == ""|!has\((body(?:\.\w+)*)\.(\w+)\))$/
const takenTest = /^list\("\w+"\)\.exists\(e, e\.(\w+) == body(?:\.\w+)*\.\1\)$/

/**
 * What a service says of one blank field it says of others, and what it says of one name that is taken. Routes that gather
 * errors get such messages for fields that were never blank, and for names by which entities are found: as guesses.
 */
export function borrowMessages(learned: readonly LearnedRoute[], timeline: Timeline): LearnedRoute[] {
  const parts = learned.flatMap(({ errors }) => errors?.guarded ?? [])
  const blank = formOf(parts, blankTest)
  const taken = formOf(parts, takenTest)
  return learned.map((own) => {
    if (!own.errors) return own
    const known = new Set(own.errors.guarded.flatMap(({ test }) => [...test.matchAll(/body(?:\.\w+)+/g)].map(([text]) => text)))
    const borrowed = [
      ...(blank
        ? neverBlank(own)
            .filter((text) => !known.has(text))
            .map((text) => toPart(blank, text, `${text} == ""`))
        : []),
      ...(taken ? ownNames(own, timeline).map(({ text, test }) => toPart(taken, text, test)) : []),
    ].filter(({ test }) => !own.errors?.guarded.some((part) => part.test === test))
    return borrowed.length === 0 ? own : withGuess(own, own.errors.slot, borrowed)
  })
}

interface BorrowedPart {
  readonly field: string
  readonly message: string
  readonly test: string
}

function formOf(parts: readonly GuardedPart[], test: RegExp): MessageForm | undefined {
  for (const { part, test: text } of parts) {
    const match = test.exec(text)
    const field = match?.slice(1).filter((group) => group !== undefined && !group.startsWith('body'))[0]
    const form = field !== undefined && typeof part.value === 'string' ? messageForm(part.value, field) : undefined
    if (form) return form
  }
  return undefined
}

function toPart(form: MessageForm, text: string, test: string): BorrowedPart {
  const field = text.slice(text.lastIndexOf('.') + 1)
  return { field, message: messageFor(form, field), test }
}

/** Places in the bodies of a route that held a text, never a blank one, in all accepted requests. */
function neverBlank({ route }: LearnedRoute): string[] {
  const bodies = route.calls.filter(isSuccess).map(({ request }) => request.body)
  if (bodies.length < acceptedMin) return []
  const places = bodies.map((body) => new Set(textPlaces(body, 'body')))
  return [...(places[0] ?? [])].filter((place) => places.every((own) => own.has(place)))
}

function textPlaces(value: Value, text: string): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [text]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => (/^\w+$/.test(key) ? textPlaces(item, `${text}.${key}`) : []))
}

/** Where a route that makes entities is sent a name by which they are found. */
function ownNames(own: LearnedRoute, timeline: Timeline): { text: string; test: string }[] {
  const made = timeline.collections.filter(({ name }) =>
    own.variants.some((variant) => variant.do?.some((effect) => 'create' in effect && effect.create === name)),
  )
  const places = new Set(own.route.calls.flatMap(({ request }) => textPlaces(request.body, 'body')))
  return made.flatMap(({ name, aliases }) =>
    [...aliases].flatMap((alias) =>
      [...places]
        .filter((text) => text.endsWith(`.${alias}`))
        .map((text) => ({ text, test: `list(${JSON.stringify(name)}).exists(e, e.${alias} == ${text})` })),
    ),
  )
}

/** The refusal that gathers errors once more, with the borrowed ones, right after it. */
function withGuess(own: LearnedRoute, slot: ErrorSlot, parts: readonly BorrowedPart[]): LearnedRoute {
  const at = own.variants.findIndex(({ name }) => name === own.errors?.name)
  const variant = own.variants[at]
  if (!variant?.body || slot.form === 'texts') return own
  const when = parts.map(({ test }) => `(${test})`).join(' || ')
  const errors: Json =
    slot.form === 'list'
      ? parts.map(({ message, test }) => ({ $if: test, then: message }))
      : Object.fromEntries(parts.map(({ field, message, test }) => [field, { $if: test, then: [message] }]))
  const guess: Variant = {
    ...variant,
    name: `${variant.name}-guess`,
    when,
    guess: true,
    body: { ...variant.body, value: replaceAt(variant.body.value, slot.path, errors) },
  }
  return { ...own, variants: [...own.variants.slice(0, at + 1), guess, ...own.variants.slice(at + 1)] }
}

function replaceAt(value: Json, path: readonly string[], by: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (isList(value) || !isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? replaceAt(item, rest, by) : item]))
}
