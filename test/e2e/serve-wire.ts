import { connect, type Socket } from 'node:net'

/** Sends bytes as they are on a new connection and resolves with all that came back when the server closed it. */
export function sendRaw(port: number, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  return talk(port, (socket) => {
    for (const piece of pieces) socket.write(piece, 'latin1')
  })
}

/** The same, and says that nothing more will come. */
export function sendRawAndEnd(port: number, bytes: string): Promise<string> {
  return talk(port, (socket) => void socket.end(bytes, 'latin1'))
}

function talk(port: number, send: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      received += text
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(received))
    // A reset after the answer is how some refusals end; without an answer the test sees an empty text.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    send(socket)
  })
}

/** Waits until the text that came in on a connection fulfils the condition. */
export function receiveUntil(socket: Socket, isEnough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const onData = (chunk: Buffer) => {
      received += chunk.toString('latin1')
      if (!isEnough(received)) return
      socket.off('data', onData)
      resolve(received)
    }
    socket.on('data', onData)
    socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(received)}`)))
  })
}

/** Status, headers (in order, as on the wire) and body of the first response in a text. */
export function parseRaw(text: string): { status: number; headers: string[]; body: string } {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...headers] = text.slice(0, end).split('\r\n')
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) }
}
