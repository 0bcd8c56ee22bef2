import type { ControlledServer } from './control/control-call.ts'
import type { Outcome } from './webhooks/send-delivery.ts'

/**
 * What happens in a session though nobody asks for it: a request that let others pass goes on, what is due is done, a receiver was told of something. Where
 * sessions are what is in a log, it is in there, too.
 */
export type Happening =
  | { readonly kind: 'passed'; readonly session: string; readonly held: number }
  | { readonly kind: 'worked'; readonly session: string }
  | { readonly kind: 'attempted'; readonly session: string; readonly id: string; readonly atMs: number; readonly outcome: Outcome }

/** Does it, the first time or again. */
export function happen(happening: Happening, { sessions, chaos }: Pick<ControlledServer, 'sessions' | 'chaos'>): void {
  const session = sessions.get(happening.session)
  if (session === undefined) return
  if (happening.kind === 'worked') session.work()
  else if (happening.kind === 'passed') chaos.of(session).letGo(happening.held)
  else session.outbox?.settle(happening.id, happening.outcome, happening.atMs)
}
