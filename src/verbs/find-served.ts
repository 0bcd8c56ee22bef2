import { namesPack } from '#pack'
import type { VerbContext } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

/** The twin of the workspace, or of the pack, that somebody wants served. Faults: those of `readTwinConfig` and `openPackTwin`. */
export async function findServed(name: string, context: VerbContext): Promise<TwinPlace> {
  if (!namesPack(name)) return readTwinConfig(context.cwd, name)
  // loaded for a pack alone: a start has little time
  return (await import('./packs/open-pack-twin.ts')).openPackTwin(name, context)
}
