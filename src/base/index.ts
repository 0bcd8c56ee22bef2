export { invariant } from './invariant.ts'
export type { Json, JsonObject } from './json.ts'
