import type { IncomingMessage } from 'node:http'

/** Where a request goes: to the upstream under this target, or nowhere. */
export type Destination =
  | { readonly target: string }
  | { readonly refused: { readonly status: number; readonly code: string; readonly message: string } }

/** Decides where requests go. Modes `forward` and `mitm` will be other functions of this kind. */
export type ProxyMode = (request: IncomingMessage) => Destination

/**
 * Everything goes to the service of `baseUrl`, below its path. A target in absolute form names a host of its own and
 * is refused unless that is the host to which the client speaks: the recorder is no open proxy.
 */
export function createReverseMode(baseUrl: URL): ProxyMode {
  const prefix = baseUrl.pathname.replace(/\/+$/, '')
  return (request) => {
    const target = request.url ?? ''
    if (target.startsWith('/')) return { target: prefix + target }
    if (target === '*' && request.method === 'OPTIONS') return { target }
    const absolute = /^https?:\/\/([^/?#]*)([^#]*)$/i.exec(target)
    if (absolute !== null && absolute[1] === request.headers.host) {
      const rest = absolute[2] as string
      return { target: prefix + (rest.startsWith('/') ? rest : `/${rest}`) }
    }
    return { refused: { status: 403, code: 'not-a-proxy', message: `this recorder only forwards to ${baseUrl.origin}, not to ${target}` } }
  }
}
