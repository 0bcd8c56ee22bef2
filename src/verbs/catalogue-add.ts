import { resolve } from 'node:path'
import { stringify } from 'smol-toml'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { type Catalogue, type CatalogueVersion, catalogueFormat, parseCatalogue, sortVersions } from '#pack'
import { findPack, requireSource } from './packs/find-pack.ts'
import { otherPack } from './packs/other-pack.ts'
import { plainHttpParameter } from './packs/pack-parameters.ts'
import { defineVerb } from './verb.ts'
import { readIfThere } from './workspace.ts'
import { writeWhole } from './write-whole.ts'

const input = z.object({
  source: z.string().min(1),
  to: z.string().min(1),
  as: z.string().min(1).optional(),
  plainHttp: z.boolean().default(false),
})

/** Adds a pack to an index. Faults: those of finding and opening it, `catalogue-invalid`, `export-not-written`. */
export const catalogueAddVerb = defineVerb({
  name: 'catalogue add',
  summary: 'Add a packed twin to the index of a catalogue, with its digest and what it says of itself',
  help: `Reads the pack in full and writes a line for it into the index, which is made where there is none. A pack needs a version for that. One of
the same name and version gives way. Where others find the pack is the source as you give it, or --as, from the index.

Examples:
  $ doppel catalogue add packs/orders-1.2.0.doppel --to packs/catalogue.json --as orders-1.2.0.doppel
  $ doppel catalogue add oci://registry.example.com/twins/orders:1.2.0 --to catalogue.json`,
  parameters: [
    { key: 'source', kind: 'argument', placeholder: 'SOURCE', summary: 'the pack: a file, an address, or oci://…', completes: 'file' },
    { key: 'to', kind: 'option', placeholder: 'FILE', summary: 'the index: JSON, or TOML by its name', completes: 'file' },
    { key: 'as', kind: 'option', placeholder: 'SOURCE', summary: 'what the index says of where it is' },
    plainHttpParameter,
  ],
  input,
  async run({ source, to, as, plainHttp }, context) {
    const found = await findPack(requireSource(source), { folder: context.cwd, context, plainHttp })
    const { manifest, digest } = await found.open()
    if (digest !== found.digest) throw otherPack(found.from, digest, found.digest)
    const { name, about = {}, service, kind, figures } = manifest
    const { version } = about
    if (version === undefined) {
      throw new Fault('catalogue-invalid', `${source} has no version, by which a catalogue could tell it from others`, {
        exitCode: exitCodes.user,
        help: `pack it with one: doppel pack ${name} --release 1.0.0`,
      })
    }
    const at = as ?? (source.startsWith('oci://') ? found.from : source)
    const entry: CatalogueVersion = { ...about, version, source: at, digest, service, kind, figures }
    const file = resolve(context.cwd, to)
    const text = await readIfThere(file)
    const known: Catalogue = text === undefined ? { format: catalogueFormat, twins: {} } : parseCatalogue(text, to)
    const others = (known.twins[name]?.versions ?? []).filter((one) => one.version !== version)
    const twins = { ...known.twins, [name]: { versions: sortVersions([...others, entry]) } }
    const whole: Catalogue = { ...known, twins: Object.fromEntries(Object.entries(twins).sort(([one], [other]) => (one < other ? -1 : 1))) }
    try {
      await writeWhole(file, /\.toml$/i.test(to) ? `${stringify(whole)}\n` : `${JSON.stringify(whole, undefined, 2)}\n`)
    } catch (cause) {
      throw new Fault('export-not-written', `${to} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
    }
    return { exitCode: exitCodes.ok, text: `${to} has ${name} ${version}, from ${at}`, json: { file: to, name, ...entry } }
  },
})
