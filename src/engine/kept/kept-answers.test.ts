import { describe, expect, test } from 'vitest'
import { createSteppingClock } from '#state'
import { compileTwin } from '../compile-twin.ts'
import { createModel, request } from '../model-for-tests.ts'
import type { TwinSession } from '../twin.ts'
import { KeptRoom } from './kept-room.ts'

// That what is kept is what would be made anew is a law: test/laws/kept-answers.test.ts. Here: what is kept at all.

const show = (value: string, more = {}) => ({ body: { encoding: 'json', value: { is: { $: value } } }, ...more })
const found = "find('thing', path.id)"

const model = createModel(
  {
    'GET /things/{id}': [show(found, { when: `has(${found})` }), show('null', { status: 404 })],
    'GET /list': [show("list('thing')")],
    'GET /large': [show("list('large')")],
    'GET /medium': [show("list('medium')")],
    'GET /now': [show('now')],
    'GET /mint': [show("mint('t_{hex:8}')")],
    'GET /me': [show('header.authorization')],
    'POST /things': [{ do: [{ create: 'thing', key: ['body.id'], value: { $: 'body' } }], status: 201 }],
  },
  {
    thing: { key: ['id'], fixtures: [{ value: { id: 'a', size: 1 } }, { value: { id: 'b', size: 2 } }] },
    medium: { key: ['id'], fixtures: [{ value: { id: 'a', text: 'x'.repeat(60_000) } }] },
    large: { key: ['id'], fixtures: [{ value: { id: 'a', text: 'x'.repeat(70_000) } }] },
  },
)

function start(keepsAnswers = true): TwinSession {
  const clock = createSteppingClock(Date.UTC(2026, 2, 1, 12), 1000)
  return compileTwin(model).createSession({ seed: 1, origin: 'http://twin.test', clock, keepsAnswers })
}

/** Whether the last of so many answers in a row is the one before it. */
function isKept(session: TwinSession, call: string, times = 3, headers: [string, string][] = []): boolean {
  const answers = Array.from({ length: times }, () => session.answer(request(call, undefined, headers)))
  return answers.at(-1) === answers.at(-2)
}

describe('an answer', () => {
  test('is kept once it is asked for again, until what it shows is another', () => {
    const session = start()
    expect(isKept(session, 'GET /things/a', 2)).toBe(false)
    expect(isKept(session, 'GET /things/a', 2)).toBe(true)
    session.answer(request('POST /things', { id: 'b', size: 3 }))
    expect(isKept(session, 'GET /things/a', 2)).toBe(true)
    session.answer(request('POST /things', { id: 'a', size: 3 }))
    expect(new TextDecoder().decode(session.answer(request('GET /things/a', undefined, [])).response.body)).toContain('"size":3')
  })

  test('of a list, of an entity that is not there, and to HEAD is kept, too', () => {
    expect(['GET /list', 'GET /things/none', 'HEAD /things/a'].map((call) => isKept(start(), call))).toEqual([true, true, true])
  })

  test.each(['GET /now', 'GET /mint', 'GET /nowhere', 'GET /large', `GET /list?${'x'.repeat(3000)}`, 'POST /things'])(
    'of %s is not',
    (call) => {
      expect(isKept(start(), call, 5)).toBe(false)
    },
  )

  test('is not kept for who did not ask for it', () => {
    expect(isKept(start(false), 'GET /things/a')).toBe(false)
  })

  test('is kept for the headers on which it hangs', () => {
    const session = start()
    expect(isKept(session, 'GET /me', 3, [['Authorization', 'one']])).toBe(true)
    expect(
      isKept(session, 'GET /me', 2, [
        ['Authorization', 'two'],
        ['Accept', '*/*'],
      ]),
    ).toBe(false)
  })

  test('that was kept in vain has to be asked for twice as often before it is kept again', () => {
    const session = start()
    isKept(session, 'GET /list')
    const asks = Array.from({ length: 4 }, () => {
      session.answer(request('POST /things', { id: 'c', size: 1 }))
      let count = 1
      while (!isKept(session, 'GET /list', 2)) count++
      // one that is given again was not in vain
      return count
    })
    expect(asks).toEqual([2, 2, 2, 2])
    for (let time = 0; time < 20; time++) {
      session.answer(request('POST /things', { id: 'c', size: 1 }))
      session.answer(request('GET /list', undefined, []))
    }
    session.answer(request('POST /things', { id: 'c', size: 1 }))
    expect([isKept(session, 'GET /list', 5), isKept(session, 'GET /list', 64)]).toEqual([false, true])
  })
})

describe('the room', () => {
  test('is bounded: what has been there for longest makes place', () => {
    const dropped: string[] = []
    const keeper = { drop: (target: string) => void dropped.push(target) }
    const self = new WeakRef(keeper)
    const room = new KeptRoom(1000)
    const places = ['/a', '/b', '/c'].map((target) => room.take(self, target, 300))
    room.leave(places[1] as (typeof places)[0])
    room.take(self, '/d', 400)
    expect([dropped, room.bytes]).toEqual([[], 1000])
    room.take(self, '/e', 301)
    expect([dropped, room.bytes]).toEqual([['/a', '/c'], 701])
  })

  test('is shared by all sessions of a twin', () => {
    const clock = createSteppingClock(0, 0)
    const twin = compileTwin(model)
    const [first, ...others] = Array.from({ length: 700 }, (_, seed) =>
      twin.createSession({ seed, origin: 'http://twin.test', clock, keepsAnswers: true }),
    )
    const askFirst = () => first?.answer(request('GET /things/a', undefined, []))
    askFirst()
    const kept = askFirst()
    expect(askFirst()).toBe(kept)
    for (const session of others) isKept(session, 'GET /medium')
    expect(askFirst()).not.toBe(kept)
    expect(isKept(others.at(-1) as TwinSession, 'GET /medium', 2)).toBe(true)
  })
})
