import { isOwnHost } from '#http'

/** Clients name a server in a handful of ways; more than this many is somebody making names up. */
const rememberedHosts = 64

export interface OwnNames {
  /** Where the server listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** What it was told to listen on, and the names that the user allowed besides. */
  readonly host: string
  readonly otherNames: readonly string[]
}

/** Turns a request's `Host` into the origin under which the twin speaks of itself. */
export class OwnOrigin {
  readonly #names: OwnNames
  readonly #byHost = new Map<string, string>()

  constructor(names: OwnNames) {
    this.#names = names
  }

  /** The client's own name for the server when that name is one of ours, else the address. */
  of(host: string | undefined): string {
    const { url, host: listenHost, otherNames } = this.#names
    if (host === undefined) return url
    const known = this.#byHost.get(host)
    if (known !== undefined) return known
    const origin = isOwnHost(host, listenHost, otherNames) ? `http://${host.toLowerCase()}` : url
    if (this.#byHost.size < rememberedHosts) this.#byHost.set(host, origin)
    return origin
  }
}
