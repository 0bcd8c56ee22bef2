import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Json } from '#base'
import { compileTwin, type TwinSession } from '#engine'
import { encodeText } from '#http'
import { readModel } from '#model/io'
import { createFixedClock } from '#state'
import { exerciseDocument } from '../../bench/openapi/exercise-document.ts'
import { ownJudge } from '../../bench/openapi/judges.ts'
import { runVerb } from './run-verb.ts'

const documents = join(import.meta.dirname, 'openapi')
const decoder = new TextDecoder()

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-openapi-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

interface Asked {
  readonly status: number
  readonly body: Json | undefined
  readonly provenance: string
  readonly events: readonly { readonly name: string; readonly payload: string; readonly receivers: readonly { readonly url: string }[] }[]
  readonly headers: Readonly<Record<string, string>>
}

type Ask = (method: string, target: string, body?: unknown, headers?: readonly (readonly [string, string])[]) => Asked

/** Imports a document, and gives what asks the twin that it made. */
async function importDocument(file: string, name: string): Promise<Ask> {
  await runVerb(cwd, 'import openapi', { file: join(documents, file), name })
  const session: TwinSession = compileTwin(await readModel(join(cwd, 'twins', name))).createSession({
    seed: 1,
    clock: createFixedClock(Date.UTC(2026, 5, 1)),
    origin: 'http://127.0.0.1:1',
  })
  return (method, target, body, headers = [['Authorization', 'Bearer t']]) => {
    const isText = typeof body === 'string'
    const type = isText ? 'application/x-www-form-urlencoded' : 'application/json'
    const answer = session.answer({
      method,
      target,
      headers: [
        ...headers.map(([key, value]) => [key, value] as [string, string]),
        ...(body === undefined ? [] : [['Content-Type', type] as [string, string]]),
      ],
      body: encodeText(body === undefined ? '' : isText ? body : JSON.stringify(body)),
    })
    const { response, provenance, events = [] } = answer
    const text = decoder.decode(response.body)
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      provenance,
      events,
      headers: Object.fromEntries(response.headers),
    }
  }
}

test('what is created is listed, read, changed and deleted', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  const made = ask('POST', '/orders', { reference: 'A-1', status: 'placed', payment: { kind: 'card', last4: '4242' } })
  expect(made).toMatchObject({
    status: 201,
    provenance: 'learned',
    headers: { Location: '/orders/1' },
    body: {
      id: 1,
      reference: 'A-1',
      status: 'placed',
      payment: { kind: 'card', last4: '4242' },
      created_at: '2026-06-01T00:00:00Z',
      shipped_at: null,
    },
  })
  expect((made.body as { tracking: string }).tracking).toMatch(/^TR-[0-9]{8}$/)
  ask('POST', '/orders', { reference: 'A-2', status: 'draft' })
  ask('POST', '/orders', { reference: 'A-3', status: 'draft' })
  expect(ask('GET', '/orders/1').body).toEqual(made.body)
  expect(ask('GET', '/orders?limit=2').body).toMatchObject({
    total: 3,
    has_more: true,
    data: [{ reference: 'A-1' }, { reference: 'A-2' }],
  })
  expect(ask('GET', '/orders?limit=2&offset=2').body).toMatchObject({ has_more: false, data: [{ reference: 'A-3' }] })
  expect(ask('GET', '/orders?status=placed').body).toMatchObject({ total: 1, data: [{ reference: 'A-1' }] })
  expect(ask('PATCH', '/orders/1', { reference: 'A-9' }).body).toMatchObject({ id: 1, reference: 'A-9', status: 'placed' })
  expect(ask('DELETE', '/orders/1')).toMatchObject({ status: 204, body: undefined })
  expect(ask('GET', '/orders/1')).toMatchObject({ status: 404, body: { code: 404, message: 'Not found' } })
  expect(ask('GET', '/orders').body).toMatchObject({ total: 2 })
})

