import type { Report, ReportedDivergence } from '../report.ts'
import type { UnverifiedField } from '../unverified-fields.ts'

const shown = 10

/** What rules of `twin.toml` and `drift.toml` keep from counting, for the line of counts; nothing where they keep nothing. */
export function printUnruled({ unruledBp, scoreBp, divergences }: Report): string {
  const accepted = divergences.filter(({ acceptedFor }) => acceptedFor !== undefined).length
  const known = accepted === 0 ? '' : ` accepted=${accepted}`
  return unruledBp === scoreBp ? known : `${known} without-rules=${unruledBp}/10000`
}

/** Known drifts by rule, with the reasons: they stay visible. */
export function printAccepted({ divergences }: Report): string[] {
  const lines = printGroups(
    divergences.filter(({ acceptedFor }) => acceptedFor !== undefined),
    ({ acceptedFor, driftType }) => `${driftType}: ${acceptedFor}`,
  )
  if (lines.length === 0) return []
  const more = lines.length > shown ? [`  and ${lines.length - shown} more`] : []
  return ['', 'known drift (drift.toml), not counted:', ...lines.slice(0, shown), ...more]
}

/** All that `--show-suppressed` shows: what rules took out, and what could be compared by its format only, each with the reason. */
export function printSuppressed({ suppressed, unverifiedFields }: Report): string[] {
  const lines = printGroups(suppressed, ({ suppressedFor, category }) => `${category}: ${suppressedFor}`)
  const fields = printUnverified(unverifiedFields)
  return [
    ...(lines.length === 0 ? ['nothing was suppressed'] : ['suppressed:', ...lines]),
    ...(fields.length === 0
      ? []
      : ['', 'not compared by value (to compare one, set its class under [diff.fields] in twin.toml):', ...fields]),
  ]
}

/** Headers that no client acts on are the same everywhere: once each. */
function printUnverified(fields: readonly UnverifiedField[]): string[] {
  const own = fields.filter(({ reason }) => reason !== 'header_allowlist')
  const headers = Map.groupBy(
    fields.filter((field) => !own.includes(field)),
    ({ path }) => path,
  )
  return [
    ...own.map(({ route, path, reason, count }) => `  ${count}x ${route} ${path} ${reason}`),
    ...[...headers].map(([path, members]) => {
      const count = members.reduce((total, member) => total + member.count, 0)
      return `  ${count}x ${path} header_allowlist (${members.length} ${members.length === 1 ? 'route' : 'routes'})`
    }),
  ]
}

function printGroups(divergences: readonly ReportedDivergence[], describe: (divergence: ReportedDivergence) => string): string[] {
  const groups = Map.groupBy(divergences, (divergence) => `${divergence.route} ${divergence.path} ${describe(divergence)}`)
  return [...groups].map(([text, members]) => `  ${members.length}x ${text}`)
}
