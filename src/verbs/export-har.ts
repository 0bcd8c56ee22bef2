import { z } from 'zod'
import { printHar } from '#recording'
import packageJson from '../../package.json' with { type: 'json' }
import { readExported, writeExport } from './export-sessions.ts'
import { defineVerb } from './verb.ts'

const input = z.object({ name: z.string(), tag: z.array(z.string().min(1)).default([]), out: z.string().min(1).optional() })

/** Writes recordings as HAR. Faults: `recordings-missing`, `export-not-written`. */
export const exportHarVerb = defineVerb({
  name: 'export har',
  summary: 'Write the recordings of a twin as a HAR file',
  help: `All sessions, or those with a tag, in one file of HAR 1.2: a page for each session, its exchanges as entries. What was scrubbed stays so.

Examples:
  $ doppel export har orders > orders.har
  $ doppel export har orders --tag checkout --out checkout.har`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'tag', kind: 'option', placeholder: 'T', repeatable: true, summary: 'only sessions with this tag' },
    { key: 'out', kind: 'option', placeholder: 'FILE', summary: 'where to; stdout unless said', completes: 'file' },
  ],
  input,
  async run({ name, tag, out }, context) {
    const sessions = await readExported({ name, tag, out }, context)
    return writeExport(printHar(sessions, packageJson.version), out, context, { twin: name, sessions: sessions.length })
  },
})
