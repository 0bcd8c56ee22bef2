import { createServer } from 'node:https'
import { expect, test } from 'vitest'
import { connect, exchangeRaw, type LabOptions, listening, parseAnswer, startRecorder } from './record-lab.ts'

/** Of nothing and nobody: made for this test, for `localhost`, until 2126. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUJgKzXdrZSxwjg68xq33AEzLiBmgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA0NDMzMVoYDzIxMjYxMDI4
MDQ0MzMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAShm0XAFG5vH6l8z/H68vTZgYG1ckT3k4JgNUnF1KVMr+MXT5yLV+pi
cpDBaHv4YVBgDms6UW1CVN1hQkNvZ7zYo28wbTAdBgNVHQ4EFgQU7/yKSYXejRxP
bMcw6YF2FEGTAZowHwYDVR0jBBgwFoAU7/yKSYXejRxPbMcw6YF2FEGTAZowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAMex4hYYKxj6T4P5dO5gzQqQDrLKaJxYMCOA4UyZrVjCAiAV
/GKhgt3pczZbEgfQDSFDlqn+/mF6djpszu/8X26nAA==
-----END CERTIFICATE-----`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgA6gkNFb8Zjup1y58
UDJbWTuBesmWu9CqqIS1g3jm5f2hRANCAAShm0XAFG5vH6l8z/H68vTZgYG1ckT3
k4JgNUnF1KVMr+MXT5yLV+picpDBaHv4YVBgDms6UW1CVN1hQkNvZ7zY
-----END PRIVATE KEY-----`

async function startTlsLab(recorder: LabOptions['recorder']) {
  const server = createServer({ key, cert: certificate }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers.host} ${Buffer.concat(chunks)}`))
  })
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    socket.pipe(socket)
  })
  const port = await listening(server)
  const lab = await startRecorder(port, { recorder: { baseUrl: `https://localhost:${port}`, ...recorder } })
  return { lab, port }
}

test('a service over TLS, in all ways that requests take', async () => {
  const { lab, port } = await startTlsLab({ certificateAuthority: certificate })
  const ask = (request: string) => exchangeRaw(lab.recorder.port, request).then((raw) => parseAnswer(raw).body)
  expect(await ask('GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toBe(`GET /a localhost:${port} `)
  const chunked = 'POST /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'
  expect(await ask(chunked)).toBe(`POST /b localhost:${port} ok`)
  const app = connect(lab.recorder.port)
  app.send('GET /c HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
  await app.until('101 Switching Protocols')
  app.send('hello')
  await app.until('hello')
  app.socket.destroy()
  expect((await lab.recorded()).map(({ response }) => response?.status)).toEqual([200, 200, 101])
})

test('a certificate that nobody vouches for is not accepted', async () => {
  const { lab } = await startTlsLab({})
  for (const framing of ['', 'Transfer-Encoding: chunked\r\n']) {
    const end = framing === '' ? '' : '0\r\n\r\n'
    const answer = parseAnswer(
      await exchangeRaw(lab.recorder.port, `GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${framing}\r\n${end}`),
    )
    expect(answer.status).toBe('HTTP/1.1 502 Bad Gateway')
    expect(JSON.parse(answer.body).error).toMatchObject({ code: 'upstream-unreachable', message: expect.stringContaining('certificate') })
  }
})
