import type { ControlledServer } from './control/control-call.ts'
import type { Outcome } from './webhooks/send-delivery.ts'

/**
 * What happens in a session though nobody asks for it: a request that let others pass goes on, an answer has left, what is due is done, a receiver was told of
 * something. Where sessions are what is in a log, it is in there, too.
 */
export type Happening = { readonly session: string } & (
  | { readonly kind: 'worked' }
  /** What is said of a session is nothing to the one that it was made anew: `generation` tells them apart. */
  | { readonly kind: 'passed'; readonly generation: number; readonly held: number }
  /** `number` is the request's among those that hold something until then. */
  | { readonly kind: 'left'; readonly generation: number; readonly number: number }
  | { readonly kind: 'attempted'; readonly generation: number; readonly id: string; readonly atMs: number; readonly outcome: Outcome }
)

/** Does it, the first time or again. */
export function happen(happening: Happening, { sessions, chaos }: Pick<ControlledServer, 'sessions' | 'chaos'>): void {
  const session = sessions.get(happening.session)
  if (session === undefined) return
  if (happening.kind === 'worked') session.work()
  else if (happening.generation !== session.generation) return
  else if (happening.kind === 'passed') chaos.of(session).letGo(happening.held)
  else if (happening.kind === 'left') session.underWay.leave(happening.number)
  else session.outbox?.settle(happening.id, happening.outcome, happening.atMs)
}
