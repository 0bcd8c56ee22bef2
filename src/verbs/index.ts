export { type VerbEntry, verbRegistry } from './registry.ts'
export type { Verb, VerbContext, VerbParameter, VerbResult } from './verb.ts'
export { listTwins } from './workspace.ts'
