import { exitCodes, Fault } from '#diagnostics'
import type { Fetch } from './connect-within.ts'

/** Asks the control plane of a twin for one session; what it refuses is a Fault with its code. */
export class ControlClient {
  readonly #fetch: Fetch
  readonly #session: string

  constructor(fetch: Fetch, session: string) {
    this.#fetch = fetch
    this.#session = session
  }

  async get<T>(path: string, fields: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const said = Object.entries(fields).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]]))
    return this.#ask('GET', `${path}?${new URLSearchParams([...said, ['session', this.#session]])}`)
  }

  async post<T>(path: string, fields: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return this.#ask('POST', path, { ...fields, session: this.#session })
  }

  async delete<T>(path: string, fields: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return this.#ask('DELETE', path, { ...fields, session: this.#session })
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.#fetch(`/__doppel${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    const json = (await answer.json()) as T & { error?: { code: string; message: string; help: string } }
    if (answer.ok) return json
    const { code = 'control-silent', message = `status ${answer.status}`, help } = json.error ?? {}
    throw new Fault(code, message, { exitCode: exitCodes.user, ...(help === undefined ? {} : { help }) })
  }
}
