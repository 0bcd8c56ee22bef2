import { expect, test } from 'vitest'
import { modelSchema } from '#model'
import { createScrubber, defaultScrubPolicy } from '#recording'
import { createFixedClock } from '#state'
import { compileTwin } from './compile-twin.ts'
import { createScrubbedTest } from './scrubbed-texts.ts'

const address = createScrubber(defaultScrubPolicy, new Uint8Array(16)).tokenOf('admin@example.com')
const headers = [['Content-Type', 'application/json']]

const model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'users' },
  collections: { user: { key: ['id'], fixtures: [{ value: { id: 1, mail: address } }, { value: { id: 2, mail: 'ada@example.com' } }] } },
  routes: [
    {
      method: 'GET',
      path: '/users/{id}',
      variants: [{ name: 'ok', status: 200, headers, body: { encoding: 'json', value: { $: 'find("user", path.id)' } } }],
    },
    {
      method: 'POST',
      path: '/users',
      variants: [
        {
          name: 'made',
          status: 201,
          headers,
          do: [
            { create: 'user', key: ['self.id'], value: { id: { $: "next('user', 3)" }, by: { $: 'find("user", 1).mail' } }, as: 'made' },
          ],
          body: { encoding: 'json', value: { $: 'made' } },
        },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
})

test('an answer that shows what was scrubbed is a guess; what it did is as sure as before', () => {
  const session = compileTwin(model).createSession({ seed: 1, clock: createFixedClock(0), origin: 'http://twin.test' })
  const ask = (method: string, target: string) => session.answer({ method, target, headers: [], body: new Uint8Array() }).provenance
  expect([ask('GET', '/users/1'), ask('GET', '/users/2'), ask('POST', '/users')]).toEqual(['guess', 'learned', 'guess'])
  const { response, provenance } = session.answer({ method: 'POST', target: '/users', headers: [], body: new Uint8Array() })
  expect([provenance, JSON.parse(new TextDecoder().decode(response.body)).id]).toEqual(['guess', 4])
  expect(ask('GET', '/users/2')).toBe('learned')
})

test('the first answers and those after many are judged alike', () => {
  const isShown = createScrubbedTest(modelSchema.parse(model))
  const say = (mail: string) => isShown({ status: 200, headers: [], body: new TextEncoder().encode(JSON.stringify({ mail })) })
  for (let round = 0; round < 20; round++) expect([say(address), say('ada@example.com')]).toEqual([true, false])
})

test('where nothing was scrubbed no body is printed for it, once that is known', () => {
  const isShown = createScrubbedTest(modelSchema.parse({ ...model, collections: {} }))
  for (let round = 0; round < 20; round++) isShown({ status: 200, headers: [], body: new Uint8Array(8) })
  const response = {
    status: 200,
    headers: [],
    get body(): Uint8Array {
      throw new Error('printed')
    },
  }
  expect(isShown(response)).toBe(false)
  expect(() => createScrubbedTest(modelSchema.parse(model))(response)).toThrow('printed')
})
