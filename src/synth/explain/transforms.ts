import { type Json, memoize } from '#base'
import { compareValues, toSlug } from '#lang'
import { isScalar } from '../collection/collection-draft.ts'
import type { Add, Entry } from './terms.ts'

const orderedMax = 50

/** A list of plain values without repetition, in order, or both: as services keep tags. */
export function addOrders(text: string, field: string, cost: number, value: readonly Json[], add: Add): void {
  if (value.length < 2 || value.length > orderedMax || !value.every(isScalar)) return
  const distinct = [...new Set(value)]
  const ordered = value.toSorted(compareValues)
  if (distinct.length < value.length) {
    add(`distinct(${text})`, field, cost + 2, distinct)
    add(`sort(distinct(${text}))`, field, cost + 3, distinct.toSorted(compareValues))
  }
  if (ordered.some((item, at) => item !== value[at])) add(`sort(${text})`, field, cost + 2, ordered)
}

const slugOf = memoize(toSlug)

/** The simple changes that services make to a text that they are sent. */
export function addTransforms(text: string, field: string, cost: number, value: string, all: Entry[]): void {
  if (value.length > 200) return
  const lower = value.toLowerCase()
  if (lower !== value) all.push({ term: { text: `lower(${text})`, cost: cost + 2, field }, value: lower })
  const upper = value.toUpperCase()
  if (upper !== value && value.length <= 40) all.push({ term: { text: `upper(${text})`, cost: cost + 3, field }, value: upper })
  const trimmed = value.trim()
  if (trimmed !== value) all.push({ term: { text: `trim(${text})`, cost: cost + 2, field }, value: trimmed })
  const slug = value.length <= 100 && /[\sA-Z_]/.test(value) ? slugOf(value) : ''
  if (slug !== '' && slug !== lower) all.push({ term: { text: `slug(${text})`, cost: cost + 3, field }, value: slug })
  if (value === 'true' || value === 'false')
    all.push({ term: { text: `boolean(${text})`, cost: cost + 1, field }, value: value === 'true' })
  const at = value.indexOf('@')
  if (at > 0 && at < value.length - 1 && at === value.lastIndexOf('@')) {
    all.push({ term: { text: `split(${text}, "@")[0]`, cost: cost + 2, field }, value: value.slice(0, at) })
    all.push({ term: { text: `capitalize(split(${text}, "@")[0])`, cost: cost + 4, field }, value: capitalized(value.slice(0, at)) })
    all.push({ term: { text: `split(${text}, "@")[1]`, cost: cost + 2, field }, value: value.slice(at + 1) })
  }
  if (value.length <= 40 && capitalized(value) !== value)
    all.push({ term: { text: `capitalize(${text})`, cost: cost + 3, field }, value: capitalized(value) })
  const [, count, rest] = /^([1-9]\d{0,8})-([0-9a-f]{8,})$/.exec(value) ?? []
  if (count !== undefined && rest !== undefined) {
    all.push({ term: { text: `number(split(${text}, "-")[0])`, cost: cost + 2, field }, value: Number(count) })
    all.push({ term: { text: `split(${text}, "-")[1]`, cost: cost + 2, field }, value: rest })
  }
  if (value.includes(',')) all.push({ term: { text: `split(${text}, ",")`, cost: cost + 2, field }, value: value.split(',') })
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
