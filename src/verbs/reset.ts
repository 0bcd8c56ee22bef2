import { defineUniverseVerb } from './universe/universe-verb.ts'

export const resetVerb = defineUniverseVerb({
  name: 'reset',
  summary: 'Bring all twins of the project back to the start',
  help: `All sessions of all twins that doppel up has started are as at the start, and so is their clock; with --session those of one
name. doppel session NAME reset is for a single twin.

Examples:
  $ doppel reset
  $ doppel reset --session test-7`,
  path: '/reset',
  ofFirst: { clock: 'anew' },
  print: (twins) => `${twins.join(', ')} back to the start`,
})
