import { fingerprint } from '#base'
import { refuseUnshared } from '../refuse-unlogged.ts'
import type { ServerLimits, ServerOptions } from '../server-options.ts'
import { SharedControl, type SharedControlOptions } from './shared-control.ts'
import { SharedLog, type SharedLogOptions } from './shared-log.ts'
import { SharedSessions, type SharedSessionsOptions } from './shared-sessions.ts'

/** What nobody has used for a week, nobody will miss. */
const idleMs = 7 * 24 * 60 * 60 * 1000

/** Sessions that several servers have, once it is known what of. */
export interface OpenShared {
  share(own: Pick<SharedSessionsOptions & SharedControlOptions, 'server' | 'repeat' | 'desk' | 'owns'>): {
    readonly sessions: SharedSessions
    readonly control: SharedControl
  }
  close(): Promise<void>
}

export interface SharedPlace extends Pick<SharedLogOptions, 'url' | 'mayBeAway'> {
  readonly limits: ServerLimits
}

/** Faults: `state-refused`, `state-unreachable`. */
export async function openShared(options: ServerOptions, { url, mayBeAway, limits: { maxSessions } }: SharedPlace): Promise<OpenShared> {
  refuseUnshared(options, url)
  const { note, twin, chaos } = options
  const log = await SharedLog.open({
    url,
    mayBeAway,
    prefix: prefixOf(options),
    maxSessions,
    idleMs: options.sessions?.idleMs ?? idleMs,
    acts: twin.webhooks !== undefined,
    chaos: chaos?.on ?? [],
    note,
  })
  let shared: SharedSessions | undefined
  return {
    share: (own) => {
      shared = new SharedSessions({ ...own, log, note, holds: holdsUntilSent(twin) })
      return { sessions: shared, control: new SharedControl({ ...own, log, shared }) }
    },
    close: async () => {
      await shared?.close()
      await log.close()
    },
  }
}

/** Whether something is declared that counts what is under way. */
function holdsUntilSent({ stages }: ServerOptions['twin']): boolean {
  return stages?.idempotency !== undefined || stages?.limits?.some(({ kind }) => kind === 'concurrency') === true
}

/** Servers share sessions only where the same request would get the same answer of each. */
function prefixOf({ twin, fidelity, seed, clock, sessions = {}, chaos }: ServerOptions): string {
  const { fixtures = new Map(), fixture, one } = sessions
  const same = [twin.fingerprint?.(), fidelity, seed, clock.text, [...fixtures], fixture ?? null, one ?? false, chaos ?? null]
  return `${twin.name}:${fingerprint(JSON.stringify(same)).slice(0, 16)}`
}
