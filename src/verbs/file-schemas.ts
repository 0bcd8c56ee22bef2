import { z } from 'zod'
import { machinesSchema, manifestSchema, routesFileSchema, toldApartBy } from '#author'
import { chaosFileSchema, fixtureListSchema, foldedModelSchema } from '#model'
import { scrubFileSchema } from '#recording'
import { driftConfigSchema } from './drift-config.ts'
import { twinConfigSchema } from './twin-config.ts'
import { universeSchema } from './universe/universe-config.ts'

/** A kind of file that people write, by its name; `fixtures.json` stands for all of `state/fixtures/`. */
export const fileSchemas = {
  'twin.toml': { title: 'Settings of a twin', schema: twinConfigSchema },
  'doppel.toml': { title: 'The twins of a project', schema: universeSchema },
  'scrub.toml': { title: 'What to scrub from recordings', schema: scrubFileSchema },
  'drift.toml': { title: 'Drift that is known and harmless', schema: driftConfigSchema },
  'twin.json': { title: 'A written twin: its name, and what it keeps', schema: manifestSchema },
  'routes.yaml': { title: 'A written twin: its requests and answers', schema: routesFileSchema },
  'state-machine.yaml': { title: 'A written twin: its states, and what must hold', schema: machinesSchema },
  'chaos.yaml': { title: 'What can be made to go wrong', schema: chaosFileSchema },
  'model.json': { title: 'The model of a twin', schema: foldedModelSchema },
  'fixtures.json': { title: 'Entities that are there from the start', schema: fixtureListSchema },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>>

export type SchemaFile = keyof typeof fileSchemas

export const schemaFiles = Object.keys(fileSchemas) as SchemaFile[]

/** What a schema is called where it lies in a folder. */
export function schemaFileName(file: SchemaFile): string {
  return `${file}.schema.json`
}

/** The JSON Schema (draft 7, which all editors know) of a kind of file, made of the schema that reads it. */
export function editorSchema(file: SchemaFile): Record<string, unknown> {
  const { title, schema } = fileSchemas[file]
  const { $schema, ...content } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const { [toldApartBy]: key, anyOf: forms } = jsonSchema
      if (key !== undefined && forms !== undefined) {
        delete jsonSchema.anyOf
        delete jsonSchema[toldApartBy]
        Object.assign(jsonSchema, { if: { required: [key] }, then: forms[0], else: forms[1] })
      }
      // Who writes by hand need not say the key: it is that of the collection.
      if ((file === 'routes.yaml' || file === 'state-machine.yaml') && jsonSchema.properties?.['create'] !== undefined)
        jsonSchema.required = (jsonSchema.required ?? []).filter((key) => key !== 'key')
    },
  })
  return { $schema, title, ...content }
}

/** Its text, as files hold it. */
export function editorSchemaText(file: SchemaFile): string {
  return `${JSON.stringify(editorSchema(file), undefined, 1)}\n`
}
