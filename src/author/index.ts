export { type ImportedApi, importOpenapi } from './openapi/import-openapi.ts'
