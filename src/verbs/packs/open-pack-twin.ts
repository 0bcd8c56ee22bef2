import { exitCodes, Fault } from '#diagnostics'
import { parseSource, sourceForms } from '#pack'
import type { VerbContext } from '../verb.ts'
import type { TwinPlace } from '../workspace.ts'
import { type FindOptions, findPack } from './find-pack.ts'
import { readPackedPlace, unpackFound } from './unpack-found.ts'

/** The twin of a pack that somebody names, unpacked under `.doppel/`. Faults: those of finding and opening it, `source-unknown`. */
export async function openPackTwin(said: string, context: VerbContext, options: Partial<FindOptions> = {}): Promise<TwinPlace> {
  const source = parseSource(said)
  if (source === undefined || source.kind === 'folder') throw noSource(said)
  const unpacked = await unpackFound(context.cwd, await findPack(source, { folder: context.cwd, context, ...options }))
  return readPackedPlace(unpacked, unpacked.manifest.name, said)
}

function noSource(said: string): Fault {
  return new Fault('source-unknown', `"${said}" is no source of a pack`, { exitCode: exitCodes.user, help: `name ${sourceForms}` })
}
