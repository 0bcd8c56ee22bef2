import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { isAlive } from './running-twins.ts'
import { requireUniverse } from './universe/universe-record.ts'
import { defineVerb } from './verb.ts'

const lookMs = 20
/** Answers under way may take as long. */
const patienceMs = 15_000

/** Ends the universe of this workspace. Faults: `universe-not-up`, `universe-stays`. */
export const downVerb = defineVerb({
  name: 'down',
  summary: 'End all twins of the project that doppel up has started',
  help: `Ends the process of doppel up: answers under way leave first. What was in the sessions is gone.

Example:
  $ doppel down`,
  parameters: [],
  input: z.object({}),
  async run(_, { cwd }) {
    const { pid, twins } = await requireUniverse(cwd)
    process.kill(pid, 'SIGTERM')
    for (let waitedMs = 0; isAlive(pid); waitedMs += lookMs) {
      if (waitedMs >= patienceMs) {
        throw new Fault('universe-stays', `process ${pid} has not ended after ${patienceMs / 1000} s`, {
          exitCode: exitCodes.runtime,
          help: `end it by force: kill -9 ${pid}`,
        })
      }
      await wait(lookMs)
    }
    const names = twins.flatMap(({ name, url }) => (url === undefined ? [] : [name]))
    return { exitCode: exitCodes.ok, text: `${names.join(', ')} stopped`, json: { stopped: names } }
  },
})
