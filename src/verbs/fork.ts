import { defineUniverseVerb } from './universe/universe-verb.ts'

export const forkVerb = defineUniverseVerb({
  name: 'fork',
  summary: 'Make a session in all twins of the project that begins as another is now',
  help: `Each twin that doppel up has started gets a session of that name that begins as the default one is now, or the one that
--session names, and goes its own way: requests say it in X-Doppel-Session, or go to /~NAME/…. What links carry from one twin
to another stays in the session.

Examples:
  $ doppel fork try-2
  $ doppel fork try-3 --session try-2`,
  path: '/fork',
  argument: { placeholder: 'S', summary: 'name of the new session', field: 'to' },
  print: (twins, session) => `session ${session} made in ${twins.join(', ')}`,
})
