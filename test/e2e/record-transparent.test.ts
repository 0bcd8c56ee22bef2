import { createServer } from 'node:http'
import * as net from 'node:net'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { exchangeRaw, parseAnswer, startLab } from './record-lab.ts'

/** Answers in all the ways that go wrong in proxies; tells what it was asked. */
const service = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const path = (request.url ?? '').split('?')[0]
    switch (path) {
      case '/duplicates':
        response.writeHead(200, ['Set-Cookie', 'a=1', 'X-Empty', '', 'set-cookie', 'c=2', 'X-ODD-case', 'caf\u00e9', 'Content-Length', '2'])
        return response.end('ok')
      case '/none':
        return response.writeHead(204).end()
      case '/unchanged':
        return response.writeHead(304, { etag: '"a"', 'content-length': '10' }).end()
      case '/gzip':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'))
      case '/br':
        return response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('{"a":1}'))
      case '/zstd':
        return response.writeHead(200, { 'content-encoding': 'zstd' }).end(zstdCompressSync('{"a":1}'))
      case '/binary':
        return response
          .writeHead(200, { 'content-type': 'application/octet-stream' })
          .end(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))
      case '/trailers':
        response.writeHead(200, { trailer: 'X-Sum, X-Sum', 'transfer-encoding': 'chunked' })
        response.write('some')
        response.addTrailers([
          ['X-Sum', '1'],
          ['X-Sum', '2'],
        ])
        return response.end(' body')
      case '/empty':
        return response.end()
      case '/reason':
        return response.writeHead(299, 'Quite Fine').end('x')
      case '/umlaut':
        return response.writeHead(200, 'Gr\u00c3\u00b6\u00c3\u009fe').end('x')
      default: {
        const told = { method: request.method, url: request.url, body: body.toString('latin1'), trailers: request.rawTrailers }
        const text = JSON.stringify({ ...told, headers: request.rawHeaders })
        return response.writeHead(200, { 'content-type': 'application/json' }).end(text)
      }
    }
  })
})

const requests: [name: string, request: string][] = [
  ['a plain GET', get('/echo?b=1&b=2&c=%20')],
  ['T35 duplicate headers in order and case', get('/duplicates')],
  ['HEAD with a length', get('/reason', 'HEAD')],
  ['HEAD of a chunked answer', get('/gzip', 'HEAD')],
  ['T45 204', get('/none')],
  ['T45 304 with the length of the body it does not have', get('/unchanged')],
  ['gzip', get('/gzip')],
  ['br', get('/br')],
  ['zstd', get('/zstd')],
  ['T53 binary', get('/binary')],
  ['trailers', get('/trailers')],
  ['HEAD of an answer with trailers', get('/trailers', 'HEAD')],
  ['a reason that is not ASCII', get('/umlaut')],
  ['an empty body', get('/empty')],
  ['a status and reason of its own', get('/reason')],
  ['OPTIONS *', get('*', 'OPTIONS')],
  ['a target with dots, slashes and odd characters', get("//a/../b/./c;d=1/'*|?x=[1]&y={}")],
  ['a POST', `POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello`],
  ['a DELETE with a body', `DELETE /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`],
  ['a GET with a body', `GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`],
  ['a POST without a body', `POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`],
  [
    'a chunked POST with trailers',
    `POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-End: yes\r\n\r\n`,
  ],
  ['HTTP/1.0', `GET /echo HTTP/1.0\r\nHost: h\r\n\r\n`],
]

