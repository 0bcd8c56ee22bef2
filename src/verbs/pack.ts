import { z } from 'zod'
import { createStyle, exitCodes, renderFinding } from '#diagnostics'
import { aboutSchema } from '#pack'
import { composeTwinPack } from './packs/compose-twin-pack.ts'
import { describePack } from './packs/describe-pack.ts'
import { savePack } from './packs/save-pack.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({
  name: z.string(),
  out: z.string().min(1).optional(),
  release: aboutSchema.unwrap().shape.version,
  withSecrets: z.boolean().default(false),
})

/** Writes a twin into one file. Faults: those of serving it, `pack-secret`, `pack-path`, `pack-too-large`, `export-not-written`. */
export const packVerb = defineVerb({
  name: 'pack',
  summary: 'Put a twin into one file, to give it to others',
  help: `The file has what serving needs: the model and what the twin knows by heart, or the files in which it is written; twin.toml,
chaos.yaml and the fixtures. Recordings, keys and the scrub policy stay at home, and so do the settings that are about this
machine: [serve], [record], [explore], [upstream], and allow and subscriptions of [webhooks]. A secret that twin.toml has written
out is refused: let it be read from the environment.

A manifest in it lists each file with its digest; the digest of the manifest is what the pack is known by. The same twin gives
the same digest. [pack] of twin.toml says version, licence and the like.

Others run doppel install FILE, or name the file in their doppel.toml: [twins.orders] with source = "orders.doppel".

Examples:
  $ doppel pack orders
  $ doppel pack orders --release 1.2.0 --out dist/orders.doppel`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    {
      key: 'out',
      kind: 'option',
      placeholder: 'FILE',
      summary: 'where to; NAME.doppel or NAME-VERSION.doppel unless said',
      completes: 'file',
    },
    { key: 'release', kind: 'option', placeholder: 'V', summary: 'version that the pack says, in place of that of twin.toml' },
    { key: 'withSecrets', kind: 'flag', summary: 'secrets in twin.toml are for tests alone, and go with it' },
  ],
  input,
  async run({ name, out, release, withSecrets }, context) {
    const place = await readTwinConfig(context.cwd, name)
    for (const warning of place.warnings) context.note(renderFinding(warning, createStyle(false)))
    const { pack, leftOut } = await composeTwinPack(place, { version: release, withSecrets }, context)
    const { file, bytes } = await savePack(context.cwd, pack, out)
    if (leftOut.length > 0) context.note(`stays at home: ${leftOut.join(', ')}`)
    return {
      exitCode: exitCodes.ok,
      text: `${describePack(pack)}\nwritten to ${file} (${bytes} bytes)`,
      json: { file, bytes, digest: pack.digest, leftOut, manifest: pack.manifest },
    }
  },
})
