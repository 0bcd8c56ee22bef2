import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { type CatalogueVersion, sortVersions } from '#pack'
import { columns } from './columns.ts'
import { versionRow } from './packs/describe-version.ts'
import { catalogueParameter, plainHttpParameter } from './packs/pack-parameters.ts'
import { readCatalogue } from './packs/read-catalogue.ts'
import { defineVerb } from './verb.ts'

const input = z.object({
  word: z.array(z.string().min(1)).default([]),
  catalogue: z.string().min(1).optional(),
  plainHttp: z.boolean().default(false),
})

const parameters = [catalogueParameter, plainHttpParameter]

/** Shows what a catalogue has. Faults: those of `readCatalogue`. */
export const catalogueListVerb = defineVerb({
  name: 'catalogue list',
  summary: 'Show the twins that a catalogue has, each in its newest version',
  help: `A catalogue is an index of packed twins: a file, or one that a server gives. Which one is said by [catalogue] of doppel.toml,
by DOPPEL_CATALOGUE, or by --catalogue. The columns are name, version, how right answers to unseen sessions are, and what it is.

Examples:
  $ doppel catalogue list
  $ doppel catalogue list --catalogue https://example.com/twins/catalogue.json`,
  parameters,
  input: input.omit({ word: true }),
  async run({ catalogue: index, plainHttp }, context) {
    const { catalogue } = await readCatalogue({ folder: context.cwd, index, plainHttp, context })
    return resultOf(newest(catalogue.twins))
  },
})

/** Those whose name, summary, service or workflows have all words. Faults: those of `readCatalogue`. */
export const catalogueSearchVerb = defineVerb({
  name: 'catalogue search',
  summary: 'Find twins of a catalogue by words: name, service, summary, workflows',
  help: `Shows the twins that have all words in what the catalogue says of them. Small and capital letters are the same.

Examples:
  $ doppel catalogue search payments
  $ doppel catalogue search stripe refunds`,
  parameters: [{ key: 'word', kind: 'argument', placeholder: 'WORD', summary: 'what to look for', repeatable: true }, ...parameters],
  input: input.extend({ word: z.array(z.string().min(1)).min(1, 'say what to look for') }),
  async run({ word, catalogue: index, plainHttp }, context) {
    const { catalogue } = await readCatalogue({ folder: context.cwd, index, plainHttp, context })
    const words = word.map((one) => one.toLowerCase())
    return resultOf(newest(catalogue.twins).filter((twin) => words.every((one) => textOf(twin).includes(one))))
  },
})

interface ListedTwin {
  readonly name: string
  readonly newest: CatalogueVersion
}

function newest(twins: Readonly<Record<string, { readonly versions: readonly CatalogueVersion[] }>>): ListedTwin[] {
  const named = Object.entries(twins).sort(([one], [other]) => (one < other ? -1 : 1))
  return named.flatMap(([name, { versions }]) =>
    sortVersions(versions)
      .slice(0, 1)
      .map((version) => ({ name, newest: version })),
  )
}

function textOf({ name, newest: { summary = '', service = '', workflows = [] } }: ListedTwin): string {
  return [name, summary, service, ...workflows].join('\n').toLowerCase()
}

function resultOf(twins: readonly ListedTwin[]) {
  const text = twins.length === 0 ? 'none' : columns(twins.map((twin) => versionRow(twin.name, twin.newest)))
  return { exitCode: exitCodes.ok, text, json: { twins: twins.map((twin) => ({ name: twin.name, ...twin.newest })) } }
}
