import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileTwin, type TwinSession } from '#engine'
import type { HttpRequest } from '#http'
import { type Model, modelSchema } from '#model'
import { createSteppingClock, type VirtualClock } from '#state'
import { jsonValue, key, printed } from './lang-arbitraries.ts'

const headers = [['Content-Type', 'application/json']]
const json = (value: unknown) => ({ encoding: 'json', value })
const view = { loop: { $: 'view("note.loop", self)' } }

const model: Model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'notes' },
  collections: { note: { key: ['id'], fixtures: [{ value: { id: 'first', text: 'hello' } }], views: { loop: view } } },
  routes: [
    {
      method: 'POST',
      path: '/notes',
      variants: [
        {
          name: 'loop',
          when: 'query.loop == "1"',
          status: 200,
          headers: [],
          do: [
            { create: 'note', key: ['self.id'], value: { id: { $: 'mint("n_{hex:12}")' } }, as: 'note' },
            { delete: 'note', key: ['"first"'] },
            { let: 'number', value: { $: 'next("n", 1)' } },
          ],
          body: json({ $: 'view("note.loop", note)' }),
        },
        {
          name: 'created',
          status: 201,
          headers,
          do: [
            {
              create: 'note',
              key: ['self.id'],
              value: {
                id: { $: 'mint("n_{hex:12}")' },
                number: { $: 'next("n", 1)' },
                at: { $: 'time(now, "iso|3|Z|T")' },
                body: { $: 'body' },
              },
              as: 'note',
            },
          ],
          body: json({ $: 'note' }),
        },
      ],
    },
    {
      method: 'GET',
      path: '/notes',
      variants: [
        { name: 'ok', status: 200, headers, do: [{ query: { collection: 'note' }, as: 'page' }], body: json({ $: 'page.items' }) },
      ],
    },
    {
      method: 'PATCH',
      path: '/notes/{id}',
      variants: [
        { name: 'gone', when: '!exists("note", path.id)', status: 404, headers, body: json({ error: { $: 'path.id' } }) },
        {
          name: 'ok',
          status: 200,
          headers,
          do: [{ update: 'note', key: ['path.id'], set: { $: 'body' }, as: 'note' }],
          body: json({ $: 'note' }),
        },
      ],
    },
    {
      method: 'DELETE',
      path: '/notes/{id}',
      variants: [{ name: 'ok', status: 204, headers: [], do: [{ delete: 'note', key: ['path.id'] }] }],
    },
  ],
  miss: { name: 'miss', status: 404, headers, body: json({ error: 'no such route' }) },
})

const target = fc.oneof(
  fc.constantFrom('/notes', '/notes?a=1&a=2', '/notes/first', '/notes/__proto__', '/', '//', '/notes/%', '/notes?__proto__[x]=1'),
  fc
    .tuple(key, key, key)
    .map(([id, name, value]) => `/notes/${encodeURIComponent(id)}?${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  fc.string({ maxLength: 20 }),
)
const anyRequest: fc.Arbitrary<HttpRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'HEAD', 'FROB'),
  target,
  headers: fc.array(
    fc.tuple(
      fc.constantFrom('Content-Type', 'Authorization', '__proto__', 'X-A'),
      fc.constantFrom('application/json', 'text/plain', 'x', 'application/x-www-form-urlencoded'),
    ),
    { maxLength: 3 },
  ),
  body: fc.oneof(
    jsonValue.map((value) => new TextEncoder().encode(printed(value))),
    fc.uint8Array({ maxLength: 20 }),
    fc.constant(new Uint8Array()),
  ),
})
const requests = fc.array(anyRequest, { maxLength: 15 })

function start(seed: number): TwinSession {
  return compileTwin(model).createSession({ seed, clock: createSteppingClock(Date.UTC(2026, 2, 1), 250), origin: 'http://twin.test' })
}

function answers(session: TwinSession, list: readonly HttpRequest[]): string {
  return JSON.stringify(
    list.map((request) => {
      const { response, ...rest } = session.answer(request)
      return { ...rest, status: response.status, headers: response.headers, body: [...response.body] }
    }),
  )
}

test('an answer is a function of model, seed, clock and the requests so far, to the byte', () => {
  fc.assert(
    fc.property(requests, fc.nat(), (list, seed) => {
      expect(answers(start(seed), list)).toBe(answers(start(seed), list))
    }),
  )
})

test('reset is a new session, but for the time', () => {
  fc.assert(
    fc.property(requests, (list) => {
      const session = start(5)
      answers(session, list)
      session.reset()
      expect(session.state()).toEqual(start(5).state())
    }),
  )
})

test('T29 sessions of one twin do not see each other', () => {
  fc.assert(
    fc.property(requests, requests, (own, others) => {
      const twin = compileTwin(model)
      const [one, other] = [3, 4].map((seed) =>
        twin.createSession({ seed, clock: createSteppingClock(Date.UTC(2026, 2, 1), 250), origin: 'http://twin.test' }),
      ) as [TwinSession, TwinSession]
      let mixed = ''
      own.forEach((request, at) => {
        answers(other, others.slice(at, at + 1))
        mixed += answers(one, [request])
      })
      const alone = start(3)
      expect(mixed).toBe(own.map((request) => answers(alone, [request])).join(''))
    }),
  )
})

/** A session that is as the other one, on a clock of its own that stands where that one's stands. */
function forkOf(session: TwinSession, clock: VirtualClock): TwinSession {
  const own = createSteppingClock(clock.nowMs(), 250)
  return session.fork?.({ seed: 99, clock: own, origin: 'http://twin.test' }) as TwinSession
}

test('T30 a fork goes on to the byte as the session would have, and neither sees the other', () => {
  fc.assert(
    fc.property(requests, requests, requests, (before, own, others) => {
      const clock = createSteppingClock(Date.UTC(2026, 2, 1), 250)
      const session = compileTwin(model).createSession({ seed: 3, clock, origin: 'http://twin.test' })
      answers(session, before)
      const kept = forkOf(session, clock)
      const again = forkOf(kept, clock)
      const went = answers(session, own)
      answers(again, others)
      const restored = forkOf(kept, createSteppingClock(Date.UTC(2026, 2, 1) + before.length * 250, 250))
      expect(answers(restored, own)).toBe(went)
      expect(restored.state()).toEqual(session.state())
    }),
  )
})

describe('what a request does', () => {
  test('happens whole or not at all', () => {
    fc.assert(
      fc.property(requests, (list) => {
        const session = start(9)
        answers(session, list)
        const before = JSON.stringify(session.state(), (_, value) => (typeof value === 'bigint' ? String(value) : value))
        const failing: HttpRequest = { method: 'POST', target: '/notes?loop=1', headers: [], body: new Uint8Array() }
        expect(() => session.answer(failing)).toThrow()
        expect(JSON.stringify(session.state(), (_, value) => (typeof value === 'bigint' ? String(value) : value))).toBe(before)
      }),
      { numRuns: 20 },
    )
  })

  test('T78 harms no prototype', () => {
    fc.assert(
      fc.property(requests, (list) => {
        answers(start(2), list)
        expect(Object.keys(Object.prototype)).toEqual([])
        expect(Object.getPrototypeOf({})).toBe(Object.prototype)
        expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
      }),
    )
  })
})
