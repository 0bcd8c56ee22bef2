import type { OutgoingDelivery } from '#engine'
import { nodeHttp, nodeHttps } from '#http/io'
import type { TargetPolicy } from './target-policy.ts'

export interface Outgoing extends OutgoingDelivery {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** How an attempt ended: what the receiver answered, or why it did not. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  /** The target may not be told of anything: there is no use in another attempt. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string }

/** More of an answer than this is not waited for: its status says it all. */
const answerBytesMax = 64 * 1024

/** Sends one delivery, to its address or to a port of this machine. A redirect is an answer, not followed. Never throws. */
export async function sendDelivery(outgoing: Outgoing, to: TargetPolicy | { readonly port: number }): Promise<Outcome> {
  try {
    const url = new URL(outgoing.url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return { kind: 'refused', error: `${url.protocol} is not spoken` }
    if ('port' in to) return { kind: 'answered', status: await post(url, { address: '127.0.0.1', family: 4, port: to.port }, outgoing) }
    const target = await to.resolve(url.hostname)
    if (target === undefined) {
      return { kind: 'refused', error: `${url.hostname} is not allowed: add it to allow in [webhooks] of twin.toml` }
    }
    return { kind: 'answered', status: await post(url, target, outgoing) }
  } catch (error) {
    return { kind: 'failed', error: (error as NodeJS.ErrnoException).code ?? (error as Error).message }
  }
}

type Target = NonNullable<Awaited<ReturnType<TargetPolicy['resolve']>>> & { readonly port?: number }

function post(url: URL, { address, family, port }: Target, { method, headers, body, timeoutMs, signal }: Outgoing): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' && port === undefined ? nodeHttps().request : nodeHttp.request
    const request = send(url, {
      ...(port === undefined ? {} : { protocol: 'http:', hostname: address, port }),
      method,
      headers: { Host: url.host, ...Object.fromEntries(headers), 'Content-Length': Buffer.byteLength(body) },
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      lookup: (_name, options, found) => (options.all ? found(null, [{ address, family }]) : found(null, address, family)),
    })
    request.on('error', (error) => reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error('timeout') : error))
    request.on('response', (response) => {
      let size = 0
      const done = () => {
        resolve(response.statusCode as number)
        request.destroy()
      }
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > answerBytesMax) done()
      })
      response.on('end', done)
      response.on('error', reject)
    })
    request.end(body)
  })
}
