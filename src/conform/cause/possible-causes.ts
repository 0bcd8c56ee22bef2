import type { Json } from '#base'
import { generalPath } from '../general-path.ts'
import { placePattern } from '../place-pattern.ts'
import type { ExchangeReport, ReportedDivergence, SessionReport } from '../report.ts'
import { fieldName } from './field-name.ts'
import { familyOf } from './route-family.ts'

export const causeKinds = ['unseen', 'status', 'list', 'body', 'field', 'header', 'value'] as const

/**
 * What one thing that is wrong with a twin can be. `unseen`: it has no such route. `status`: it decides otherwise, and what follows from
 * that. `list`: other elements, or in another order. `body`: an answer that is something else altogether. `field` and `header`: one name
 * in all answers of the same kind. `value`: one text or number in place of another, wherever it is shown.
 */
export type CauseKind = (typeof causeKinds)[number]

/** One thing that, if it were right, would take a divergence away. */
export interface PossibleCause {
  readonly kind: CauseKind
  /** Tells it from all others. */
  readonly key: string
  /** What it is about: a route, a path, the name of a field or header, a value. */
  readonly subject: string
  /** Where, unless everywhere: a route, or the first word of a path that its routes have in common. */
  readonly within: string
}

/** A write that the twin refused and the service did not; what it would have made is missing from then on. */
interface RefusedWrite {
  readonly path: string
  readonly cause: PossibleCause
}

const refusedMax = 20
/** Shorter ones are the same by chance. */
const textLengthMin = 3
const digitsMin = 5
const valueLengthMax = 80

/** For each divergence of a session that counts, what may be behind it, the narrowest first. */
export function* possibleCauses(session: SessionReport, shared: number): Generator<[ReportedDivergence, readonly PossibleCause[]]> {
  const refused: RefusedWrite[] = []
  for (const exchange of session.exchanges) {
    const counted = exchange.divergences.filter(({ severity }) => severity === 'error')
    const lists = counted.filter(isOfList).map(({ path }) => path)
    for (const divergence of counted) {
      yield [divergence, [...ownCauses(exchange, divergence, lists, shared), ...followed(exchange, divergence, refused)]]
    }
    const isRefused = exchange.method !== 'GET' && exchange.status < 400 && exchange.twinStatus >= 400
    if (isRefused && refused.length < refusedMax) refused.push({ path: pathOf(exchange), cause: causeOfStatus(exchange) })
  }
}

function ownCauses(
  exchange: ExchangeReport,
  { path, category, expected, actual }: ReportedDivergence,
  lists: readonly string[],
  shared: number,
): PossibleCause[] {
  const { route } = exchange
  if (exchange.unseen) return [causeOfUnseen(exchange)]
  if (category === 'status_code_mismatch' || category === 'twin_miss') return [causeOfStatus(exchange)]
  if (path.startsWith('header.')) {
    const name = path.slice('header.'.length)
    return [{ kind: 'header', key: `header\n${name}`, subject: name, within: '' }]
  }
  const list = lists.find((candidate) => path === candidate || path.startsWith(`${candidate}[`))
  const family = familyOf(route, shared)
  const name = fieldName(path, family)
  return [
    ...(list === undefined ? [] : [causeAt('list', generalPath(list), route)]),
    name === undefined ? causeAt('body', generalPath(path), route) : causeAt('field', name, family),
    ...(category === 'value_mismatch' ? causesOfValue(expected, actual) : []),
  ]
}

/** A refusal, or a list that is too short, may come of a write that the twin refused before. */
function followed(exchange: ExchangeReport, { category }: ReportedDivergence, refused: readonly RefusedWrite[]): PossibleCause[] {
  const misses = category === 'status_code_mismatch' && exchange.status < 400 && exchange.twinStatus >= 400
  if (!misses && category !== 'array_length_mismatch') return []
  const path = pathOf(exchange)
  const own = causeOfStatus(exchange).key
  const before = refused.filter((write) => (path === write.path || path.startsWith(`${write.path}/`)) && write.cause.key !== own)
  return [...new Map(before.map(({ cause }) => [cause.key, cause])).values()]
}

function causeAt(kind: CauseKind, subject: string, within: string): PossibleCause {
  return { kind, key: `${kind}\n${subject}\n${within}`, subject, within }
}

function causeOfUnseen({ method, target }: ExchangeReport): PossibleCause {
  return causeAt('unseen', `${method} ${placePattern(target)}`, '')
}

function causeOfStatus({ route, status, twinStatus }: ExchangeReport): PossibleCause {
  return causeAt('status', `${twinStatus} instead of ${status}`, route)
}

/** A value that is shown in many places is wrong in all of them for one reason. */
function causesOfValue(expected: Json | undefined, actual: Json | undefined): PossibleCause[] {
  const [left, right] = [scalarText(expected), scalarText(actual)]
  return left === undefined || right === undefined ? [] : [causeAt('value', `${right} instead of ${left}`, '')]
}

function scalarText(value: Json | undefined): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const least = typeof value === 'number' ? digitsMin : textLengthMin
  return text.length >= least && text.length <= valueLengthMax ? JSON.stringify(value) : undefined
}

function isOfList({ category }: ReportedDivergence): boolean {
  return category === 'array_length_mismatch' || category === 'order_mismatch'
}

function pathOf({ target }: ExchangeReport): string {
  return target.split('?', 1)[0] as string
}
