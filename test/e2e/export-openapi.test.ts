import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runVerb } from './run-verb.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-export-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

test('a twin that was made of a document is exported as one that it does not contradict, and that makes such a twin again', async () => {
  const document = join(import.meta.dirname, 'openapi', 'orders.yaml')
  await runVerb(cwd, 'import openapi', { file: document, name: 'orders' })
  await runVerb(cwd, 'export openapi', { name: 'orders', out: 'out.json' })
  const { json, exitCode } = await runVerb(cwd, 'validate', { name: 'orders', openapi: 'out.json' })
  expect(json).toMatchObject({ missing: [], undocumented: [], contradictions: [] })
  expect(exitCode).toBe(0)
  expect((await runVerb(cwd, 'import openapi', { file: 'out.json', name: 'again' })).json).toMatchObject({
    operations: 11,
    guesses: ['POST /orders/{orderId}/refund'],
  })
})

test('a learned twin is exported with what its rules tell', async () => {
  await runVerb(cwd, 'init', { name: 'orders', baseUrl: 'https://api.example.com/v1' })
  const session = (at: number) =>
    [
      ['POST', '/orders', '{"sku":"a","size":2}', 201, `{"id":${at},"sku":"a","size":2}`],
      ['POST', '/orders', '{"size":2}', 400, '{"error":"sku is missing"}'],
      ['GET', `/orders/${at}`, undefined, 200, `{"id":${at},"sku":"a","size":2}`],
      ['GET', '/orders/99', undefined, 404, '{"error":"not found"}'],
    ].map(([method, path, text, status, answer], step) => ({
      startedDateTime: new Date(Date.UTC(2026, 0, at) + step * 1000).toISOString(),
      time: 5,
      request: {
        method,
        url: `https://api.example.com/v1${path}`,
        headers: [],
        ...(text ? { postData: { mimeType: 'application/json', text } } : {}),
      },
      response: { status, headers: [{ name: 'Content-Type', value: 'application/json' }], content: { text: answer } },
    }))
  for (const at of [1, 1, 1]) {
    await writeFile(join(cwd, `${at}.har`), JSON.stringify({ log: { entries: session(at) } }))
    await runVerb(cwd, 'import har', { files: [`${at}.har`], name: 'orders' })
  }
  await runVerb(cwd, 'synth', { name: 'orders', noHeldOut: true })
  const { json } = await runVerb(cwd, 'export openapi', { name: 'orders' })
  expect(json).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: 'https://api.example.com/v1' }],
    paths: {
      '/orders': {
        post: { responses: { 201: { content: { 'application/json': { schema: { properties: { id: { type: 'number' } } } } } }, 400: {} } },
      },
    },
  })
})
