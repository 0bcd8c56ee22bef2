import { duplexPair } from 'node:stream'
import { nodeHttp } from '#http/io'
import type { RunningServer, ServerOptions } from '#server'

type AskTwin = NonNullable<ServerOptions['askTwin']>

/** Asks a twin of this process, in a session of it, over streams in memory. Rejects when no answer comes. */
export function askNeighbour(server: RunningServer, ...[, session, call, signal]: Parameters<AskTwin>): ReturnType<AskTwin> {
  const { method, target, headers, body } = call
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const [ours, theirs] = duplexPair()
  server.connect(theirs)
  return new Promise((resolve, reject) => {
    const outgoing = nodeHttp.request(
      {
        method,
        path: target,
        headers: {
          Host: new URL(server.url).host,
          ...(body === undefined || isTyped ? {} : { 'Content-Type': 'application/json' }),
          ...Object.fromEntries(headers),
          'X-Doppel-Session': session,
        },
        createConnection: () => ours,
        signal,
      },
      (incoming) => {
        incoming.resume()
        incoming.on('error', reject)
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0 }))
      },
    )
    outgoing.on('error', reject)
    outgoing.on('close', () => {
      ours.destroy()
      theirs.destroy()
    })
    outgoing.end(body)
  })
}
