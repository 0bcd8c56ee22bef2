import { type HttpRequest, type HttpResponse, withoutHeaders } from '#http'
import { nodeHttp } from '#http/io'

/** Written by whoever sends. */
const hopHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'te', 'trailer', 'upgrade', 'expect']

export interface SendOptions {
  /** Base URL of an http server. */
  readonly origin: string
  readonly timeoutMs: number
  /** In place of those that the request has under the same name. */
  readonly headers: HttpRequest['headers']
}

/** Sends a request as it is and gives the whole answer, undecoded. Rejects when there is none. */
export function sendRequest(request: HttpRequest, { origin, timeoutMs, headers }: SendOptions): Promise<HttpResponse> {
  const own = withoutHeaders(request.headers, [...hopHeaders, ...headers.map(([name]) => name)])
  const { host, hostname, port } = new URL(origin)
  const sent = [
    ['Host', host] as const,
    ...own,
    ...headers,
    ...(request.body.length > 0 ? ([['Content-Length', String(request.body.length)]] as const) : []),
  ]
  return new Promise((done, fail) => {
    const outgoing = nodeHttp.request({
      hostname,
      port,
      path: request.target,
      method: request.method,
      headers: sent.flat(),
      timeout: timeoutMs,
    })
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part))
      incoming.on('error', fail)
      incoming.on('end', () => {
        const list: [string, string][] = []
        for (let at = 0; at < incoming.rawHeaders.length; at += 2)
          list.push([incoming.rawHeaders[at] as string, incoming.rawHeaders[at + 1] as string])
        done({ status: incoming.statusCode ?? 0, headers: list, body: new Uint8Array(Buffer.concat(parts)) })
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    outgoing.on('error', fail)
    outgoing.end(request.body)
  })
}