test('requests are held to the document, and refused in its own shape', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  expect(ask('GET', '/orders', undefined, [])).toMatchObject({ status: 401 })
  expect(ask('POST', '/orders', { reference: 'A' })).toMatchObject({
    status: 422,
    body: {
      code: 422,
      message: 'reference must have at least 3 characters',
      errors: [{ field: 'reference', message: 'reference must have at least 3 characters' }],
    },
  })
  expect(ask('POST', '/orders', {})).toMatchObject({ status: 422, body: { message: 'reference is missing' } })
  expect(ask('POST', '/orders', { reference: 'A-1', payment: { kind: 'card', last4: '1' } })).toMatchObject({
    status: 422,
    body: { message: 'payment.last4 must match ^[0-9]{4}$' },
  })
  expect(ask('GET', '/orders?limit=many')).toMatchObject({ status: 422, body: { message: 'limit must be integer, not string' } })
  expect(ask('GET', '/orders?limit=51')).toMatchObject({ status: 422 })
  expect(ask('GET', '/orders/7')).toMatchObject({ status: 404, body: { code: 404 } })
  expect(ask('GET', '/nothing')).toMatchObject({ status: 404, provenance: 'miss', body: { code: 404 } })
})

test('a name of several parts is found by them, under the plural and under the singular', async () => {
  const ask = await importDocument('branches.yaml', 'branches')
  const made = ask('POST', '/r/refs', { ref: 'refs/heads/a b', sha: '1' })
  expect(made).toMatchObject({ status: 201, headers: { Location: '/r/refs/heads/a%20b' }, body: { ref: 'refs/heads/a b' } })
  expect(ask('POST', '/r/refs', { ref: 'refs/heads/a b', sha: '1' })).toMatchObject({ status: 409 })
  expect(ask('GET', '/r/ref/heads/a%20b')).toMatchObject({ status: 200, provenance: 'learned', body: made.body })
  expect(ask('GET', '/r/ref/heads%2Fa%20b').body).toEqual(made.body)
  expect(ask('PATCH', '/r/refs/heads/a%20b', { sha: '2' }).body).toEqual({ ref: 'refs/heads/a b', sha: '2' })
  expect(ask('GET', '/r/ref/heads/a%20b').body).toMatchObject({ sha: '2' })
  expect(ask('GET', '/other/ref/heads/a%20b')).toMatchObject({ status: 404 })
  ask('DELETE', '/r/refs/heads/a%20b')
  expect(ask('GET', '/r/ref/heads/a%20b')).toMatchObject({ status: 404 })
})

test('a part of a path with several parameters is asked for none of them', async () => {
  const ask = await importDocument('branches.yaml', 'branches')
  expect(ask('GET', '/r/compare/main...next')).toMatchObject({ status: 200 })
})

test('what lies below a thing needs that thing, and is its own', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  expect(ask('POST', '/orders/1/lines', { sku: 'x' })).toMatchObject({ status: 404 })
  ask('POST', '/orders', { reference: 'A-1' })
  ask('POST', '/orders', { reference: 'A-2' })
  const line = ask('POST', '/orders/1/lines', { sku: 'x' }).body as { id: string }
  expect(line).toMatchObject({ sku: 'x', quantity: 1, order_id: 1 })
  expect(ask('GET', `/orders/1/lines/${line.id}`).body).toEqual(line)
  expect(ask('GET', `/orders/2/lines/${line.id}`)).toMatchObject({ status: 404 })
  expect(ask('GET', '/orders/2/lines').body).toEqual([])
})

test('what is no reading or writing of things is answered by example, as a guess', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  ask('POST', '/orders', { reference: 'A-1' })
  const refund = ask('POST', '/orders/1/refund')
  expect(refund).toMatchObject({ status: 200, provenance: 'guess' })
  expect((refund.body as { refunded: number }).refunded).toBeGreaterThanOrEqual(1)
  expect(ask('POST', '/orders/2/refund')).toMatchObject({ status: 404 })
})

test('what clients can only list is there from the start', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  const countries = ask('GET', '/countries', undefined, []).body as { code: string }[]
  expect(countries).toHaveLength(2)
  expect(ask('GET', `/countries/${countries[1]?.code}`, undefined, []).body).toEqual(countries[1])
  expect(ask('GET', '/countries/?', undefined, [])).toMatchObject({ status: 404 })
})

