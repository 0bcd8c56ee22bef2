import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { earlyMs, receiversInCheck } from '#conform'
import type { TwinEvent } from '#engine'
import type { HttpRequest } from '#http'
import { nodeHttp } from '#http/io'
import type { Webhooks } from '#model'
import type { ServerOptions } from '#server'

/** Takes what a server under check sends by itself, whomever it is for, as it comes. */
export class WireReceiver {
  readonly #server: Server
  /** Whether there is anything to be compared with what comes. */
  isListening = false
  #received: HttpRequest[] = []

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<WireReceiver> {
    const receiver: WireReceiver = new WireReceiver(
      nodeHttp.createServer((message, response) => {
        const pieces: Buffer[] = []
        message.on('data', (piece: Buffer) => pieces.push(piece))
        message.on('end', () => {
          const { method = '', url: target = '', rawHeaders } = message
          receiver.#received.push({ method, target, headers: toHeaders(rawHeaders), body: Buffer.concat(pieces) })
          response.writeHead(204).end()
        })
      }),
    )
    await new Promise<void>((resolve, reject) => receiver.#server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return receiver
  }

  /** For the server under check. */
  probeFor(webhooks: Webhooks): ServerOptions['webhookProbe'] {
    const { port } = this.#server.address() as AddressInfo
    return { port, earlyMs, receiversOf: (event: TwinEvent) => (this.isListening ? receiversInCheck(event, webhooks) : []) }
  }

  /** What has come since it was asked last. */
  take(): readonly HttpRequest[] {
    const taken = this.#received
    this.#received = []
    return taken
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

function toHeaders(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at] as string, raw[2 * at + 1] as string])
}
