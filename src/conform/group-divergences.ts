import type { Json } from '#base'
import type { DivergenceCategory } from '#compare'
import { generalPath } from './general-path.ts'
import type { ReportedDivergence } from './report.ts'

/** The same difference met again and again: one route, one place, one kind. */
export interface DivergenceGroup {
  readonly route: string
  /** With `[]` for every index, e.g. `body.items[].total`. */
  readonly path: string
  readonly category: DivergenceCategory
  readonly count: number
  /** Of the first one met. */
  readonly expected: Json | undefined
  readonly actual: Json | undefined
  readonly session: string
  readonly exchange: number
}

/** Groups divergences that count, the most frequent first, then in the order in which they were met. */
export function groupDivergences(divergences: readonly ReportedDivergence[]): DivergenceGroup[] {
  const keyOf = ({ route, path, category }: ReportedDivergence) => `${route}\n${generalPath(path)}\n${category}`
  const counted = divergences.filter(({ severity }) => severity === 'error')
  const groups = [...Map.groupBy(counted, keyOf).values()].map((members) => {
    const { route, path, category, expected, actual, session, exchange } = members[0] as ReportedDivergence
    return { route, path: generalPath(path), category, count: members.length, expected, actual, session, exchange }
  })
  return groups.sort((left, right) => right.count - left.count)
}
