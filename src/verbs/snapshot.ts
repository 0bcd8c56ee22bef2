import { defineUniverseVerb } from './universe/universe-verb.ts'

export const snapshotVerb = defineUniverseVerb({
  name: 'snapshot',
  summary: 'Keep all twins of the project as they are now, under a name',
  help: `Keeps a session of each twin that doppel up has started as it is, clock included, until it is down; doppel restore puts it
back. No entity is copied, so it takes no time. doppel session NAME snapshot is for a single twin.

Examples:
  $ doppel snapshot before
  $ doppel snapshot before --session test-7`,
  path: '/snapshot',
  argument: { placeholder: 'NAME', summary: 'what to call it; one of that name is replaced', field: 'name' },
  print: (twins, name) => `${twins.join(', ')} kept as ${name}`,
})
