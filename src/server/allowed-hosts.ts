/** Decides by which names a server may be called, against pages that point a name of theirs at this machine. */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>

  /** `names`: what the server listens on and what the user allowed, beside loopback. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => bareName(name)))
  }

  /**
   * Whether a `Host` header's value names this server. `localAddress` is where the connection arrived:
   * an address can't be rebound, only a name can.
   */
  allowsHost(host: string, localAddress?: string): boolean {
    const authority = parseAuthority(host)
    if (authority === undefined) return false
    const name = bareName(authority.hostname)
    if (isLoopback(name) || this.#names.has(name)) return true
    return localAddress !== undefined && name === bareName(localAddress.replace(/^::ffff:/i, ''))
  }

  /** Whether a page of this `Origin` may control the server; `null` and other schemes may not. */
  allowsOrigin(origin: string, localAddress?: string): boolean {
    const match = /^https?:\/\/([^/?#]+)$/i.exec(origin)
    return match?.[1] !== undefined && this.allowsHost(match[1], localAddress)
  }
}

function parseAuthority(text: string): URL | undefined {
  if (!/^[A-Za-z0-9._~:[\]-]+$/.test(text)) return undefined
  return URL.parse(`http://${text}`) ?? undefined
}

/** Lower case, without brackets and the root's dot. */
function bareName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

/** `*.localhost` is loopback by RFC 6761: no resolver may answer it otherwise. */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || name.endsWith('.localhost') || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}
