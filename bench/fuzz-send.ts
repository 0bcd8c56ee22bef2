import { connect, type Socket } from 'node:net'
import type { FuzzRequest } from './fuzz-requests.ts'

/** What came of a request: what is wrong with it, or its status; 0 where the server closed without a word. */
export type Outcome = { readonly status: number } | { readonly problem: string }

export interface SendLimits {
  /** A connection on which nothing comes for so long hangs. */
  readonly silenceMs: number
  /** No answer is longer. */
  readonly answerBytesMax: number
}

const close = Buffer.from('Connection: close\r\n')

/** Sends requests on one connection after the other: a whole one as soon as the one before it was answered, others on connections of their own. */
export class Sender {
  readonly #port: number
  readonly #limits: SendLimits
  readonly #address: string
  #kept: Socket | undefined

  /** `address`: where connections come from, of the loopback range: one address has too few ports for so many. */
  constructor(port: number, address: string, limits: SendLimits) {
    this.#port = port
    this.#address = address
    this.#limits = limits
  }

  async send(request: FuzzRequest): Promise<Outcome> {
    if (!request.isWhole) return this.#talk(this.#open(), request, false)
    const socket = this.#kept ?? this.#open()
    this.#kept = undefined
    const outcome = await this.#talk(socket, request, true)
    if (!socket.destroyed && socket.writable && socket.readable) this.#kept = socket
    return outcome
  }

  close(): void {
    this.#kept?.destroy()
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress: this.#address, noDelay: true, allowHalfOpen: true })
    return socket.on('error', () => {})
  }

  #talk(socket: Socket, { bytes }: FuzzRequest, isKept: boolean): Promise<Outcome> {
    const isHead = bytes.subarray(0, 5).toString() === 'HEAD '
    return new Promise((resolve) => {
      let received: Buffer = Buffer.alloc(0)
      const finish = (outcome: Outcome, stays = false) => {
        socket.removeListener('data', onData).removeListener('end', onEnd).removeListener('close', onEnd)
        socket.setTimeout(0).removeAllListeners('timeout')
        if (!stays) socket.destroy()
        resolve(outcome)
      }
      const onData = (chunk: Buffer) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
        if (received.length > this.#limits.answerBytesMax) return finish({ problem: `an answer of ${received.length} bytes` })
        const end = isKept ? endOfAnswer(received, isHead) : undefined
        if (end === undefined) return
        if (end < received.length) return finish({ problem: 'more bytes than the answer says' })
        finish(outcomeOf(received), !received.subarray(0, received.indexOf('\r\n\r\n') + 2).includes(close))
      }
      const onEnd = () => finish(outcomeOf(received))
      socket.on('data', onData).on('end', onEnd).on('close', onEnd)
      socket.setTimeout(this.#limits.silenceMs, () =>
        finish({ problem: `nothing came for ${this.#limits.silenceMs} ms, after ${received.length} bytes` }),
      )
      if (isKept) socket.write(bytes)
      else socket.end(bytes)
    })
  }
}

function outcomeOf(received: Buffer): Outcome {
  if (received.length === 0) return { status: 0 }
  const status = Number(/^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n/.exec(received.subarray(0, 200).toString('latin1'))?.[1])
  if (Number.isNaN(status)) return { problem: `no answer of HTTP: ${JSON.stringify(received.subarray(0, 80).toString('latin1'))}` }
  // What is broken here; a version, a method or an encoding that is not there is the client's.
  if (status >= 500 && status !== 501 && status !== 505) return { problem: `status ${status}` }
  return { status }
}

/** Where the answer at the beginning of the bytes ends; undefined before all of it came. */
function endOfAnswer(received: Buffer, isHead: boolean): number | undefined {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const text = received.subarray(0, head + 2).toString('latin1')
  const status = Number(text.slice(9, 12))
  if (isHead || status === 204 || status === 304) return head + 4
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1]
  if (length !== undefined) return received.length >= head + 4 + Number(length) ? head + 4 + Number(length) : undefined
  const last = received.indexOf('\r\n0\r\n\r\n', head)
  return last < 0 ? undefined : last + 7
}
