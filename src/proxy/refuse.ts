import type { Duplex } from 'node:stream'
import { nodeHttp } from '#http/io'

/** Answers a request that has no response object, and closes its connection. */
export function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
