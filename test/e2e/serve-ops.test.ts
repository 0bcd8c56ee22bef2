import { networkInterfaces } from 'node:os'
import { beforeEach, expect, test } from 'vitest'
import { runVerb } from './run-verb.ts'
import { createServingWorkspace, type ServingWorkspace, tellTwin } from './serving-workspace.ts'

let workspace: ServingWorkspace

beforeEach(async () => {
  workspace = await createServingWorkspace()
})

const metricsOf = async (url: string) => (await fetch(`${url}/__doppel/metrics`)).text()

test('requests, times and sessions are told in the text format of Prometheus', async () => {
  const url = await workspace.serve()
  for (const path of ['/thing0/1', '/thing0/2', '/thing0/none', '/nowhere', '/~a/thing0']) await fetch(`${url}${path}`)
  await fetch(`${url}/thing0/1`, { headers: { 'X-Doppel-Chaos': 'error=503' } })
  const answer = await fetch(`${url}/__doppel/metrics`)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await answer.text()
  for (const line of [
    'doppel_requests_total{twin="things",route="GET /thing0/{id}",status="200",provenance="learned"} 2',
    'doppel_requests_total{twin="things",route="",status="404",provenance="miss"} 1',
    'doppel_answer_seconds_count{twin="things",route="GET /thing0/{id}"} 3',
    'doppel_answer_seconds_bucket{twin="things",route="GET /thing0",le="+Inf"} 1',
    'doppel_chaos_total{twin="things"} 1',
    'doppel_sessions{twin="things"} 2',
    'doppel_sessions_ended_total{twin="things",reason="idle"} 0',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+\{[^}]*(\{\w+\}[^}]*)?\} [\d.e+-]+)$/)
})

test('each request is a line of a log where that is asked for', async () => {
  const notes: string[] = []
  const url = await workspace.serve({ log: 'json' }, { notes })
  await fetch(`${url}/~a/thing0/1?x=1`)
  const entry = JSON.parse(notes.at(-1) ?? '') as object
  expect(entry).toMatchObject({
    session: 'a',
    method: 'GET',
    target: '/thing0/1?x=1',
    status: 200,
    provenance: 'learned',
    route: 'GET /thing0/{id}',
  })
  expect(entry).toHaveProperty('time')
  const lines: string[] = []
  const other = await workspace.serve({ log: 'text' }, { notes: lines })
  await fetch(`${other}/thing0/1`, { headers: { 'X-Doppel-Chaos': 'latency=1ms' } })
  expect(lines.at(-1)).toMatch(/^\d{4}-\S+Z default GET \/thing0\/1 200 learned \d+\.\dms chaos: latency 1ms$/)
})

test('control has a port of its own: the twin is not controlled by the other, and not asked by this one', async () => {
  const notes: string[] = []
  const url = await workspace.serve({ controlPort: 0 }, { notes })
  const control = /control at (\S+)\/__doppel\//.exec(notes.join('\n'))?.[1] ?? ''
  expect(await tellTwin(control, '/ready')).toEqual({ ready: true })
  expect((await fetch(`${control}/thing0/1`)).status).toBe(404)
  const asked = await fetch(`${url}/__doppel/ready`)
  expect([asked.status, asked.headers.get('x-doppel-provenance')]).toEqual([404, 'miss'])
  expect(await tellTwin(control, '/journal')).toMatchObject({ requests: [{ target: '/__doppel/ready' }] })
  // commands find the port of control by the name of the twin
  expect((await runVerb(workspace.cwd, 'session', { name: 'things' })).text).toContain('default')
})

test('T75 with a token only who shows it controls; other machines need one', async () => {
  const url = await workspace.serve({}, {}, { DOPPEL_CONTROL_TOKEN: 'secret' })
  const status = async (headers: Record<string, string>) => (await fetch(`${url}/__doppel/info`, { headers })).status
  expect([await status({}), await status({ Authorization: 'Bearer other' }), await status({ Authorization: 'Bearer secret' })]).toEqual([
    401, 401, 200,
  ])
  expect((await fetch(`${url}/thing0/1`)).status).toBe(200)
  await expect(runVerb(workspace.cwd, 'clock', { name: 'things' })).rejects.toMatchObject({ code: 'control-token' })
  expect((await runVerb(workspace.cwd, 'clock', { name: 'things' }, {}, undefined, { DOPPEL_CONTROL_TOKEN: 'secret' })).exitCode).toBe(0)
})

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')?.address

test.skipIf(outside === undefined)('T75 who comes by another address than loopback does not control without a token', async () => {
  const url = await workspace.serve({ host: '0.0.0.0' })
  const { port } = new URL(url)
  expect((await fetch(`http://${outside}:${port}/thing0/1`)).status).toBe(200)
  expect(await tellTwin(`http://${outside}:${port}`, '/info')).toMatchObject({ error: { code: 'control-remote' } })
  expect(await metricsOf(`http://127.0.0.1:${port}`)).toContain('doppel_sessions')
})
