import { get, hold, serve } from './serve-contest.ts'
import { createModel } from './serve-model.ts'

// Two processes that share a port beside one: as many clients as connections, each with a session of its own. The client runs on the same cores, so what is
// asked has to cost the server much more than it; all that is asked is kept in the workers' logs as well. Needs `npm run build`.

const list = (connection: number) => ({ ...get('/thing0'), session: `client-${connection}` })

await hold([
  {
    name: '--workers 2 against one process, lists of 1,000 in 32 sessions',
    start: () => Promise.all([serve(createModel(1)), serve(createModel(1), '--workers', '2')]),
    first: list,
    bound: 1.6,
  },
])
