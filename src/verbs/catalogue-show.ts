import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { chooseVersion, sortVersions } from '#pack'
import { columns } from './columns.ts'
import { catalogueParameter, plainHttpParameter } from './packs/pack-parameters.ts'
import { readCatalogue } from './packs/read-catalogue.ts'
import { defineVerb } from './verb.ts'

const input = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-_]*(@\d[0-9A-Za-z.-]*)?$/, 'is no name of a twin: write stripe, or stripe@1.2'),
  catalogue: z.string().min(1).optional(),
  plainHttp: z.boolean().default(false),
})

/** Shows all that a catalogue says of a twin. Faults: those of `readCatalogue`, `catalogue-unknown`. */
export const catalogueShowVerb = defineVerb({
  name: 'catalogue show',
  summary: 'Show what a catalogue says of a twin, and how to get it',
  help: `Shows the newest version, or the newest of those that NAME@VERSION means: stripe@1 is the newest of 1.

Examples:
  $ doppel catalogue show stripe
  $ doppel catalogue show stripe@1.2`,
  parameters: [{ key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin' }, catalogueParameter, plainHttpParameter],
  input,
  async run({ name: said, catalogue: index, plainHttp }, context) {
    const { catalogue, locate } = await readCatalogue({ folder: context.cwd, index, plainHttp, context })
    const [name = '', wanted] = said.split('@')
    const chosen = chooseVersion(catalogue, name, wanted)
    const { version, summary, service, licence, workflows, needs, figures, source, digest } = chosen
    const versions = sortVersions(catalogue.twins[name]?.versions ?? []).map((one) => one.version)
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['twin', `${name} ${version}`],
      ['of', service],
      ['about', summary],
      ['score', figures?.heldOutBp === undefined ? undefined : `${(figures.heldOutBp / 100).toFixed(1)} %`],
      ['workflows', workflows?.join(', ')],
      ['fixtures', figures?.fixtures?.join(', ')],
      ['needs', needs?.join(', ')],
      ['licence', licence],
      ['from', locate(source)],
      ['digest', digest],
      ['versions', versions.join(', ')],
    ]
    const text = columns(rows.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
    return {
      exitCode: exitCodes.ok,
      text: `${text}\n\nIn doppel.toml:\n  [twins.${name}]\n  source = "catalogue:${said}"`,
      json: { name, ...chosen, source: locate(source), versions },
    }
  },
})
