import type { Manifest, Pack } from '#pack'
import { columns } from '../columns.ts'

/** What a pack says of itself, for people. */
export function describePack({ manifest, digest }: Pick<Pack, 'manifest' | 'digest'>): string {
  const { name, service, about = {}, files, doppel } = manifest
  const { version, summary, licence, workflows = [], needs = [] } = about
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['twin', version === undefined ? name : `${name} ${version}`],
    ['of', service],
    ['about', summary],
    ['made', describeMaking(manifest)],
    ['score', describeScore(manifest)],
    ['workflows', listed(workflows)],
    ['fixtures', listed(manifest.figures.fixtures ?? [])],
    ['needs', listed(needs)],
    ['licence', licence],
    ['packed by', `Doppel ${doppel}`],
    ['files', `${files.length}, ${bytes} bytes`],
    ['digest', digest],
  ]
  return columns(rows.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function describeMaking({ kind, figures: { routes, sessions, exchanges } }: Manifest): string {
  const known = `${routes} ${routes === 1 ? 'route' : 'routes'}`
  if (kind === 'written') return `written by hand, ${known}`
  return sessions === undefined ? `learned, ${known}` : `learned of ${sessions} sessions (${exchanges} exchanges), ${known}`
}

/** `91.3 % of the answers to unseen sessions are right`. */
function describeScore({ figures: { heldOutBp } }: Manifest): string | undefined {
  return heldOutBp === undefined ? undefined : `${(heldOutBp / 100).toFixed(1)} % of the answers to unseen sessions are right`
}

function listed(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(', ')
}
