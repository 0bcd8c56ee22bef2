import { resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { aboutSchema, namesPack, parseSource, printOciReference } from '#pack'
import { pushPack, readPackFile } from '#pack/io'
import { composeTwinPack } from './packs/compose-twin-pack.ts'
import { describePack } from './packs/describe-pack.ts'
import { plainHttpParameter } from './packs/pack-parameters.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({
  name: z.string(),
  to: z.string(),
  release: aboutSchema.unwrap().shape.version,
  withSecrets: z.boolean().default(false),
  plainHttp: z.boolean().default(false),
})

/** Puts a twin into a registry. Faults: those of packing it, `source-unknown`, those of the registry. */
export const pushVerb = defineVerb({
  name: 'push',
  summary: 'Put a twin into a registry of OCI images, for others to pull',
  help: `Packs the twin as doppel pack does, or takes the file of a pack, and puts it into a registry, such as keeps images of containers. What
the registry has already is not sent again. Without a tag it is latest.

A registry that asks who you are gets what docker login has kept, or DOPPEL_REGISTRY_USER and DOPPEL_REGISTRY_PASSWORD if
DOPPEL_REGISTRY names it. A registry on this machine is reached by http, all others by https.

Examples:
  $ doppel push orders oci://registry.example.com/twins/orders:1.2.0
  $ doppel push orders.doppel oci://127.0.0.1:5000/orders`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin, or a pack such as orders.doppel', completes: 'twin' },
    { key: 'to', kind: 'argument', placeholder: 'REFERENCE', summary: 'where to: oci://HOST/REPOSITORY:TAG' },
    { key: 'release', kind: 'option', placeholder: 'V', summary: 'version that the pack says, in place of that of twin.toml' },
    { key: 'withSecrets', kind: 'flag', summary: 'secrets in twin.toml are for tests alone, and go with it' },
    plainHttpParameter,
  ],
  input,
  async run({ name, to, release, withSecrets, plainHttp }, context) {
    const target = parseSource(to)
    if (target?.kind !== 'oci' || target.reference.digest !== undefined) {
      throw new Fault('source-unknown', `"${to}" is no place in a registry that can be pushed to`, {
        exitCode: exitCodes.user,
        help: 'write oci://HOST/REPOSITORY:TAG, without a digest',
      })
    }
    const { pack, leftOut } = namesPack(name)
      ? { pack: await readPackFile(resolve(context.cwd, name)), leftOut: [] }
      : await composeTwinPack(await readTwinConfig(context.cwd, name), { version: release, withSecrets }, context)
    if (leftOut.length > 0) context.note(`stays at home: ${leftOut.join(', ')}`)
    const digest = await pushPack(target.reference, pack, { env: context.env, plainHttp })
    const { host, repository } = target.reference
    const pinned = printOciReference({ host, repository, digest })
    const shown = printOciReference(target.reference)
    return {
      exitCode: exitCodes.ok,
      text: `${describePack(pack)}\npushed to ${shown}\nas ${pinned}`,
      json: { reference: shown, pinned, digest: pack.digest, manifest: pack.manifest },
    }
  },
})
