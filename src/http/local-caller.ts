import type { HeaderList } from './exchange.ts'
import { headerValues } from './headers.ts'

/**
 * Why a request must not use a control plane on this machine, undefined when it may. A browser can be made to send
 * requests here by a page of another origin (it says so in `Origin` or `Sec-Fetch-Site`) or under a name that its
 * owner pointed at this machine (DNS rebinding: the `Host` is that name). `listenHost` is what the server was told to
 * listen on: other addresses than loopback are fine only when it listens there. `otherNames`: what the user allowed besides.
 */
export function refusalOfCaller(headers: HeaderList, listenHost: string, otherNames: readonly string[] = []): string | undefined {
  const hosts = headerValues(headers, 'host')
  const host = hosts.length === 1 ? hostName(hosts[0] as string) : undefined
  if (host === undefined) return 'the request has no single valid Host header'
  if (!isOwnHost(hosts[0] as string, listenHost, otherNames)) return `the Host header names ${host}, not this machine`
  for (const origin of headerValues(headers, 'origin')) {
    if (origin.toLowerCase() !== `http://${hosts[0]?.toLowerCase()}`) return `the request comes from a page of another origin, ${origin}`
  }
  const site = headerValues(headers, 'sec-fetch-site')
  if (site.some((value) => value !== 'same-origin' && value !== 'none')) return 'the request comes from a page of another site'
  return undefined
}

/** Whether the value of a `Host` header, with or without port, names a server on this machine that listens on `listenHost`. */
export function isOwnHost(value: string, listenHost: string, otherNames: readonly string[] = []): boolean {
  const host = hostName(value)
  if (host === undefined) return false
  return isLoopbackName(host) || isListenName(host, listenHost) || otherNames.some((name) => name.toLowerCase() === host)
}

/** Whether a host name or address without port stands for this machine only. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name) || name === '[::1]' || name === '::1'
}

/** Rebinding needs a name, so any address will do once the server listens beyond loopback. */
function isListenName(host: string, listenHost: string): boolean {
  if (host === listenHost.toLowerCase()) return true
  return !isLoopbackName(listenHost) && (/^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.startsWith('['))
}

function hostName(value: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(value)?.[1]?.toLowerCase()
}
