import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
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

function serve(...flags: readonly string[]): Served {
  const cli = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
  const child = spawn(process.execPath, [cli, 'serve', 'things', ...flags], { cwd: workspace, stdio: 'pipe' })
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
  const served = serve('--port', '0', '--ready-json', 'run/ready.json', '--seed', '7', '--clock', 'fixed:2026-01-01')
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

test('T71 a port in use is told with its holder', async () => {
  const first = serve('--port', '0')
  const port = await untilStarted(first)
  const second = serve('--port', String(port))
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
  const served = serve(...flags)
  expect(await served.exit).toBe(1)
  expect(served.output()).toContain(message)
  expect(served.output()).toContain('help:')
})
