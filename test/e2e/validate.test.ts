import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runVerb } from './run-verb.ts'

const document = join(import.meta.dirname, 'openapi', 'orders.yaml')

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-validate-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

test('a twin that was made of a document covers it, and does not contradict it', async () => {
  await runVerb(cwd, 'import openapi', { file: document, name: 'orders' })
  const { exitCode, json } = await runVerb(cwd, 'validate', { name: 'orders', openapi: document })
  expect(json).toMatchObject({ missing: [], undocumented: [], unseen: [], contradictions: [] })
  expect((json as { covered: string[] }).covered).toHaveLength(11)
  expect(exitCode).toBe(0)
})

test('of another version of the document it says what is missing, what is new, and what contradicts', async () => {
  await runVerb(cwd, 'import openapi', { file: document, name: 'orders' })
  const changed = (await readFile(document, 'utf8'))
    .replace('  /countries:', '  /lands:')
    .replace('total: { type: integer }', 'total: { type: string }')
    .replace('"204": { description: gone }', '"202": { description: accepted }')
  await writeFile(join(cwd, 'next.yaml'), changed)
  const { exitCode, json, text } = await runVerb(cwd, 'validate', { name: 'orders', openapi: 'next.yaml' })
  expect(exitCode).toBe(2)
  expect(json).toMatchObject({
    missing: ['GET /lands'],
    undocumented: ['GET /countries'],
    contradictions: [
      { route: 'DELETE /orders/{orderId}', status: 204, place: 'status', recordedToo: false },
      { route: 'GET /orders', status: 200, place: 'body.total', message: 'must be string, not integer', recordedToo: false },
    ],
  })
  expect(text).toContain('GET /orders 200: body.total must be string, not integer (1 answer, such as to GET /orders)')
})

test('what a learned twin has of the service is told from what it has of itself', async () => {
  await runVerb(cwd, 'init', { name: 'orders', baseUrl: 'https://api.example.com/v1' })
  const entries = [1, 2, 3].map((id) => ({
    startedDateTime: new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString(),
    time: 5,
    request: { method: 'GET', url: 'https://api.example.com/v1/orders', headers: [{ name: 'Authorization', value: 'Bearer t' }] },
    response: {
      status: 200,
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { text: '{"data":[],"total":"none"}' },
    },
  }))
  await writeFile(join(cwd, 'a.har'), JSON.stringify({ log: { entries } }))
  await runVerb(cwd, 'import har', { files: ['a.har'], name: 'orders' })
  await runVerb(cwd, 'synth', { name: 'orders', noHeldOut: true })
  const { exitCode, json } = await runVerb(cwd, 'validate', { name: 'orders', openapi: document })
  expect(exitCode).toBe(2)
  expect(json).toMatchObject({
    covered: ['GET /orders'],
    contradictions: [{ route: 'GET /orders', place: 'body.total', message: 'must be integer, not string', recordedToo: true }],
  })
})

test('what is no document is refused', async () => {
  await runVerb(cwd, 'import openapi', { file: document, name: 'orders' })
  await writeFile(join(cwd, 'x.json'), '{}')
  await expect(runVerb(cwd, 'validate', { name: 'orders', openapi: 'x.json' })).rejects.toMatchObject({
    code: 'openapi-unusable',
    exitCode: 1,
  })
})
