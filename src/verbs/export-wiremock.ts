import { z } from 'zod'
import { printWiremock } from '#recording'
import { readExported, writeExport } from './export-sessions.ts'
import { defineVerb } from './verb.ts'

const input = z.object({ name: z.string(), tag: z.array(z.string().min(1)).default([]), out: z.string().min(1).optional() })

/** Writes recordings as stub mappings. Faults: `recordings-missing`, `export-not-written`. */
export const exportWiremockVerb = defineVerb({
  name: 'export wiremock',
  summary: "Write the recordings of a twin as WireMock's stub mappings",
  help: `One mapping for each recorded request, by method, address and body. Where a request was answered otherwise later on, its answers are the
states of a scenario. The stubs know no state beyond that: what a client does that nobody recorded has no answer.

Examples:
  $ doppel export wiremock orders --out mappings/orders.json
  $ doppel export wiremock orders --tag checkout | curl -d @- http://localhost:8080/__admin/mappings/import`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'tag', kind: 'option', placeholder: 'T', repeatable: true, summary: 'only sessions with this tag' },
    { key: 'out', kind: 'option', placeholder: 'FILE', summary: 'where to; stdout unless said', completes: 'file' },
  ],
  input,
  async run({ name, tag, out }, context) {
    const sessions = await readExported({ name, tag, out }, context)
    return writeExport(printWiremock(sessions), out, context, { twin: name, sessions: sessions.length })
  },
})
