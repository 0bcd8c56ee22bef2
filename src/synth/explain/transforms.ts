import { type Json, memoize } from '#base'
import { compareValues, toSlug } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import type { Form, Place } from './place.ts'
import type { Add, Entry } from './terms.ts'

const orderedMax = 50

const forms = {
  distinct: { cost: 2, print: (text) => `distinct(${text})` },
  sortDistinct: { cost: 3, print: (text) => `sort(distinct(${text}))` },
  sort: { cost: 2, print: (text) => `sort(${text})` },
  lower: { cost: 2, print: (text) => `lower(${text})` },
  upper: { cost: 3, print: (text) => `upper(${text})` },
  trim: { cost: 2, print: (text) => `trim(${text})` },
  slug: { cost: 3, print: (text) => `slug(${text})` },
  boolean: { cost: 1, print: (text) => `boolean(${text})` },
  mailbox: { cost: 2, print: (text) => `split(${text}, "@")[0]` },
  mailboxCapital: { cost: 4, print: (text) => `capitalize(split(${text}, "@")[0])` },
  domain: { cost: 2, print: (text) => `split(${text}, "@")[1]` },
  capitalize: { cost: 3, print: (text) => `capitalize(${text})` },
  revisionNumber: { cost: 2, print: (text) => `number(split(${text}, "-")[0])` },
  revisionDigest: { cost: 2, print: (text) => `split(${text}, "-")[1]` },
  commas: { cost: 2, print: (text) => `split(${text}, ",")` },
} satisfies Readonly<Record<string, Form>>

/** A list of plain values without repetition, in order, or both: as services keep tags. */
export function addOrders(place: Place, value: readonly Json[], add: Add): void {
  if (value.length < 2 || value.length > orderedMax || !value.every(isScalar)) return
  const distinct = [...new Set(value)]
  const ordered = value.toSorted(compareValues)
  if (distinct.length < value.length) {
    add(place.form(forms.distinct), distinct)
    add(place.form(forms.sortDistinct), distinct.toSorted(compareValues))
  }
  if (ordered.some((item, at) => item !== value[at])) add(place.form(forms.sort), ordered)
}

const slugOf = memoize(toSlug)

/** The simple changes that services make to a text that they are sent. */
export function addTransforms(place: Place, value: string, all: Entry[]): void {
  if (value.length > 200) return
  const push = (form: Form, made: Json) => all.push({ term: place.form(form), value: made })
  const lower = value.toLowerCase()
  if (lower !== value) push(forms.lower, lower)
  const upper = value.length <= 40 ? value.toUpperCase() : value
  if (upper !== value) push(forms.upper, upper)
  const trimmed = value.trim()
  if (trimmed !== value) push(forms.trim, trimmed)
  const slug = value.length <= 100 && /[\sA-Z_]/.test(value) ? slugOf(value) : ''
  if (slug !== '' && slug !== lower) push(forms.slug, slug)
  if (value === 'true' || value === 'false') push(forms.boolean, value === 'true')
  const at = value.indexOf('@')
  if (at > 0 && at < value.length - 1 && at === value.lastIndexOf('@')) {
    push(forms.mailbox, value.slice(0, at))
    push(forms.mailboxCapital, capitalized(value.slice(0, at)))
    push(forms.domain, value.slice(at + 1))
  }
  const capital = value.length <= 40 ? capitalized(value) : value
  if (capital !== value) push(forms.capitalize, capital)
  const [, count, rest] = /^([1-9]\d{0,8})-([0-9a-f]{8,})$/.exec(value) ?? []
  if (count !== undefined && rest !== undefined) {
    push(forms.revisionNumber, Number(count))
    push(forms.revisionDigest, rest)
  }
  if (value.includes(',')) push(forms.commas, value.split(','))
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
