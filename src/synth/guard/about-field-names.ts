import { escapePattern } from '#base'
import type { Value } from '#lang'
import type { Route } from '../call.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { shownNames } from './about-names.ts'
import { about, type Predicate, type Variable } from './predicate.ts'

const namesMax = 80
const acceptedMin = 2

/** What a name is followed by: a direction, or the name of a field within. */
const after = '([.: ][^,]*)?'
const listed = new RegExp(`^[-+]?([\\w$*][\\w$*-]*)${after}$`)

/**
 * Tests on whether a parameter that names fields, to sort by (`-price`, `name:desc,id`), to show or to include, names one that there is not:
 * answers at the path show those that there are, whether they were asked for or not.
 */
export function aboutFieldNames(variable: Variable, accepted: readonly Value[], route: Route | undefined, timeline: Timeline): Predicate[] {
  const { text, values, isItem } = variable
  if (isItem || !text.startsWith('query') || !values.some((value) => typeof value === 'string')) return []
  const lists = accepted.flatMap((value) => (typeof value === 'string' && value !== '' ? [namesIn(value)] : []))
  const used = new Set(lists.flatMap((names) => names ?? []))
  if (lists.includes(undefined) || used.size < acceptedMin) return []
  const shown = shownNames(route, timeline)
  // Words of which only few are names of fields are something else.
  if ([...used].filter((name) => shown.has(name)).length * 2 < used.size) return []
  const known = new Set([...used, ...shown])
  if (known.size > namesMax) return []
  const isKnown = (value: string) => namesIn(value)?.every((name) => known.has(name)) ?? false
  if (!values.some((value) => typeof value === 'string' && !isKnown(value))) return []
  const one = `[-+]?(${[...known].sort().map(escapePattern).join('|')})${after}`
  return [about(variable, `has(${text}) && !matches(${text}, ${JSON.stringify(`^${one}(,${one})*$`)})`, 3.2, 'enum')]
}

/** The names in a list with commas; undefined where something else stands there. */
function namesIn(text: string): string[] | undefined {
  const names = text.split(',').map((item) => listed.exec(item)?.[1])
  return names.every((name) => name !== undefined) ? names : undefined
}
