import type { Fetch } from './connect-within.ts'
import { ControlClient } from './control-client.ts'

/** A request that a twin was asked, and how it answered. */
export interface AskedRequest {
  readonly number: number
  readonly at: string
  readonly method: string
  readonly target: string
  readonly body?: string
  readonly status: number
  readonly provenance: string
  readonly route?: string
  readonly variant?: string
  readonly chaos?: string
}

/** Which requests are meant; what is left out does not matter. */
export interface AskedFilter {
  /** `POST /orders/{id}` as `doppel show` names it, or `POST /orders/7` as it was asked. */
  readonly route?: string
  readonly status?: number
  readonly provenance?: string
  /** A moment, `2026-01-01T12:00:00Z`. */
  readonly since?: string
  /** A test over method, target, path, query, body, status, route, variant and provenance: `body.total > 5`. */
  readonly where?: string
}

export interface Verified {
  readonly met: boolean
  readonly count: number
  readonly requests: readonly AskedRequest[]
  /** What came nearest, and why it is not meant. */
  readonly near: readonly (AskedRequest & { readonly why: string })[]
}

export interface ClockState {
  readonly now: string
  readonly frozen: boolean
  readonly mode: string
  /** So much was due and has been done, where it was moved. */
  readonly done?: number
}

export interface Delivery {
  readonly id: string
  readonly event: string
  readonly type: string
  readonly url: string
  readonly state: string
  readonly attempts: readonly unknown[]
  readonly payload: unknown
}

/** How a session begins; what is left out is as the twin was started. */
export interface SessionStart {
  readonly seed?: number
  /** `fixed:2026-01-01`, as for `doppel serve --clock`. */
  readonly clock?: string
  /** A folder of `state/fixtures`. */
  readonly fixture?: string
  /** Entities by collection that are there at the start. */
  readonly state?: Readonly<Record<string, readonly object[]>>
}

type Difference = Readonly<Record<string, { added: object[]; removed: object[]; changed: { before: object; after: object }[] }>>

/** Of which twin a session is. */
export interface SessionHome {
  readonly url: string
  readonly fetch: Fetch
}

/** One world of a running twin: entities, clock and random stream of its own. */
export class SessionHandle {
  readonly name: string
  /** A base URL that names the session: for clients in this process, or in others where the twin listens. */
  readonly url: string
  /** In process, without a port; relative URLs are the twin's. */
  readonly fetch: Fetch
  readonly #home: SessionHome
  readonly #control: ControlClient

  constructor(name: string, home: SessionHome) {
    this.name = name
    this.url = name === 'default' ? home.url : `${home.url}/~${name}`
    this.#home = home
    this.#control = new ControlClient(home.fetch, name)
    this.fetch = name === 'default' ? home.fetch : (input, init) => home.fetch(input, { ...init, headers: named(name, input, init) })
  }

  readonly clock = {
    now: () => this.#control.get<ClockState>('/clock'),
    /** By `30d`, `12h`, `90s`: what is due by then happens. */
    advance: (by: string) => this.#control.post<ClockState>('/clock/advance', { by }),
    /** Forward to a moment. */
    set: (to: string | Date) => this.#control.post<ClockState>('/clock/set', { to: to instanceof Date ? to.toISOString() : to }),
    freeze: () => this.#control.post<ClockState>('/clock/freeze'),
    resume: () => this.#control.post<ClockState>('/clock/resume'),
  }

  readonly journal = {
    list: async (filter: AskedFilter & { readonly limit?: number } = {}) =>
      (await this.#control.get<{ requests: AskedRequest[] }>('/journal', { ...filter })).requests,
    /** Whether it was asked so often; at least once unless said. */
    verify: (filter: AskedFilter & { readonly times?: number; readonly least?: number; readonly most?: number }) =>
      this.#control.post<Verified>('/journal/verify', { ...filter }),
    clear: async () => void (await this.#control.delete('/journal')),
  }

  readonly chaos = {
    /** A profile of `chaos.yaml`, a fault in short (`error=503`), or a rule. */
    on: async (what: string | { readonly fault: string; readonly [key: string]: unknown }) =>
      (await this.#control.post<{ on: string[] }>('/chaos', typeof what === 'string' ? { on: what } : { rule: what })).on,
    /** All of it unless said. */
    off: async (what?: string) => (await this.#control.delete<{ on: string[] }>('/chaos', what === undefined ? {} : { off: what })).on,
  }

  readonly webhooks = {
    list: async (filter: { readonly state?: string; readonly type?: string } = {}) =>
      (await this.#control.get<{ deliveries: Delivery[] }>('/webhooks', filter)).deliveries,
    redeliver: async (id: string) => (await this.#control.post<{ delivery: Delivery }>('/webhooks/redeliver', { id })).delivery,
    trouble: async (kind: 'drop' | 'duplicate' | 'delay' | 'reorder', how: { readonly count?: number; readonly by?: string } = {}) =>
      void (await this.#control.post('/webhooks/trouble', { kind, ...how })),
    calm: async () => void (await this.#control.delete('/webhooks/trouble')),
  }

  /** Entities by collection. */
  async state(): Promise<Record<string, unknown[]>> {
    return (await this.#control.get<{ state: Record<string, unknown[]> }>('/state')).state
  }

  /** Keeps the session as it is, clock included, under a name. */
  async snapshot(name: string): Promise<void> {
    await this.#control.post('/snapshot', { name })
  }

  /** Makes it what it was then. */
  async restore(name: string): Promise<void> {
    await this.#control.post('/restore', { name })
  }

  /** What has come, gone and changed since a snapshot, or beside another session. */
  async diff(other: { readonly snapshot: string } | { readonly from: string }): Promise<Difference> {
    return (await this.#control.get<{ difference: Difference }>('/diff', other)).difference
  }

  /** A session that is as this one is, or was at a snapshot. */
  async fork(to: string, snapshot?: string): Promise<SessionHandle> {
    await this.#control.post('/fork', { to, ...(snapshot === undefined ? {} : { snapshot }) })
    return new SessionHandle(to, this.#home)
  }

  /** All that the session is, as a document: `import` makes a session go on from it, also elsewhere. */
  async export(): Promise<string> {
    return this.#control.getText('/session/export')
  }

  /** Makes it what a document of `export` says. Faults: `session-document`, `session-format`, `session-model`; then nothing has changed. */
  async import(document: string): Promise<void> {
    await this.#control.postText('/session/import', document)
  }

  /** Back to its start; `{ clock: 'anew' }`: the clock that it shares with sessions of other twins, too. */
  async reset(how: { readonly clock?: 'anew' } = {}): Promise<void> {
    await this.#control.post('/reset', how)
  }

  /** Ends it and frees its place. */
  async end(): Promise<void> {
    await this.#control.delete('/session')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }

  /** Makes the session that this is a handle of. */
  async begin(start: SessionStart): Promise<this> {
    await this.#control.post('/session', { ...start })
    return this
  }
}

function named(session: string, input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Headers {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
  headers.set('X-Doppel-Session', session)
  return headers
}
