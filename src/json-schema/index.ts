export type { Problem } from './compile-check.ts'
export { type Direction, isSchema, type JsonSchema, numberOf, schemaMap, schemasOf, textsOf, typesOf } from './json-schema.ts'
export type { SampleSource } from './sample-value.ts'
export { createSchemaSet, dataKeywords, mapKeywords, missingNames, type SchemaSet } from './schema-set.ts'
