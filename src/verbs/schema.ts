import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { editorSchema, editorSchemaText, fileSchemas, schemaFileName, schemaFiles } from './file-schemas.ts'
import { defineVerb } from './verb.ts'
import { writeWhole } from './write-whole.ts'

const input = z.object({ file: z.enum(schemaFiles).optional(), out: z.string().min(1).optional() })

/** Prints or writes the schemas by which editors complete and check files. Faults: `export-not-written`. */
export const schemaVerb = defineVerb({
  name: 'schema',
  summary: 'Print the JSON Schemas by which editors check and complete the files of a twin',
  help: `Each kind of file has a JSON Schema, made of what reads it: ${schemaFiles.join(', ')}
(fixtures.json stands for the files of state/fixtures/). doppel init writes all of them to twins/.schema/ and names them at
the top of the files that it writes, so that editors find them without a network. In a file of your own write

  #:schema ../.schema/drift.toml.schema.json                          at the top of a TOML file
  # yaml-language-server: $schema=../.schema/routes.yaml.schema.json  at the top of a YAML file
  "$schema": "../.schema/twin.json.schema.json"                       as a key of a JSON file

Without FILE it lists them. --out writes one, or all of them, into a folder: after an update, doppel schema --out twins/.schema.

Examples:
  $ doppel schema
  $ doppel schema routes.yaml > routes.schema.json
  $ doppel schema --out twins/.schema`,
  parameters: [
    { key: 'file', kind: 'argument', placeholder: 'FILE', summary: `one of ${schemaFiles.join(', ')}`, completes: schemaFiles },
    { key: 'out', kind: 'option', placeholder: 'DIR', summary: 'write them there', completes: 'file' },
  ],
  input,
  async run({ file, out }, context) {
    if (out !== undefined) {
      const chosen = file === undefined ? schemaFiles : [file]
      const written = await writeSchemas(resolve(context.cwd, out), chosen)
      const shown = written.map((path) => relative(context.cwd, path))
      return { exitCode: exitCodes.ok, text: shown.map((path) => `written: ${path}`).join('\n'), json: { written: shown } }
    }
    if (file !== undefined) return { exitCode: exitCodes.ok, text: editorSchemaText(file).trimEnd(), json: editorSchema(file) }
    const width = Math.max(...schemaFiles.map((each) => each.length))
    const lines = schemaFiles.map((each) => `${each.padEnd(width)}  ${fileSchemas[each].title}`)
    return { exitCode: exitCodes.ok, text: lines.join('\n'), json: { files: schemaFiles } }
  },
})

async function writeSchemas(folder: string, files: readonly (typeof schemaFiles)[number][]): Promise<string[]> {
  const paths = files.map((file) => join(folder, schemaFileName(file)))
  try {
    for (const [at, file] of files.entries()) await writeWhole(paths[at] as string, editorSchemaText(file))
  } catch (cause) {
    throw new Fault('export-not-written', `${folder} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  return paths
}
