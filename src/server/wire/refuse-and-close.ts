import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { printRefusal, type Refusal, refusalHeaders } from './refuse.ts'

/** How long, and for how many bytes, a client may go on sending what nobody will read. */
const lingerMs = 2_000
const lingerBytes = 64 * 1024 * 1024

/**
 * Answers a request whose body is still coming, and closes the connection once the client has stopped.
 * Closing at once would reset the connection, and the client would never see the answer.
 */
export function refuseAndClose(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const body = printRefusal(refusal)
  response.writeHead(refusal.status, [...refusalHeaders(refusal, body), 'Connection', 'close'])
  response.write(body)
  let surplus = 0
  const finish = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(() => request.socket.destroy(), lingerMs)
  timer.unref()
  request.on('data', (chunk: Buffer) => {
    surplus += chunk.length
    if (surplus > lingerBytes) request.socket.destroy()
  })
  request.once('end', finish)
  request.once('close', finish)
  request.resume()
}

/** Answers on a bare connection, where node has no response to give, and ends it. */
export function refuseSocket(socket: Socket, refusal: Refusal, reason: string): void {
  if (!socket.writable || socket.destroyed) {
    socket.destroy()
    return
  }
  const body = printRefusal(refusal)
  const lines = [`HTTP/1.1 ${refusal.status} ${reason}`]
  const headers = refusalHeaders(refusal, body)
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`)
  lines.push(`Date: ${new Date().toUTCString()}`, 'Connection: close', '', body)
  socket.end(lines.join('\r\n'))
  setTimeout(() => socket.destroy(), lingerMs).unref()
}
