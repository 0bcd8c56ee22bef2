import { relative } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { describePack } from './packs/describe-pack.ts'
import { findPack, requireSource } from './packs/find-pack.ts'
import { installPack } from './packs/install-pack.ts'
import { otherPack } from './packs/other-pack.ts'
import { catalogueParameter, plainHttpParameter } from './packs/pack-parameters.ts'
import { tryPack } from './packs/try-pack.ts'
import { defineVerb } from './verb.ts'
import { twinNamePattern } from './workspace.ts'

const input = z.object({
  source: z.string().min(1),
  as: z.string().regex(twinNamePattern, 'use lower-case letters, digits, - and _, and begin with a letter or digit').optional(),
  force: z.boolean().default(false),
  plainHttp: z.boolean().default(false),
  catalogue: z.string().min(1).optional(),
})

/** Makes a twin of the workspace of a pack. Faults: those of `findPack` and opening it, of serving it, and of `installPack`. */
export const installVerb = defineVerb({
  name: 'install',
  summary: 'Make a twin of this workspace of a pack: twins/NAME',
  help: `Checks the pack as doppel verify does, and writes twins/NAME with what is in it. From then on it is a twin like any other: serve
it, change it, record more for it. To use one and leave it as it is, name the pack in doppel.toml instead.

A twin that is there already is left alone. With --force it gives way; its recordings, and what else packs do not have, stay.

Examples:
  $ doppel install orders.doppel
  $ doppel install orders.doppel --as shop
  $ doppel install orders-1.3.0.doppel --force
  $ doppel install oci://registry.example.com/twins/orders:1.3.0
  $ doppel install catalogue:orders@1`,
  parameters: [
    {
      key: 'source',
      kind: 'argument',
      placeholder: 'SOURCE',
      summary: 'the pack: a file, an address, oci://…, or catalogue:NAME',
      completes: 'file',
    },
    { key: 'as', kind: 'option', placeholder: 'NAME', summary: 'what to call the twin; as the pack does unless said' },
    { key: 'force', kind: 'flag', summary: 'put it in the place of a twin of that name' },
    catalogueParameter,
    plainHttpParameter,
  ],
  input,
  async run({ source, as, force, plainHttp, catalogue }, context) {
    const found = await findPack(requireSource(source), { folder: context.cwd, context, plainHttp, catalogue })
    const pack = await found.open()
    if (pack.digest !== found.digest) throw otherPack(found.from, pack.digest, found.digest)
    await tryPack(pack, source, context)
    const name = as ?? pack.manifest.name
    const folder = relative(context.cwd, await installPack(context.cwd, pack, name, force))
    return {
      exitCode: exitCodes.ok,
      text: `${describePack(pack)}\ninstalled as ${folder}\n\nNext: doppel serve ${name} --port 8081`,
      json: { name, folder, digest: pack.digest, manifest: pack.manifest },
    }
  },
})
