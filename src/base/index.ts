export { fingerprint } from './fingerprint.ts'
export { invariant } from './invariant.ts'
export type { Json, JsonObject } from './json.ts'
export { parseJson } from './parse-json.ts'
