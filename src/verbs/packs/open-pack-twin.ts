import type { VerbContext } from '../verb.ts'
import type { TwinPlace } from '../workspace.ts'
import { findPack, requireSource } from './find-pack.ts'
import { readPackedPlace, unpackFound } from './unpack-found.ts'

/** The twin of a pack that somebody names, unpacked under `.doppel/`. Faults: those of finding and opening it, `source-unknown`. */
export async function openPackTwin(said: string, context: VerbContext): Promise<TwinPlace> {
  const unpacked = await unpackFound(context.cwd, await findPack(requireSource(said), { folder: context.cwd, context }))
  return readPackedPlace(unpacked, unpacked.manifest.name, said)
}
