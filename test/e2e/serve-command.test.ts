import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { mintSessionId, openScrubber, SessionWriter } from '#recording/io'
import { createModel } from '../../bench/serve-model.ts'
import { receiveUntil } from './serve-wire.ts'

const workspace = mkdtempSync(join(tmpdir(), 'doppel-serve-'))
const children: ChildProcess[] = []

beforeAll(async () => {
  const twin = join(workspace, 'twins', 'things')
  await mkdir(join(twin, 'model'), { recursive: true })
  await writeFile(join(twin, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  await writeFile(join(twin, 'model', 'model.json'), JSON.stringify(createModel(1)))
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

afterAll(() => rm(workspace, { recursive: true }))

interface Served {
  readonly child: ChildProcess
  readonly output: () => string
  readonly exit: Promise<number | null>
}

function serve(twin: string, ...flags: readonly string[]): Served {
  const cli = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
  const child = spawn(process.execPath, [cli, 'serve', twin, ...flags], { cwd: workspace, stdio: 'pipe' })
  children.push(child)
  let text = ''
  const collect = (chunk: Buffer) => {
    text += String(chunk)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { child, output: () => text, exit: new Promise((resolve) => child.once('close', resolve)) }
}

async function untilStarted(served: Served): Promise<number> {
  const ended = served.exit.then((code) => Promise.reject(new Error(`ended with ${code}: ${served.output()}`)))
  const started = new Promise<number>((resolve) => {
    served.child.stdout?.on('data', () => {
      const port = /addr=127\.0\.0\.1:(\d+)/.exec(served.output())?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })
  const port = await Promise.race([started, ended])
  ended.catch(() => {})
  return port
}

test('T74 says where it is once it answers, drains on SIGTERM and takes its ready file away', async () => {
  const ready = join(workspace, 'run', 'ready.json')
  const served = serve('things', '--port', '0', '--ready-json', 'run/ready.json', '--seed', '7', '--clock', 'fixed:2026-01-01')
  const port = await untilStarted(served)
  expect(served.output()).toBe(`server started twin=things addr=127.0.0.1:${port} fidelity=synth\n`)
  const url = `http://127.0.0.1:${port}`
  expect(JSON.parse(readFileSync(ready, 'utf8'))).toEqual({
    twin: 'things',
    url,
    host: '127.0.0.1',
    port,
    pid: served.child.pid,
    fidelity: 'synth',
    seed: 7,
    clock: 'fixed:2026-01-01T00:00:00.000Z',
    control: url,
  })
  expect((await fetch(`${url}/thing0/1`)).status).toBe(200)
  const underWay = connect(port, '127.0.0.1')
  underWay.write(
    'POST /thing0 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n',
  )
  await receiveUntil(underWay, (text) => text.includes('100 Continue'))
  served.child.kill('SIGTERM')
  underWay.write('{"name":"x"}')
  expect(await receiveUntil(underWay, (text) => text.includes('"name":"x"'))).toMatch(/^HTTP\/1.1 201/)
  expect(await served.exit).toBe(0)
  expect(existsSync(ready)).toBe(false)
})

test('strict: the recordings answer, and a secret that was scrubbed from them is known again', async () => {
  const { scrubber } = await openScrubber(workspace, join(workspace, 'twins', 'old'))
  const info = { ...mintSessionId(Date.now()), tags: [], upstream: 'https://api.example.com', origin: 'http://127.0.0.1:9' }
  const writer = new SessionWriter({ twinFolder: join(workspace, 'twins', 'old'), info })
  const login = JSON.stringify({ email: 'ada@example.com', password: 'correct horse battery' })
  const answer = {
    status: 200,
    headers: [['Content-Type', 'application/json']] as const,
    body: Buffer.from('{"user":"https://api.example.com/1"}'),
  }
  const request = { method: 'POST', target: '/login', headers: [['Content-Type', 'application/json']] as const, body: Buffer.from(login) }
  writer.append([scrubber.scrubExchange({ index: 0, startedAtMs: 0, endedAtMs: 0, request, response: answer })])
  await writer.close({ by: 'shutdown', atMs: Date.now() })
  await writeFile(join(workspace, 'twins', 'old', 'twin.toml'), 'base_url = "https://api.example.com"\n')
  const served = serve('old', '--fidelity', 'strict')
  const url = `http://127.0.0.1:${await untilStarted(served)}`
  const response = await fetch(`${url}/login`, { method: 'POST', body: login, headers: { 'content-type': 'application/json' } })
  expect([response.status, response.headers.get('x-doppel-provenance')]).toEqual([200, 'recorded'])
  expect(await response.json()).toEqual({ user: `${url}/1` })
  expect((await fetch(`${url}/login`)).headers.get('x-doppel-provenance')).toBe('miss')
})

test('T71 a port in use is told with its holder', async () => {
  const first = serve('things', '--port', '0')
  const port = await untilStarted(first)
  const second = serve('things', '--port', String(port))
  expect(await second.exit).toBe(4)
  expect(second.output()).toContain('error[port-in-use]')
  if (process.platform === 'linux') expect(second.output()).toContain(String(first.child.pid))
})

test.each([
  [['--clock', 'tomorrow'], '"tomorrow" is no clock'],
  [['--port', '70000'], '--port'],
  [['--port', ''], '--port'],
  [['--seed', '-1'], '--seed'],
  [['--fidelity', 'loose'], '--fidelity'],
  [['--fidelity', 'strict'], 'nothing was recorded'],
])('%s is refused with what to do', async (flags, message) => {
  const served = serve('things', ...flags)
  expect(await served.exit).toBe(1)
  expect(served.output()).toContain(message)
  expect(served.output()).toContain('help:')
})
