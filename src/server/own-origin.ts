import type { AllowedHosts } from './allowed-hosts.ts'

/** Clients name a server in a handful of ways; more than this many is somebody making names up. */
const rememberedHosts = 64

/** Turns a request's `Host` into the origin under which the twin speaks of itself. */
export class OwnOrigin {
  readonly #bound: string
  readonly #allowed: AllowedHosts
  readonly #byHost = new Map<string, string>()

  /** `bound` is where the server listens, e.g. `http://127.0.0.1:8080`. */
  constructor(bound: string, allowed: AllowedHosts) {
    this.#bound = bound
    this.#allowed = allowed
  }

  get bound(): string {
    return this.#bound
  }

  /** The client's own name for the server when that name is one of ours, else the bound one. */
  of(host: string | undefined): string {
    if (host === undefined) return this.#bound
    const known = this.#byHost.get(host)
    if (known !== undefined) return known
    const origin = this.#allowed.allowsHost(host) ? `http://${host.toLowerCase()}` : this.#bound
    if (this.#byHost.size < rememberedHosts) this.#byHost.set(host, origin)
    return origin
  }
}
