import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pack } from '#pack'
import { writePackFiles } from '#pack/io'
import { anyEnvironment } from '../any-environment.ts'
import { readTwinWithFixtures } from '../read-served-twin.ts'
import type { VerbContext } from '../verb.ts'
import { readTwinPlace } from '../workspace.ts'

/** That this version can serve what is in a pack. Faults: those of serving it. */
export async function tryPack(pack: Pack, shown: string, context: VerbContext): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'doppel-pack-'))
  try {
    await writePackFiles(folder, pack)
    const place = await readTwinPlace({ folder, shown, name: pack.manifest.name })
    await readTwinWithFixtures(place, 'synth', { ...context, env: anyEnvironment, note: () => {}, progress: () => {} })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