function get(target: string, method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nx-two: a\r\nX-Two: b, c\r\nAccept-Encoding: gzip, br, zstd\r\nConnection: close\r\n\r\n`
}

test('what the app sees is what it sees without the recorder', async () => {
  const lab = await startLab(service)
  for (const [name, request] of requests) {
    const direct = parseAnswer(await exchangeRaw(lab.servicePort, request))
    const recorded = parseAnswer(await exchangeRaw(lab.recorder.port, request))
    expect(comparable(recorded), name).toEqual(comparable(direct))
  }
  const exchanges = await lab.recorded()
  expect(exchanges.map(({ request }) => `${request.method} ${request.target}`)).toEqual(
    requests.map(([, request]) => request.split(' ', 2).join(' ')),
  )
  expect(exchanges.map(({ index, failure }) => [index, failure])).toEqual(requests.map((_, index) => [index, undefined]))
})

/** What the service was told must be the same but for the headers of the connection and the place of Host and length. */
function comparable(answer: ReturnType<typeof parseAnswer>) {
  const headers = answer.headers.filter((line) => !(line.toLowerCase() === 'content-length: 0'))
  if (!answer.body.startsWith('{"method"')) return { ...answer, headers }
  const told = JSON.parse(answer.body) as { headers: string[] }
  const pairs = Array.from({ length: told.headers.length / 2 }, (_, at) => [
    told.headers[2 * at] as string,
    told.headers[2 * at + 1] as string,
  ])
  const endToEnd = pairs.filter(([name]) => !/^(host|connection|keep-alive|content-length|transfer-encoding)$/i.test(name as string))
  const withoutLength = headers.filter((line) => !/^content-length:/i.test(line))
  return { ...answer, headers: withoutLength, body: { ...told, headers: endToEnd } }
}

test('the recording holds what was on the wire, on both sides', async () => {
  const lab = await startLab((_request, response) => {
    response.writeHead(200, ['Set-Cookie', 'a=1', 'SET-COOKIE', 'b=2', 'Content-Encoding', 'gzip', 'Trailer', 'X-T'])
    response.write(gzipSync('hello'))
    response.addTrailers({ 'X-T': 'end' })
    response.end()
  })
  const raw =
    'POST /a?b HTTP/1.1\r\nHost: app.example\r\nX-ONE: 1\r\nx-one: 2\r\nConnection: close\r\nContent-Length: 4\r\n\r\n\x00\xff\r\n'
  await exchangeRaw(lab.recorder.port, Buffer.from(raw, 'latin1'))
  const [exchange] = await lab.recorded()
  expect(exchange?.request).toMatchObject({ method: 'POST', target: '/a?b' })
  expect(exchange?.request.headers).toEqual([
    ['Host', 'app.example'],
    ['X-ONE', '1'],
    ['x-one', '2'],
    ['Connection', 'close'],
    ['Content-Length', '4'],
  ])
  expect(Buffer.from(exchange?.request.body ?? []).toString('latin1')).toBe('\x00\xff\r\n')
  expect(exchange?.response?.headers.slice(0, 3)).toEqual([
    ['Set-Cookie', 'a=1'],
    ['SET-COOKIE', 'b=2'],
    ['Content-Encoding', 'gzip'],
  ])
  expect(Buffer.from(exchange?.response?.body ?? [])).toEqual(gzipSync('hello'))
  expect(exchange?.response?.trailers).toEqual([['X-T', 'end']])
  expect(exchange?.endedAtMs).toBeGreaterThanOrEqual(exchange?.startedAtMs ?? Number.POSITIVE_INFINITY)
})

test('the path of the base URL goes in front, and the Host is the service’s', async () => {
  const lab = await startLab((request, response) => response.end(`${request.url} ${request.headers.host}`), { basePath: '/api/v1' })
  const answer = parseAnswer(await exchangeRaw(lab.recorder.port, get('/orders?x=1')))
  expect(answer.body).toBe(`/api/v1/orders?x=1 127.0.0.1:${lab.servicePort}`)
  expect((await lab.recorded())[0]?.request.target).toBe('/orders?x=1')
})

test.each([
  ['GET', '1.0', 'Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n', 'ok'],
  ['GET', '1.1', 'Content-Length: 2\r\nTrailer: X-T\r\n\r\nok', 'ok'],
  ['HEAD', '1.1', 'Content-Length: 2\r\nTrailer: X-T\r\n\r\n', ''],
])('a Trailer header over an answer that can have none: %s HTTP/%s', async (method, version, rest, body) => {
  const lab = await startLab(net.createServer((socket) => socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))))
  const answer = parseAnswer(await exchangeRaw(lab.recorder.port, `${method} / HTTP/${version}\r\nHost: h\r\nConnection: close\r\n\r\n`))
  expect(answer).toMatchObject({ status: 'HTTP/1.1 200 OK', body })
})
