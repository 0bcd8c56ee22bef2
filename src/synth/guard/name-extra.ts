import type { Json, JsonObject } from '#base'
import { escapePattern } from '#base'
import { isList, isObject, printLiteral, type Value } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import type { OperationDraft } from '../operation/operation-draft.ts'
import { extraName } from './about-names.ts'

/** Names under which a refusal finds what it says of a name that is not known. */
const nameLocal = 'extra'
/** Stand in answers for that name and its value, while the rest is explained. */
const nameMark = '\uE000'
const valueMark = '\uE001'
const valueLengthMin = 3
/** So many names that were refused say that any other one is. */
const sureMin = 3

/** Answers that refuse a name: where they say it, they are explained with marks in its place. */
export interface NamedExtra {
  readonly effect: Effect
  /** Where it holds, no such name was refused: the service may know it, though no request brought it. */
  readonly guess: string | undefined
  /** The body of a call with marks. */
  marked(call: Call): Value
  /** A body of a model, with expressions in the place of marks; undefined where one stands within an expression. */
  unmark(body: Json): Json | undefined
}

/** How the answers of a refusal name what the guard found to be unknown; undefined where the guard is another. */
export function nameExtra(draft: OperationDraft, guard: string | undefined): NamedExtra | undefined {
  const found = guard === undefined ? undefined : extraName(guard)
  if (!found) return undefined
  const { calls } = draft.variant
  const { scopes } = draft.context
  const names = new Map(calls.map((call) => [call, scopes.evaluate(found.text, draft.scope(call))]))
  const holders = new Map(calls.map((call) => [call, scopes.evaluate(found.holder, draft.scope(call))]))
  const bodies = new Map(calls.map((call) => [call, mark(call.body.value, names.get(call), holders.get(call))]))
  const isNamed = calls.every((call) => holdsMark(bodies.get(call)))
  const refused = [...new Set(names.values())].filter((name) => typeof name === 'string').sort()
  const value = `string(get(${found.holder}, ${nameLocal}))`
  return {
    effect: { let: nameLocal, value: { $: found.text } },
    guess: refused.length < sureMin ? `!(${nameLocal} in ${printLiteral(refused)})` : undefined,
    marked: (call) => (isNamed ? bodies.get(call) : call.body.value),
    unmark: (body) => {
      const found = unmark(body, value)
      return holdsMark(found) ? undefined : found
    },
  }
}

function holdsMark(value: Value): boolean {
  if (typeof value === 'string') return /[\uE000\uE001]/.test(value)
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsMark)
}

function mark(value: Value, name: Value, holder: Value): Value {
  if (typeof name !== 'string') return value
  const sent = isObject(holder) ? holder[name] : undefined
  const word = (text: string) => new RegExp(`(?<![\\w.-])${escapePattern(text)}(?![\\w-])`, 'g')
  const isMarked = typeof sent === 'string' && sent.length >= valueLengthMin
  return replaceTexts(value, (text) => {
    const named = text.replace(word(name), nameMark)
    return isMarked ? named.replace(word(sent), valueMark) : named
  })
}

function unmark(value: Json, sent: string): Json {
  if (isList(value)) return value.map((item) => unmark(item, sent))
  if (isObject(value)) {
    if (typeof value.$ === 'string' && Object.keys(value).length === 1) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmark(item, sent)])) as JsonObject
  }
  if (typeof value !== 'string' || !(value.includes(nameMark) || value.includes(valueMark))) return value
  const parts = value.split(/([\uE000\uE001])/).filter((part) => part !== '')
  const texts = parts.map((part) => (part === nameMark ? nameLocal : part === valueMark ? sent : JSON.stringify(part)))
  return { $: texts.length === 1 ? (texts[0] as string) : (texts[0]?.startsWith('"') ? texts : ['""', ...texts]).join(' + ') }
}

function replaceTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value)
  if (isList(value)) return value.map((item) => replaceTexts(item, change) as Json)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTexts(item, change) as Json]))
}
