import { stringify } from 'smol-toml'
import type { JsonObject } from '#base'
import { exitCodes, Fault, readTomlSource } from '#diagnostics'
import { readEvidence, readFixtures } from '#model/io'
import { composePack, findSecrets, type Manifest, manifestFormat, type Pack, withoutHost } from '#pack'
import { readTwinFiles } from '#pack/io'
import packageJson from '../../../package.json' with { type: 'json' }
import { anyEnvironment } from '../any-environment.ts'
import { schemaFileName } from '../file-schemas.ts'
import { readTwinWithFixtures } from '../read-served-twin.ts'
import { readTwinModel } from '../read-twin-model.ts'
import type { VerbContext } from '../verb.ts'
import type { TwinPlace } from '../workspace.ts'

export interface ComposeOptions {
  /** The version that the pack says, in place of that of `twin.toml`. */
  readonly version?: string | undefined
  /** Secrets in `twin.toml` are for tests, and may go with it. */
  readonly withSecrets: boolean
}

/** A twin of the workspace as a pack, and which of its settings stay at home. Faults: those of serving it, `pack-secret`, `pack-path`, `pack-too-large`. */
export async function composeTwinPack(
  place: TwinPlace,
  { version, withSecrets }: ComposeOptions,
  context: VerbContext,
): Promise<{ readonly pack: Pack; readonly leftOut: readonly string[] }> {
  await readTwinWithFixtures(place, 'synth', { ...context, env: anyEnvironment, note: () => {} })
  const leftOut: string[] = []
  const files = (await readTwinFiles(place.folder)).map((file) => {
    if (file.name !== 'twin.toml') return file
    const stripped = stripSettings(new TextDecoder().decode(file.bytes), version)
    leftOut.push(...stripped.leftOut)
    return { ...file, bytes: new TextEncoder().encode(stripped.text) }
  })
  const secrets = withSecrets ? [] : findSecrets(files)
  if (secrets.length > 0) {
    throw new Fault('pack-secret', `${place.name} has secrets that would go with the pack: ${secrets.join(', ')}`, {
      exitCode: exitCodes.policy,
      help: 'read them from the environment (secret = "$WEBHOOK_SECRET"), or pack with --with-secrets where they are for tests alone',
    })
  }
  return { pack: composePack(await describeTwin(place, version), files), leftOut }
}

/** The text of a `twin.toml` without what is not for packs; comments go, too, since nobody looks through them. */
function stripSettings(text: string, version: string | undefined): { readonly text: string; readonly leftOut: readonly string[] } {
  const { settings, leftOut } = withoutHost(readTomlSource('twin.toml', text).value as JsonObject)
  const said = version === undefined ? settings : { ...settings, pack: { ...(settings['pack'] as JsonObject | undefined), version } }
  return { text: `#:schema ../.schema/${schemaFileName('twin.toml')}\n${stringify(said)}\n`, leftOut }
}

async function describeTwin(place: TwinPlace, version: string | undefined): Promise<Omit<Manifest, 'files'>> {
  const { model, authored } = await readTwinModel(place)
  const evidence = authored ? undefined : await readEvidence(place.folder)
  const fixtures = [...(await readFixtures(place.folder, model)).named.keys()]
  const about = { ...place.config.pack, ...(version === undefined ? {} : { version }) }
  return {
    format: manifestFormat,
    doppel: packageJson.version,
    name: place.name,
    service: place.baseUrl,
    kind: authored ? 'written' : 'learned',
    ...(Object.keys(about).length === 0 ? {} : { about }),
    figures: {
      routes: model.routes.length,
      ...(evidence === undefined ? {} : { sessions: evidence.sessions.length, exchanges: evidence.exchanges }),
      ...(evidence?.heldOutBp === undefined ? {} : { heldOutBp: evidence.heldOutBp }),
      ...(fixtures.length === 0 ? {} : { fixtures }),
    },
  }
}
