/** `host:port` as it stands in a URL: IPv6 in brackets. */
export function printAddress(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Where a client on this machine reaches a server that listens on `host`: a wildcard is no address to call. */
export function toReachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
