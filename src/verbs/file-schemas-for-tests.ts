import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import type { Json } from '#base'
import { createSchemaSet, type JsonSchema } from '#json-schema'
import { editorSchema, type SchemaFile } from './file-schemas.ts'

/** What an editor would underline, as `path rule`. */
export function problemsOf(file: SchemaFile, text: string): string[] {
  const { definitions = {}, ...schema } = editorSchema(file) as { definitions?: Record<string, JsonSchema> }
  const named = Object.fromEntries(Object.entries(definitions).map(([name, each]) => [`#/definitions/${name}`, each]))
  const value = (file.endsWith('.toml') ? parseToml(text) : parseYaml(text)) as Json
  const set = createSchemaSet({ ...named, it: schema as JsonSchema })
  return set.problems('it', value ?? {}, 'response').map(({ path, rule }) => `${path} ${rule}`.trim())
}
