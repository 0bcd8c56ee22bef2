import { resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { type Digest, digestPattern } from '#pack'
import { readPackFile } from '#pack/io'
import { describePack } from './packs/describe-pack.ts'
import { otherPack } from './packs/other-pack.ts'
import { tryPack } from './packs/try-pack.ts'
import { defineVerb } from './verb.ts'

const input = z.object({
  file: z.string().min(1),
  digest: z.string().regex(digestPattern, 'is no digest: sha256: and 64 hexadecimal digits').optional(),
})

/** Checks the file of a pack. Faults: those of `readPackFile`, `pack-other`, those of serving what is in it. */
export const verifyVerb = defineVerb({
  name: 'verify',
  summary: 'Check the file of a packed twin: whole, as its digests say, fit to be served',
  help: `Reads all of the file that doppel pack has written: that nothing is torn or changed, that each file is what its digest says, that
nothing leads out of the twin's folder or decides what is for you to decide, and that this version can serve it. Nothing is
written. Exit code 1 where the file is damaged, 3 where it is other than it says.

Examples:
  $ doppel verify orders.doppel
  $ doppel verify orders.doppel --digest sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
  parameters: [
    { key: 'file', kind: 'argument', placeholder: 'FILE', summary: 'the pack', completes: 'file' },
    { key: 'digest', kind: 'option', placeholder: 'DIGEST', summary: 'the digest that it must have' },
  ],
  input,
  async run({ file, digest }, context) {
    const pack = await readPackFile(resolve(context.cwd, file))
    if (digest !== undefined && pack.digest !== digest) {
      throw otherPack(file, pack.digest, digest as Digest)
    }
    await tryPack(pack, file, context)
    return {
      exitCode: exitCodes.ok,
      text: `${describePack(pack)}\n${file} is whole`,
      json: { file, digest: pack.digest, manifest: pack.manifest },
    }
  },
})
