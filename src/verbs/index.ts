export { type VerbEntry, verbRegistry } from './registry.ts'
export { defineVerb, type Verb, type VerbContext, type VerbParameter, type VerbResult } from './verb.ts'
export { listTwins } from './workspace.ts'
