import { expect, test } from 'vitest'
import type { Fault } from '#diagnostics'
import { diskFiles, readSessions } from '#recording/io'
import { exchangeRaw, type Lab, parseAnswer, startLab } from './record-lab.ts'

async function control(lab: Lab, line: string, ...headers: string[]) {
  const head = [`${line} HTTP/1.1`, `Host: localhost:${lab.recorder.port}`, 'Connection: close', ...headers].join('\r\n')
  const { status, body } = parseAnswer(await exchangeRaw(lab.recorder.port, `${head}\r\n\r\n`))
  return { status: Number(status.split(' ')[1]), json: body === '' ? undefined : JSON.parse(body) }
}

const service = (seen: string[]) =>
  startLab((request, response) => {
    seen.push(request.url ?? '')
    response.end('{}')
  })

test('health, ready and info answer, and nothing of the control plane reaches the service or the recording', async () => {
  const seen: string[] = []
  const lab = await service(seen)
  expect(await control(lab, 'GET /__doppel/health')).toEqual({ status: 200, json: { status: 'recording' } })
  expect(await control(lab, 'GET /__doppel/ready')).toEqual({ status: 200, json: { ready: true } })
  expect((await control(lab, 'GET /__doppel/info?x')).json).toMatchObject({
    twin: 'lab',
    upstream: `http://127.0.0.1:${lab.servicePort}`,
    port: lab.recorder.port,
    status: 'recording',
    sessions: [],
  })
  expect((await control(lab, 'GET /__doppel')).status).toBe(404)
  expect((await control(lab, 'GET /__doppel/constructor')).status).toBe(404)
  expect((await control(lab, 'GET /__doppel/new-session')).status).toBe(405)
  expect((await control(lab, 'DELETE /__doppel/health')).status).toBe(405)
  expect((await control(lab, 'HEAD /__doppel/health')).json).toBeUndefined()
  expect(seen).toEqual([])
  await control(lab, 'GET /__doppelganger')
  expect(seen).toEqual(['/__doppelganger'])
  expect(await lab.recorded()).toHaveLength(1)
})

test('T75 callers from elsewhere are refused', async () => {
  const lab = await service([])
  expect(await control(lab, 'POST /__doppel/new-session', 'Origin: https://evil.example')).toMatchObject({ status: 403 })
  expect(await control(lab, 'POST /__doppel/new-session', 'Sec-Fetch-Site: cross-site')).toMatchObject({ status: 403 })
  const rebound = await exchangeRaw(lab.recorder.port, 'GET /__doppel/info HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
  expect(rebound).toMatch(/^HTTP\/1.1 403 /)
  expect((await control(lab, 'POST /__doppel/new-session', `Origin: http://localhost:${lab.recorder.port}`)).status).toBe(200)
})

test('a call for a new session closes the running one, and the next request begins another', async () => {
  const lab = await service([])
  expect((await control(lab, 'POST /__doppel/new-session')).json).toEqual({ closed: [] })
  await control(lab, 'GET /a')
  await control(lab, 'GET /b')
  const [running] = (await control(lab, 'GET /__doppel/info')).json.sessions
  expect(running).toMatchObject({ exchanges: 2, inFlight: 0 })
  expect((await control(lab, 'POST /__doppel/new-session')).json).toEqual({ closed: [running.id] })
  const { sessions: closed, findings } = await readSessions(lab.twinFolder)
  expect(closed.map(({ id, exchanges }) => [id, exchanges.length])).toEqual([[running.id, 2]])
  expect(findings).toEqual([])
  await control(lab, 'GET /c')
  await lab.recorded()
  const { sessions } = await readSessions(lab.twinFolder)
  expect(sessions.map(({ exchanges }) => exchanges.map(({ index, request }) => [index, request.target]))).toEqual([
    [
      [0, '/a'],
      [1, '/b'],
    ],
    [[0, '/c']],
  ])
  expect(sessions[0]?.origin).toBe(`http://localhost:${lab.recorder.port}`)
})

test('what is in flight at a new session still belongs to the old one', async () => {
  let answer = () => {}
  const lab = await startLab((request, response) => {
    if (request.url === '/late') answer = () => response.end('late')
    else response.end('soon')
  })
  const late = control(lab, 'GET /late').catch(() => undefined)
  await expect.poll(() => lab.recorder.store.sessions[0]?.inFlight).toBe(1)
  await control(lab, 'POST /__doppel/new-session')
  await control(lab, 'GET /soon').catch(() => undefined)
  answer()
  await late
  await lab.recorded()
  const { sessions, findings } = await readSessions(lab.twinFolder)
  expect(sessions.map(({ exchanges }) => exchanges.map(({ request }) => request.target))).toEqual([['/late'], ['/soon']])
  expect(findings).toEqual([])
})

test('T71 a port in use names who holds it', async () => {
  const lab = await service([])
  const fault = (await startLab(() => {}, { recorder: { port: lab.recorder.port } }).catch((error) => error)) as Fault
  expect(fault.code).toBe('port-in-use')
  expect(fault.message).toContain(`port ${lab.recorder.port} is in use`)
  if (process.platform === 'linux') expect(fault.message).toContain(`process ${process.pid}`)
})

test('a recorder in front of itself is refused', async () => {
  const lab = await service([])
  const { port } = lab.recorder
  await lab.recorded()
  const fault = (await startLab(() => {}, { recorder: { port, baseUrl: `http://localhost:${port}` } }).catch((error) => error)) as Fault
  expect(fault.code).toBe('upstream-is-recorder')
})

test('a full disk is told by health and info, and traffic passes', async () => {
  const disk = { full: true }
  const files = {
    ...diskFiles,
    write(file: number, bytes: Uint8Array) {
      if (disk.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      return diskFiles.write(file, bytes)
    },
  }
  const lab = await startLab((_request, response) => response.end('{"still":"here"}'), { store: { files } })
  expect(await control(lab, 'GET /a')).toEqual({ status: 200, json: { still: 'here' } })
  const problem = { code: 'disk-full', stopped: true }
  expect(await control(lab, 'GET /__doppel/health')).toMatchObject({ status: 503, json: { status: 'stopped', problem } })
  expect((await control(lab, 'GET /__doppel/ready')).status).toBe(200)
  expect((await control(lab, 'GET /__doppel/info')).json).toMatchObject({ status: 'stopped', problem, recorded: 0, lost: 1 })
  disk.full = false
  await control(lab, 'POST /__doppel/new-session')
  expect(await control(lab, 'GET /b')).toMatchObject({ status: 200 })
  expect((await control(lab, 'GET /__doppel/health')).json).toEqual({ status: 'recording' })
  expect((await lab.recorded()).map(({ request }) => request.target)).toEqual(['/b'])
})
