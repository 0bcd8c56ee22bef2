import { z } from 'zod'
import { createStyle, renderFinding } from '#diagnostics'
import { toOpenapi } from '#drift'
import { readModel } from '#model/io'
import { writeExport } from './export-sessions.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({ name: z.string(), out: z.string().min(1).optional() })

/** Writes a model as a document. Faults: `export-not-written`, and those of reading the twin. */
export const exportOpenapiVerb = defineVerb({
  name: 'export openapi',
  summary: 'Write what a twin answers as an OpenAPI document',
  help: `A document of OpenAPI 3.1, in JSON: the twin's routes, what they take, and what they answer by status, as far as its rules tell. A field
is required where each answer has it. What the rules leave open has no schema.

Examples:
  $ doppel export openapi orders > orders.openapi.json
  $ doppel export openapi orders --out openapi.json`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'out', kind: 'option', placeholder: 'FILE', summary: 'where to; stdout unless said', completes: 'file' },
  ],
  input,
  async run({ name, out }, context) {
    const place = await readTwinConfig(context.cwd, name)
    for (const warning of place.warnings) context.note(renderFinding(warning, createStyle(false)))
    const document = toOpenapi(await readModel(place.folder), { baseUrl: place.baseUrl })
    const text = `${JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`
    return writeExport(text, out, context, { twin: name })
  },
})
