import { exitCodes, Fault } from '#diagnostics'
import type { ServerOptions } from '../server-options.ts'

/** What can't be done by several processes, or not so that a worker may die of it. Faults: `workers-refused`. */
export function refuseForWorkers({ twin, sessions = {}, chaos, control, clock }: ServerOptions): void {
  const wrong: string[] = []
  if (sessions.one) wrong.push('one session for all: one worker would do all the work')
  if (sessions.evicts) wrong.push('the eviction of sessions: each worker knows its own only')
  if (sessions.idleMs !== undefined) wrong.push('an end of idle sessions: it is not kept where it outlives a worker')
  if (chaos && chaos.on.length > 0) wrong.push('chaos: what it does is not kept where it outlives a worker')
  if (control?.port !== undefined) wrong.push('a port for control alone: the workers share one port')
  if (twin.webhooks !== undefined) wrong.push('webhooks: what is on its way is not kept where it outlives a worker')
  if (twin.stages?.limits?.some(({ kind }) => kind === 'concurrency')) wrong.push('limits of how much is under way at one time')
  if (clock.forget !== undefined) wrong.push('a clock that is shared with other twins')
  if (twin.loadSession === undefined) wrong.push('a twin whose sessions can not be saved')
  if (wrong.length === 0) return
  throw new Fault('workers-refused', `--workers does not go with ${wrong.join(', nor with ')}`, {
    exitCode: exitCodes.user,
    help: 'leave --workers out, or that',
  })
}
