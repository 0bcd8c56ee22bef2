import type { WebhookPlace } from '#recording'
import type { ControlActions } from './control-plane.ts'
import type { ExchangeStore } from './exchange-store.ts'

interface RecorderState {
  readonly twin: string
  readonly upstream: string
  readonly host: string
  readonly port: number
  readonly origin: string
  readonly webhooks?: WebhookPlace
  readonly store: ExchangeStore
  /** What it does while all is well, e.g. `recording`. */
  readonly doing: string
}

/** What the recorder tells about itself. When the disk fails it goes on forwarding, and says here that it no longer records. */
export function controlActions(state: RecorderState): ControlActions {
  const { store, doing, ...about } = state
  const problem = () => (store.problem === undefined ? {} : { problem: store.problem })
  const status = () => (store.problem?.stopped === true ? 'stopped' : doing)
  return {
    health: () => ({ status: status() === doing ? 200 : 503, json: { status: status(), ...problem() } }),
    ready: () => ({ status: 200, json: { ready: true } }),
    info: () => ({ status: 200, json: { ...about, status: status(), ...problem(), ...store.counts, sessions: store.sessions } }),
    newSession: async () => ({ status: 200, json: { closed: await store.endSessions('new-session') } }),
  }
}
