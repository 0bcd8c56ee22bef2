import { reportJsonSchema } from '../../src/conform/index.ts'
import { editorSchemaText, schemaFileName, schemaFiles } from '../../src/verbs/file-schemas.ts'
import { cliReference } from './cli-reference.ts'
import { doppelTomlReference } from './doppel-toml-reference.ts'
import { driftTomlReference } from './drift-toml-reference.ts'
import { errorsReference } from './errors-reference.ts'
import { twinTomlReference } from './twin-toml-reference.ts'

/** The generated pages by their path; `npm run docs` writes them, and a test of the house says when they are stale. */
export async function referencePages(): Promise<Map<string, string>> {
  return new Map([
    ['docs/reference/cli.md', await cliReference()],
    ['docs/reference/doppel-toml.md', doppelTomlReference()],
    ['docs/reference/drift-toml.md', driftTomlReference()],
    ['docs/reference/errors.md', errorsReference()],
    ['docs/reference/report.schema.json', `${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`],
    ['docs/reference/twin-toml.md', twinTomlReference()],
    ...schemaFiles.map((file): [string, string] => [`docs/reference/schemas/${schemaFileName(file)}`, editorSchemaText(file)]),
  ])
}
