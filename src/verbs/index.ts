export { readServerOptions } from './read-server-options.ts'
export { type VerbEntry, verbRegistry } from './registry.ts'
export { defineVerb, type Verb, type VerbContext, type VerbParameter, type VerbResult } from './verb.ts'
export { listTwins, readTwinConfig } from './workspace.ts'
