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

  /** What is answered, as it came. */
  async getText(path: string): Promise<string> {
    return (await this.#askForText('GET', `${path}?${new URLSearchParams({ session: this.#session })}`)).text
  }

  /** `text` is the body itself. */
  async postText<T>(path: string, text: string): Promise<T> {
    return (await this.#askForText<T>('POST', `${path}?${new URLSearchParams({ session: this.#session })}`, text)).json
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    return (await this.#askForText<T>(method, path, body && JSON.stringify(body))).json
  }

  async #askForText<T>(method: string, path: string, body?: string): Promise<{ readonly json: T; readonly text: string }> {
    const answer = await this.#fetch(`/__doppel${path}`, { method, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    const json = JSON.parse(text) as T & { error?: { code: string; message: string; help: string } }
    if (answer.ok) return { json, text }
    const { code = 'control-silent', message = `status ${answer.status}`, help } = json.error ?? {}
    throw new Fault(code, message, { exitCode: exitCodes.user, ...(help === undefined ? {} : { help }) })
  }
}
