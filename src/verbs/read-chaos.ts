import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { Chaos } from '#model'
import { readIfThere } from './workspace.ts'

/** What `chaos.yaml` of a twin's folder says; nothing where there is none. Faults: `chaos-invalid`, `file-unreadable`. */
export async function readChaos(folder: string): Promise<Chaos> {
  const file = join(folder, 'chaos.yaml')
  const text = await readIfThere(file)
  if (text === undefined) return { profiles: {}, on: [] }
  // What reads YAML takes longer to load than all else of a start; most twins have none.
  const { checkChaos } = await import('./check-chaos.ts')
  const { chaos, findings } = checkChaos(text, file)
  if (chaos !== undefined) return chaos
  throw new Fault('chaos-invalid', findings.map(({ place, message }) => `${place}: ${message}`).join('\n'), {
    exitCode: exitCodes.user,
    help: 'what chaos.yaml may say is in docs/guides/chaos.md',
  })
}
