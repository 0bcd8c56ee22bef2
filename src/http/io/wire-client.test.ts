import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WireClient } from './wire-client.ts'

const now = 'Date: Sun, 01 Mar 2026 12:00:00 GMT\r\n'

/** A server that answers the n-th request of a connection with these bytes. */
async function serving(answers: readonly string[], onSocket: (socket: Socket) => void = () => {}): Promise<WireClient> {
  let asked = 0
  const server = createServer((socket) => {
    onSocket(socket)
    socket.on('error', () => {})
    socket.on('data', () => {
      const answer = answers[asked++]
      if (answer === undefined) socket.destroy()
      else socket.write(answer, 'latin1')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const client = new WireClient({ host: '127.0.0.1', port, name: 'api.test', timeoutMs: 2000 })
  onTestFinished(() => {
    client.close()
    server.close()
  })
  return client
}

const request = (method = 'GET', body = '') => ({
  method,
  target: '/orders',
  headers: [['Accept', '*/*']] as const,
  body: new TextEncoder().encode(body),
})

async function problemsOf(answer: string, method = 'GET'): Promise<string[]> {
  const client = await serving([answer])
  return (await client.ask(request(method))).problems.map(({ at, message }) => `${at}: ${message}`)
}

test('answers by length, in chunks and without a body, on one connection', async () => {
  const client = await serving([
    `HTTP/1.1 200 OK\r\n${now}Content-Length: 2\r\nX-A: 1\r\nX-A: 2\r\n\r\nhi`,
    `HTTP/1.1 200 OK\r\n${now}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX-Sum: 7\r\n\r\n`,
    `HTTP/1.1 200 OK\r\n${now}Content-Length: 5\r\n\r\n`,
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n${now}\r\n`,
  ])
  const texts: string[] = []
  for (const method of ['GET', 'GET', 'HEAD', 'DELETE']) {
    const { response, problems } = await client.ask(request(method))
    expect(problems).toEqual([])
    texts.push(`${response.status} ${new TextDecoder().decode(response.body)} ${JSON.stringify(response.trailers ?? [])}`)
  }
  expect(texts).toEqual(['200 hi []', '200 hello [["X-Sum","7"]]', '200  []', '204  []'])
  expect(client.connections).toBe(1)
})

test.each([
  ['no date', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'date: there is none'],
  ['a bad date', 'HTTP/1.1 200 OK\r\nDate: 2026-03-01\r\nContent-Length: 0\r\n\r\n', 'date: "2026-03-01" is no date of HTTP'],
  ['two lengths', `HTTP/1.1 200 OK\r\n${now}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`, 'content-length: it comes 2 times'],
  [
    'a length beside chunks',
    `HTTP/1.1 200 OK\r\n${now}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'content-length: it comes with a transfer-encoding',
  ],
  ['an old version', `HTTP/1.0 200 OK\r\n${now}Content-Length: 0\r\n\r\n`, 'status-line: it speaks HTTP/1.0'],
  ['no header', `HTTP/1.1 200 OK\r\n${now}Content-Length: 0\r\nodd\r\n\r\n`, 'header: "odd" is no header'],
  ['more than its length', `HTTP/1.1 200 OK\r\n${now}Content-Length: 1\r\n\r\nabc`, 'connection: 2 bytes came after the end of the answer'],
  [
    '204 with a length',
    `HTTP/1.1 204 No Content\r\n${now}Content-Length: 0\r\n\r\n`,
    'content-length: an answer of 204 has no body and tells no length',
  ],
])('%s is a problem', async (_, answer, problem) => {
  expect(await problemsOf(answer)).toContain(problem)
})

test('a body of HEAD is one', async () => {
  expect(await problemsOf(`HTTP/1.1 200 OK\r\n${now}Content-Length: 2\r\n\r\nhi`, 'HEAD')).toEqual([
    'connection: 2 bytes came after the end of the answer',
  ])
})

test('the end of the connection ends an answer, and the next request has a connection of its own', async () => {
  const client = await serving(
    [`HTTP/1.1 200 OK\r\n${now}\r\nhi`, `HTTP/1.1 200 OK\r\n${now}Content-Length: 0\r\n\r\n`],
    (socket) => void socket.once('data', () => setTimeout(() => socket.end(), 20)),
  )
  const { response, problems } = await client.ask(request())
  expect(new TextDecoder().decode(response.body)).toBe('hi')
  expect(problems.map(({ at }) => at)).toEqual(['content-length'])
  expect((await client.ask(request('POST', '{}'))).problems).toEqual([])
  expect(client.connections).toBe(2)
})

test('a connection that was closed in between is a problem', async () => {
  const whole = `HTTP/1.1 200 OK\r\n${now}Content-Length: 0\r\n\r\n`
  const client = await serving([whole, whole], (socket) => void socket.once('data', () => setTimeout(() => socket.end(), 5)))
  await client.ask(request())
  await new Promise((done) => setTimeout(done, 50))
  expect((await client.ask(request())).problems.map(({ at, message }) => `${at}: ${message}`)).toEqual([
    'connection: it was closed after the answer before, which did not say so',
  ])
})

test('what is no answer rejects', async () => {
  await expect((await serving(['hello\r\n\r\n'])).ask(request())).rejects.toThrow('"hello" is no status line')
  await expect((await serving([])).ask(request())).rejects.toThrow('the connection was closed before the answer')
  const cut = await serving([`HTTP/1.1 200 OK\r\n${now}Content-Length: 9\r\n\r\nhi`], (socket) => void setTimeout(() => socket.end(), 30))
  await expect(cut.ask(request())).rejects.toThrow('the connection was closed within the answer')
})
