import { type Duplex, duplexPair } from 'node:stream'
import { Agent, fetch as fetchOver, type RequestInit as InitOver } from 'undici'

/** What `fetch` of the platform takes and gives. */
export type Fetch = typeof globalThis.fetch

/** Without a limit the agent opens one for each request: it takes one up again only after a turn in which nothing is asked. Enough for answers that hang. */
const connections = 64

/**
 * A `fetch` that reaches a server of this process by streams in memory: the same bytes as on a socket, without a port. Relative URLs are
 * those of `base`.
 */
export function createFetchWithin(base: string, connect: (stream: Duplex) => void): { fetch: Fetch; close(): Promise<void> } {
  const agent = new Agent({
    connections,
    connect: (_options, callback) => {
      const [ours, theirs] = duplexPair()
      // the end of one side is that of the other, as on a socket
      ours.once('close', () => theirs.destroy())
      theirs.once('close', () => ours.destroy())
      connect(theirs)
      // the client is not ready to be called before this returns
      queueMicrotask(() => callback(null, ours as never))
    },
  })
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(String(input), base), init)
    const body = request.body === null ? {} : { body: await request.arrayBuffer() }
    const { method, headers, redirect, signal } = request
    const answer = await fetchOver(request.url, { method, headers: [...headers], redirect, signal, ...body, dispatcher: agent } as InitOver)
    return answer as unknown as Response
  }
  return { fetch, close: () => agent.destroy() }
}
