import { exitCodes, Fault } from '#diagnostics'
import type { ServerOptions } from './server-options.ts'

/**
 * What can't be done where sessions are what they were asked, in a log: by several processes of which one may die (`--workers`), or by servers that know of
 * each other by the log alone (`--state`). Faults: `workers-refused`, `state-refused`.
 */
export function refuseUnlogged({ twin, sessions = {}, control, clock }: ServerOptions, flag: '--workers' | '--state'): void {
  const isSharded = flag === '--workers'
  const wrong: string[] = []
  if (sessions.one && isSharded) wrong.push('one session for all: one worker would do all the work')
  if (sessions.evicts) wrong.push(`the eviction of sessions: each ${isSharded ? 'worker' : 'server'} knows its own only`)
  if (sessions.idleMs !== undefined && isSharded) wrong.push('an end of idle sessions: it is not kept where it outlives a worker')
  if (control?.port !== undefined && isSharded) wrong.push('a port for control alone: the workers share one port')
  if (clock.forget !== undefined) wrong.push('a clock that is shared with other twins')
  if (twin.loadSession === undefined) wrong.push('a twin whose sessions can not be saved')
  if (wrong.length === 0) return
  throw new Fault(isSharded ? 'workers-refused' : 'state-refused', `${flag} does not go with ${wrong.join(', nor with ')}`, {
    exitCode: exitCodes.user,
    help: `leave ${flag} out, or that`,
  })
}
