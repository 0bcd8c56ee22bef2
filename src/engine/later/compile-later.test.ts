import { expect, test } from 'vitest'
import type { Model } from '#model'
import { createSourceClock } from '#state'
import { compileTwin } from '../compile-twin.ts'
import { ModelError } from '../model-error.ts'

type Later = NonNullable<Model['collections'][string]['later']>

const model = (later: Later): Model => ({
  format: 'doppel-model/1',
  service: { name: 'jobs' },
  collections: { job: { key: ['id'], later } },
  routes: [
    {
      method: 'PUT',
      path: '/jobs/{id}',
      variants: [
        {
          name: 'done',
          status: 200,
          headers: [],
          do: [
            { update: 'job', key: ['path.id'], set: { '...0': 'body' } },
            { let: 'old', value: { $: 'find("job", path.id)' } },
            { create: 'job', key: ['path.id'], value: { '...0': 'old', '...1': 'body', id: { $: 'path.id' } }, as: 'job' },
          ],
          body: { encoding: 'json', value: { $: 'job' } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/jobs/{id}',
      variants: [
        { name: 'gone', when: '!exists("job", path.id)', status: 404, headers: [] },
        { name: 'ok', status: 200, headers: [], body: { encoding: 'json', value: { $: 'find("job", path.id)' } } },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
})

function client(later: Later) {
  let nowMs = Date.UTC(2026, 0, 1)
  const session = compileTwin(model(later)).createSession({ seed: 1, clock: createSourceClock(() => nowMs), origin: 'http://twin.test' })
  const send = (method: string, body?: unknown) => {
    const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body))
    const { response } = session.answer({ method, target: '/jobs/1', headers: [['Content-Type', 'application/json']], body: bytes })
    const text = new TextDecoder().decode(response.body)
    return text === '' ? response.status : JSON.parse(text)
  }
  return { send, wait: (ms: number) => (nowMs += ms) }
}

const steps: Later = [
  { when: 'self.state == "new"', of: 'state', at: 'since + 2000', set: { state: 'busy' } },
  { when: 'self.state == "busy"', of: 'state', at: 'since + 3000', set: { state: 'done', at: { $: 'time(now, "iso|0|Z|T")' } } },
]

test('changes come at their times, one after the other, however late they are looked at', () => {
  const { send, wait } = client(steps)
  send('PUT', { state: 'new' })
  wait(2500)
  expect(send('GET')).toEqual({ id: '1', state: 'busy' })
  wait(60_000)
  expect(send('GET')).toEqual({ id: '1', state: 'done', at: '2026-01-01T00:00:05Z' })
})

test('a write that leaves the state as it is does not set it back; one that sets it begins anew', () => {
  const { send, wait } = client(steps)
  send('PUT', { state: 'new' })
  wait(1500)
  send('PUT', { name: 'a' })
  wait(1000)
  expect(send('GET')).toMatchObject({ state: 'busy', name: 'a' })
  send('PUT', { state: 'new' })
  wait(1900)
  expect(send('GET')).toMatchObject({ state: 'new' })
  wait(200)
  expect(send('GET')).toMatchObject({ state: 'busy' })
})

test('an entity ends at a moment that it names', () => {
  const { send, wait } = client([{ at: 'moment(self.until)', delete: true }])
  send('PUT', { until: '2026-01-01T00:00:10Z' })
  wait(9000)
  expect(send('GET')).toMatchObject({ id: '1' })
  wait(1000)
  expect(send('GET')).toBe(404)
})

test('a change that does not end the matter is made a number of times at most', () => {
  const { send, wait } = client([{ at: '0', set: { n: { $: 'coalesce(self.n, 0) + 1' } } }])
  send('PUT', {})
  wait(1)
  expect(send('GET')).toEqual({ id: '1', n: 1000 })
})

test('a rule that names what does not exist is refused at load', () => {
  expect(() => compileTwin(model([{ at: 'other', delete: true }]))).toThrow(ModelError)
})
