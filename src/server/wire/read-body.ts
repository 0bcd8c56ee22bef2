import type { IncomingMessage } from 'node:http'

/**
 * Collects a body of at most `maxBytes` and hands it over, or undefined when it is longer.
 * Nothing is handed over when the client goes away before its end.
 */
export function readBody(message: IncomingMessage, maxBytes: number, done: (body: Uint8Array | undefined) => void): void {
  let chunks: Buffer[] = []
  let length = 0
  const onData = (chunk: Buffer) => {
    length += chunk.length
    if (length <= maxBytes) {
      chunks.push(chunk)
      return
    }
    chunks = []
    message.off('data', onData)
    message.off('end', onEnd)
    done(undefined)
  }
  const onEnd = () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length))
  message.on('data', onData)
  message.on('end', onEnd)
  // A client that goes away in the middle of its body is no error of the server's.
  message.on('error', () => {})
}
