import type * as http from 'node:http'
import type * as https from 'node:https'
import { Pool } from 'undici'
import { nodeHttp, nodeHttps } from '#http/io'
import { PooledCall } from './pooled-call.ts'
import { StreamedCall } from './streamed-call.ts'
import type { Upstream, UpstreamRequest } from './upstream.ts'

export interface CreateUpstreamOptions {
  /** Certificates (PEM) to trust besides the usual ones. */
  readonly certificateAuthority?: string
}

/** Largest head of an answer; as large as the recorder takes of a request. */
export const maxHeadBytes = 128 * 1024

const connectTimeoutMs = 10_000

/** Idle connections are let go before nearly all services do so: a request that meets a closing connection would fail. */
const idleConnectionMs = 1000

/** An upstream that also opens connections for upgrades. */
export interface ReverseUpstream extends Upstream {
  /** A request on a connection of its own, `Upgrade` and all; not yet sent. */
  open(request: UpstreamRequest): http.ClientRequest
}

/** Sends to the service of `baseUrl`, whose certificate is checked, and to nothing else. Connections are kept and used again. */
export function createUpstream(baseUrl: URL, options: CreateUpstreamOptions = {}): ReverseUpstream {
  const tls = options.certificateAuthority === undefined ? {} : { ca: options.certificateAuthority }
  const pool = new Pool(baseUrl.origin, {
    // The app's own time-outs decide how long to wait: without the recorder nobody else would.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeadBytes,
    keepAliveTimeout: idleConnectionMs,
    allowH2: false,
    connect: { timeout: connectTimeoutMs, ...tls },
  })
  const secure = baseUrl.protocol === 'https:'
  const agentOptions = { keepAlive: true, timeout: idleConnectionMs, ...tls }
  const agent = secure ? new (nodeHttps().Agent)(agentOptions) : new nodeHttp.Agent(agentOptions)
  const open = ({ method, target, headers }: UpstreamRequest, over: http.Agent | false) =>
    (secure ? nodeHttps() : nodeHttp).request({
      hostname: baseUrl.hostname.replace(/^\[|\]$/g, ''),
      port: baseUrl.port || (secure ? 443 : 80),
      method,
      path: target,
      headers: ['Host', baseUrl.host, ...headers],
      maxHeaderSize: maxHeadBytes,
      agent: over,
      ...tls,
    } as unknown as https.RequestOptions)
  return {
    send: (request, body, sink) => new PooledCall(pool, request, body, sink),
    stream: (request, source, onChunk, sink) => new StreamedCall(open(request, agent), source, onChunk, sink),
    open: (request) => open(request, false),
    async close() {
      agent.destroy()
      await pool.destroy()
    },
  }
}
