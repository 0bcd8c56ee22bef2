import { exitCodes, Fault } from '#diagnostics'
import type { ServerOptions } from './server-options.ts'

/**
 * What can't be done where sessions are what they were asked, in a log: by several processes of which one may die (`--workers`), or by servers that know of
 * each other by the log alone (`--state`). Faults: `workers-refused`, `state-refused`.
 */
export function refuseUnlogged(options: ServerOptions, flag: '--workers' | '--state'): void {
  const { twin, sessions = {}, control, clock, state } = options
  const isSharded = flag === '--workers'
  const wrong: string[] = []
  if (sessions.one && isSharded) wrong.push('one session for all: one worker would do all the work')
  if (sessions.evicts) wrong.push(`the eviction of sessions: each ${isSharded ? 'worker' : 'server'} knows its own only`)
  if (sessions.idleMs !== undefined && isSharded && state === undefined)
    wrong.push('an end of idle sessions: it is not kept where it outlives a worker')
  if (control?.port !== undefined && isSharded) wrong.push('a port for control alone: the workers share one port')
  if (clock.forget !== undefined) wrong.push('a clock that is shared with other twins')
  if (twin.loadSession === undefined) wrong.push('a twin whose sessions can not be saved')
  if (wrong.length === 0) return
  throw new Fault(isSharded ? 'workers-refused' : 'state-refused', `${flag} does not go with ${wrong.join(', nor with ')}`, {
    exitCode: exitCodes.user,
    help: `leave ${flag} out, or that`,
  })
}

/** The same for servers that share sessions in the Redis of that URL. Faults: `state-refused`. */
export function refuseUnshared(options: ServerOptions, url: string): void {
  refuseUnlogged(options, '--state')
  if (isRedisUrl(url)) return
  throw new Fault('state-refused', `"${url}" does not say where sessions can be kept`, {
    exitCode: exitCodes.user,
    help: 'say --state redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS',
  })
}

function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && /^rediss?:\/\/[^/]/.test(text)
}
