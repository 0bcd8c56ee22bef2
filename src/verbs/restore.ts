import { defineUniverseVerb } from './universe/universe-verb.ts'

export const restoreVerb = defineUniverseVerb({
  name: 'restore',
  summary: 'Make all twins of the project what they were at a snapshot',
  help: `Each twin that doppel up has started is again what it was when doppel snapshot NAME was taken, clock included; what it had
still to tell others is dropped.

Example:
  $ doppel restore before`,
  path: '/restore',
  argument: { placeholder: 'NAME', summary: 'of the snapshot', field: 'name' },
  print: (twins, name) => `${twins.join(', ')} as at ${name}`,
})
