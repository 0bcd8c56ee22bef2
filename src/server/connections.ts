import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const pollMs = 10

/** The open connections of a server, so that it can end without cutting an answer. */
export class Connections {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  /**
   * By connection, the answer to its last request whose body had to come first, or that others have a say in; all other requests are answered as soon as
   * they are seen.
   */
  readonly #awaited = new Map<Socket, ServerResponse>()
  #isUnref = false

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#open.add(socket)
      if (this.#isUnref) socket.unref?.()
      socket.once('close', () => {
        this.#open.delete(socket)
        this.#awaited.delete(socket)
      })
    })
  }

  /** None of them keeps the process alive, now and later. */
  unref(): void {
    this.#isUnref = true
    for (const socket of this.#open) socket.unref?.()
  }

  /** Says that the answer to this request has to wait. */
  awaitAnswer(message: IncomingMessage, response: ServerResponse): void {
    // whether it was given is asked when the server ends: to be told of each costs more than the answer of a small twin
    this.#awaited.set(message.socket, response)
  }

  /** Takes no new connections, closes those that are done, and after `timeoutMs` the rest. */
  drain(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      let isClosed = false
      const endIfDone = () => {
        // the server knows nothing of connections that it was handed
        if (!isClosed || this.#open.size > 0) return
        clearInterval(poll)
        clearTimeout(timer)
        resolve()
      }
      const poll = setInterval(() => {
        this.#closeIdle()
        endIfDone()
      }, pollMs)
      const timer = setTimeout(() => {
        for (const socket of this.#open) socket.destroy()
      }, timeoutMs)
      this.#server.close(() => {
        isClosed = true
        endIfDone()
      })
      this.#closeIdle()
    })
  }

  #closeIdle(): void {
    for (const socket of this.#open) {
      const response = this.#awaited.get(socket)
      const isAwaited = response !== undefined && !response.writableFinished && !response.destroyed
      if (isAwaited || socket.writableLength > 0) continue
      // a stream within the process knows no more than its end
      if (socket instanceof Socket) socket.destroySoon()
      else (socket as Duplex).destroy()
    }
  }
}
