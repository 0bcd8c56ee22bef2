import type { Json } from '#base'
import type { DivergenceCategory, Severity } from '#compare'
import { generalPath } from './general-path.ts'
import type { ReportedDivergence } from './report.ts'

/** The same difference met again and again: one route, one place, one kind. */
export interface DivergenceGroup {
  readonly route: string
  /** With `[]` for every index, e.g. `body.items[].total`. */
  readonly path: string
  readonly category: DivergenceCategory
  readonly count: number
  /** This and what follows is of the first one met. */
  readonly severity: Severity
  readonly expected: Json | undefined
  readonly actual: Json | undefined
  readonly session: string
  readonly exchange: number
  readonly driftId: string
  readonly suppressedFor?: string
  readonly acceptedFor?: string
  /** The first few that differ in their values. */
  readonly examples: readonly ReportedDivergence[]
}

const examplesMax = 3

/** Route, place, kind and severity: what divergences that are the same again and again have in common. */
export function kindOf({ route, path, category, severity }: Pick<ReportedDivergence, 'route' | 'path' | 'category' | 'severity'>): string {
  return `${route}\n${generalPath(path)}\n${category}\n${severity}`
}

/** Groups divergences, those that count unless other severities are asked for: the most frequent first, then in the order in which they were met. */
export function groupDivergences(
  divergences: readonly ReportedDivergence[],
  severities: readonly Severity[] = ['error'],
): DivergenceGroup[] {
  const asked = divergences.filter(({ severity }) => severities.includes(severity))
  const groups = [...Map.groupBy(asked, kindOf).values()].map((members) => {
    const { leaves: _, ...first } = members[0] as ReportedDivergence
    return { ...first, path: generalPath(first.path), count: members.length, examples: someOf(members) }
  })
  return groups.sort((left, right) => right.count - left.count)
}

function someOf(members: readonly ReportedDivergence[]): ReportedDivergence[] {
  const byValues = new Map<string, ReportedDivergence>()
  for (const member of members) {
    if (byValues.size === examplesMax) break
    if (!byValues.has(member.driftId)) byValues.set(member.driftId, member)
  }
  return [...byValues.values()]
}
