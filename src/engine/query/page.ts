import type { Json, JsonObject } from '#base'
import { type CompileContext, compileExpression, type Environment, type Evaluate, isTokenOf, parseExpression, type Value } from '#lang'
import type { Query } from '#model'
import type { Entity } from '#state'

/** What a query gives: `items` are the entities of the page. */
export interface Page extends JsonObject {
  readonly items: readonly JsonObject[]
  /** Members before paging. */
  readonly total: number
  /** Members of the collection before filters. */
  readonly all: number
  readonly size: Json
  readonly start: number
  readonly number: number
  readonly pages: number
  readonly more: boolean
  /** The request brings a token that stands for no member. */
  readonly lost?: true
  /** Of the feed of changes: the place of the last write that it shows. */
  readonly last?: number
}

export function compilePage(
  { page: spec, log: isLog }: Query,
  context: CompileContext,
): (environment: Environment, members: readonly Entity[], all: number) => Page {
  const evaluate = (text: string | undefined): Evaluate | undefined =>
    text === undefined ? undefined : compileExpression(parseExpression(text), context)
  const sizeOf = evaluate(spec?.size)
  const startOf = evaluate(spec?.start)
  const numberOf = evaluate(spec?.number)
  const endOf = evaluate(spec?.end)
  const afterOf = evaluate(spec?.after)
  const beforeOf = evaluate(spec?.before)
  const { token } = spec ?? {}
  const tokenAt = evaluate(token?.from)
  const firstPage = spec?.firstPage ?? 1
  return (environment, members, all) => {
    let number = wholeNumber(numberOf?.(environment))
    const after = afterOf?.(environment)
    const before = beforeOf?.(environment)
    const asked = wholeNumber(startOf?.(environment))
    let start = asked ?? 0
    const last = wholeNumber(endOf?.(environment))
    const wanted = wholeNumber(sizeOf?.(environment)) ?? (last === undefined ? undefined : Math.max(0, last - start))
    const handed = tokenAt?.(environment)
    const isAsked = [wanted, number, after, before, asked, handed].some((value) => value !== undefined)
    const usual = wanted ?? (spec?.onDemand && !isAsked ? undefined : spec?.default)
    const size = usual === undefined ? undefined : Math.min(usual, spec?.max ?? Number.POSITIVE_INFINITY)
    if (spec?.clamp && number !== undefined && size)
      number = Math.max(firstPage, Math.min(number, Math.ceil(members.length / size) - 1 + firstPage))
    if (number !== undefined && size !== undefined) start = Math.max(0, number - firstPage) * size
    if (after !== undefined) start = placeOf(members, after) + 1
    if (token && handed !== undefined) start = members.findIndex((member) => isHandedFor(member, token.shape, handed)) + 1
    const isLost = token !== undefined && handed !== undefined && start === 0
    const until = before === undefined ? -1 : placeOf(members, before)
    if (until >= 0) start = size === undefined ? start : Math.max(start, until - size)
    const end = Math.min(until >= 0 ? until : members.length, size === undefined ? members.length : start + size)
    const items = members.slice(start, end).map((entity) => entity.value)
    const change = items.at(-1)
    return {
      ...(isLost ? { lost: true } : {}),
      ...(isLog && change ? { last: change.seq as number } : {}),
      items,
      total: members.length,
      all,
      size: size ?? null,
      start,
      number: number ?? (size ? Math.floor(start / size) + firstPage : firstPage),
      pages: size ? Math.ceil(members.length / size) : 1,
      more: until >= 0 ? start > 0 : end < members.length,
    }
  }
}

/** Whether a token stands for a member. */
function isHandedFor({ parts }: Entity, shape: string, token: Value): boolean {
  return typeof token === 'string' && isTokenOf(shape, String(parts.at(-1)), token)
}

/** The place of the member that has a key, whether it came as a number or as text; -1 where there is none. */
function placeOf(members: readonly Entity[], key: Value): number {
  return members.findIndex(({ parts }) => String(parts.at(-1)) === String(key))
}

function wholeNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined
}
