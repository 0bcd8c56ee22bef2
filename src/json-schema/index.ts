export type { Problem } from './compile-check.ts'
export { isSchema, type JsonSchema, schemaMap, textsOf, typesOf } from './json-schema.ts'
export type { SampleSource } from './sample-value.ts'
export { createSchemaSet, missingNames, type SchemaSet } from './schema-set.ts'
