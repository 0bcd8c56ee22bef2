import { z } from 'zod'
import { parseJson } from '#base'
import { type ExitCode, exitCodes, Fault } from '#diagnostics'
import { isLoopbackName } from '#http'
import type { OciReference } from '../../oci-reference.ts'
import { fetchOnce, fetchWithin, readBody } from '../fetch-within.ts'
import { readCredentials } from './credentials.ts'

export interface RegistryOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** http also where the registry is on another machine. */
  readonly plainHttp?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

interface Call {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** One repository of a registry, by the distribution specification of OCI, version 2. */
export class Registry {
  readonly #reference: OciReference
  readonly #base: string
  readonly #options: RegistryOptions
  readonly #actions: string
  #authorization: string | undefined

  /** `actions`: `pull`, or `pull,push`. */
  constructor(reference: OciReference, actions: string, options: RegistryOptions) {
    const isHere = isLoopbackName(new URL(`http://${reference.host}`).hostname)
    this.#reference = reference
    this.#base = `${isHere || options.plainHttp ? 'http' : 'https'}://${reference.host}`
    this.#options = options
    this.#actions = actions
  }

  /** `path` is within the repository, or whole, as the registry gave it. Faults: `registry-unreachable`, `registry-denied`. */
  async send(path: string, call: Call): Promise<Response> {
    const url = new URL(/^(https?:)?\//.test(path) ? path : `/v2/${this.#reference.repository}/${path}`, this.#base)
    const first = await this.#once(url, call)
    if (first.status !== 401 || this.#authorization !== undefined) return this.#refuse(first)
    await first.body?.cancel()
    this.#authorization = await this.#authorize(first.headers.get('www-authenticate') ?? '')
    return this.#refuse(await this.#once(url, call))
  }

  /** Faults: `registry-failed`, with what the registry says. */
  async failed(response: Response, what: string): Promise<Fault> {
    const text = new TextDecoder().decode(await readBody(response, 64 * 1024).catch(() => new Uint8Array()))
    const said = errorsSchema.safeParse(parseJson(text)).data?.errors[0]
    const isMissing = response.status === 404
    const message = `${this.#reference.host} answers ${response.status} to ${what}${said === undefined ? '' : `: ${said.message ?? said.code}`}`
    return fault(isMissing ? 'registry-missing' : 'registry-failed', message, {
      exitCode: isMissing ? exitCodes.user : exitCodes.runtime,
      help: isMissing ? 'correct the name, or push it first: doppel push NAME oci://…' : 'the registry says why; try again later',
    })
  }

  async #once(url: URL, { method, headers = {}, body }: Call): Promise<Response> {
    const { signal, plainHttp } = this.#options
    // Other machines, to which a registry may lead, are not shown what is for it.
    const own = url.origin === this.#base && this.#authorization !== undefined ? { Authorization: this.#authorization } : {}
    const init = {
      method,
      headers: { ...headers, ...own },
      signal: signal ?? null,
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    }
    try {
      return await (method === 'GET' || method === 'HEAD' ? fetchWithin(url, init, plainHttp) : fetchOnce(url, init, plainHttp))
    } catch (cause) {
      if (cause instanceof Fault) throw cause
      throw this.#unreachable(cause)
    }
  }

  /** What to show, for what the registry asks. Faults: `registry-denied`, `registry-unreachable`. */
  async #authorize(challenge: string): Promise<string> {
    const basic = await readCredentials(this.#reference.host, this.#options.env)
    const [, scheme = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(challenge) ?? []
    if (/^basic$/i.test(scheme)) {
      if (basic === undefined) throw this.#denied('it wants a user and a password')
      return `Basic ${basic}`
    }
    const asked = Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]))
    const { realm = '', service, scope } = asked
    if (!/^bearer$/i.test(scheme) || !URL.canParse(realm)) throw this.#denied(`it asks for "${challenge}", which Doppel does not know`)
    const url = new URL(realm)
    if (service !== undefined) url.searchParams.set('service', service)
    url.searchParams.set('scope', scope ?? `repository:${this.#reference.repository}:${this.#actions}`)
    const headers = basic === undefined ? {} : { Authorization: `Basic ${basic}` }
    const response = await this.#fetchToken(url, headers)
    const token = tokenSchema.safeParse(parseJson(new TextDecoder().decode(await readBody(response, 1024 * 1024)))).data
    const text = token?.token ?? token?.access_token
    if (!response.ok || text === undefined) throw this.#denied(`${url.host} gives no token for it (${response.status})`)
    return `Bearer ${text}`
  }

  async #fetchToken(url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
    try {
      return await fetchOnce(url, { headers, signal: this.#options.signal ?? null }, this.#options.plainHttp)
    } catch (cause) {
      if (cause instanceof Fault) throw cause
      throw this.#unreachable(cause)
    }
  }

  #refuse(response: Response): Response {
    if (response.status !== 401 && response.status !== 403) return response
    void response.body?.cancel()
    throw this.#denied(`it answers ${response.status}`)
  }

  #denied(why: string): Fault {
    const { host, repository } = this.#reference
    return fault(
      'registry-denied',
      `${host} does not let you ${this.#actions.includes('push') ? 'push to' : 'pull from'} ${repository}: ${why}`,
      {
        exitCode: exitCodes.user,
        help: `docker login ${host}, or export DOPPEL_REGISTRY=${host}, DOPPEL_REGISTRY_USER and DOPPEL_REGISTRY_PASSWORD; credentials that a helper program keeps are not read`,
      },
    )
  }

  #unreachable(cause: unknown): Fault {
    const reason = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message
    return fault('registry-unreachable', `${this.#reference.host} can't be reached: ${reason}`, {
      exitCode: exitCodes.runtime,
      help: this.#base.startsWith('https')
        ? 'check the name and the network; a registry without TLS needs --plain-http'
        : 'check the name and the network',
      cause,
    })
  }
}

const errorsSchema = z.looseObject({
  errors: z.array(z.looseObject({ code: z.string().optional(), message: z.string().optional() })).min(1),
})
const tokenSchema = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() })

function fault(
  code: 'registry-unreachable' | 'registry-denied' | 'registry-failed' | 'registry-missing',
  message: string,
  options: { exitCode: ExitCode; help: string; cause?: unknown },
): Fault {
  return new Fault(code, message, options)
}
