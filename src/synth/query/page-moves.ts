import type { Query } from '#model'
import { isUsed } from './is-used.ts'
import type { Move, MoveContext } from './moves.ts'
import type { ListObservation } from './observation.ts'
import { hasMeaning, type Parameter } from './parameters.ts'

/** Changes of how much of a list is shown. */
export function* proposePaging(query: Query, { parameters, observations, keys }: MoveContext): Iterable<Move> {
  const page = query.page ?? {}
  for (const { name, text, values } of parameters) {
    if (!values.some((value) => /^\d+$/.test(value)) || isUsed(query, text)) continue
    if (page.size === undefined)
      yield { query: { ...query, page: { ...page, size: text } }, cost: hasMeaning(name, 'size') ? 0.1 : 0.9, given: text }
    if (page.start === undefined)
      yield { query: { ...query, page: { ...page, start: text } }, cost: hasMeaning(name, 'start') ? 0.1 : 0.9, given: text }
    if (page.number === undefined)
      yield { query: { ...query, page: { ...page, number: text } }, cost: hasMeaning(name, 'number') ? 0.1 : 0.9, given: text }
  }
  const { tokens } = observations[0]?.scope.call ?? {}
  for (const { text, values } of parameters)
    if (tokens && page.token === undefined && !isUsed(query, text) && areKeys(values, tokens.texts))
      yield { query: { ...query, page: { ...page, token: { from: text, shape: tokens.shape } } }, cost: 0.1, given: text }
  for (const { name, text, values } of parameters) {
    if (isUsed(query, text) || !areKeys(values, keys)) continue
    for (const side of ['after', 'before'] as const)
      if (page[side] === undefined)
        yield { query: { ...query, page: { ...page, [side]: text } }, cost: new RegExp(side, 'i').test(name) ? 0.1 : 0.3, given: text }
  }
  if (page.number !== undefined && page.firstPage === undefined) yield { query: { ...query, page: { ...page, firstPage: 0 } }, cost: 0.1 }
  const isFiltered = (query.filters?.length ?? 0) + (query.where?.length ?? 0) > 0
  if (query.page !== undefined && isFiltered && !query.log && page.unfiltered === undefined)
    yield { query: { ...query, page: { ...page, unfiltered: true } }, cost: 0.4 }
  if (page.number !== undefined && page.clamp === undefined) yield { query: { ...query, page: { ...page, clamp: true } }, cost: 0.3 }
  for (const part of ['size', 'start', 'number'] as const) {
    if (page[part] === undefined) continue
    const { [part]: _, ...rest } = page
    yield { query: { ...query, page: rest }, cost: 0.3 }
  }
  const longest = Math.max(0, ...observations.map(({ keys }) => keys.length))
  if (page.default === undefined)
    // Round sizes first: another one has to cut a list to be believed.
    for (const size of new Set([10, 20, 25, 30, 50, 100, longestUnasked(query, observations, parameters), longest]))
      if (size > 0) yield { query: { ...query, page: { ...page, default: size } }, cost: 0.5 }
  if (page.size !== undefined && page.max === undefined && longest > 1)
    yield { query: { ...query, page: { ...page, max: longest } }, cost: 0.5 }
}

/** So many of the values of a parameter must be keys, for it to stand for members. */
const keysShareMin = 0.6

/** Whether the values of a parameter are keys of members: those at the ends of pages. */
function areKeys(values: readonly string[], keys: ReadonlySet<string>): boolean {
  return values.length > 0 && values.filter((value) => keys.has(value)).length >= values.length * keysShareMin
}

/** The longest list of those for which the client named no size: the default, where it was reached. */
function longestUnasked(query: Query, observations: readonly ListObservation[], parameters: readonly Parameter[]): number {
  const asked = parameters.find(({ text }) => text === query.page?.size)?.name
  const unasked = observations.filter(({ scope }) => asked === undefined || !Object.hasOwn(scope.environment.query, asked))
  return Math.max(0, ...unasked.map(({ keys }) => keys.length))
}