test('a callback goes to the address that the request gives', async () => {
  const ask = await importDocument('orders.yaml', 'orders')
  const made = ask('POST', '/orders', { reference: 'A-1', notify: 'http://127.0.0.1:9/hook' })
  expect(made.events).toMatchObject([{ name: 'shipped', receivers: [{ url: 'http://127.0.0.1:9/hook' }] }])
  expect(JSON.parse(made.events[0]?.payload ?? '')).toEqual(made.body)
})

test('Swagger 2.0: keys that clients choose, searches, forms', async () => {
  const ask = await importDocument('pets.json', 'pets')
  const key = [['X-Api-Key', 'k']] as const
  expect(ask('POST', '/pets', { name: 'rex', tag: 'good' })).toMatchObject({ status: 401 })
  expect(ask('POST', '/pets', { name: 'rex', tag: 'good' }, key)).toMatchObject({ status: 200, body: { name: 'rex', tag: 'good' } })
  expect(ask('POST', '/pets', { name: 'rex' }, key)).toMatchObject({ status: 409 })
  ask('POST', '/pets', { name: 'tom' }, key)
  expect(ask('GET', '/pets/findByTag?tag=bad,good').body).toMatchObject([{ name: 'rex' }])
  expect(ask('POST', '/pets/rex', 'age=old')).toMatchObject({ status: 400 })
  expect(ask('POST', '/pets/rex', 'age=7')).toMatchObject({ status: 200 })
  expect(ask('GET', '/pets/rex').body).toMatchObject({ name: 'rex', age: 7, tag: 'good' })
})

test('3.1: a PUT makes and replaces, one of a kind is changed, webhooks follow what was done', async () => {
  const ask = await importDocument('teams.yaml', 'teams')
  expect(ask('PUT', '/teams/a', { slug: 'a', name: 'Team A', size: 2 })).toMatchObject({
    status: 201,
    body: { slug: 'a', name: 'Team A', size: 2 },
  })
  const replaced = ask('PUT', '/teams/a', { slug: 'a', name: null })
  expect(replaced).toMatchObject({ status: 200, body: { slug: 'a', name: null } })
  expect(replaced.body).not.toHaveProperty('size')
  expect(ask('DELETE', '/teams/a').events).toMatchObject([{ name: 'teamDeleted', payload: '{"event":"team.deleted"}' }])
  expect(ask('GET', '/teams/a')).toMatchObject({ status: 404 })
  expect(ask('GET', '/settings')).toMatchObject({ provenance: 'guess', body: { theme: 'dark' } })
  ask('PATCH', '/settings', { theme: 'light' })
  expect(ask('GET', '/settings').body).toMatchObject({ theme: 'light' })
})

test.each(['orders.yaml', 'pets.json', 'teams.yaml'])('every operation of %s answers as its schema says', async (file) => {
  const { results } = exerciseDocument(await readFile(join(documents, file), 'utf8'), ownJudge)
  expect(results.filter(({ verdict }) => verdict !== 'valid')).toEqual([])
})

test('the same document gives the same model', async () => {
  const models = await Promise.all(
    ['one', 'two'].map(async (name) => {
      await runVerb(cwd, 'import openapi', { file: join(documents, 'orders.yaml'), name })
      return (await readFile(join(cwd, 'twins', name, 'model', 'model.json'), 'utf8')).replace(/"name": ?"(one|two)"/, '')
    }),
  )
  expect(models[0]).toBe(models[1])
})

test('what is no document is refused, and nothing is written; a twin that is there is left alone', async () => {
  const file = join(cwd, 'no.yaml')
  await writeFile(file, 'title: nothing\n')
  await expect(runVerb(cwd, 'import openapi', { file, name: 'no' })).rejects.toMatchObject({ code: 'openapi-unusable', exitCode: 1 })
  await writeFile(file, '{"openapi": "4.0", "paths": {}}')
  await expect(runVerb(cwd, 'import openapi', { file, name: 'no' })).rejects.toThrow('is of the version "4.0"')
  await expect(readFile(join(cwd, 'twins', 'no', 'twin.toml'))).rejects.toThrow('ENOENT')
  await importDocument('teams.yaml', 'teams')
  await expect(importDocument('teams.yaml', 'teams')).rejects.toMatchObject({ code: 'twin-exists' })
  await runVerb(cwd, 'import openapi', { file: join(documents, 'teams.yaml'), name: 'teams', replace: true })
})
