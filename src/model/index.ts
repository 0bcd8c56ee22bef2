export { type Collection, type Effect, type Model, modelSchema, type Query, type Route, type Variant } from './schema.ts'
