import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Exchange } from '#http'
import { LockstepStore } from './lockstep-store.ts'

const exchange = (target: string): Exchange => ({
  index: 0,
  startedAtMs: 0,
  endedAtMs: 0,
  request: { method: 'GET', target, headers: [], body: new Uint8Array() },
})

function open(repeat: (target: string) => Promise<void>) {
  let sessions = 0
  const told: string[] = []
  const store = new LockstepStore({
    beginSession: () => ({ id: `session-${++sessions}` }),
    repeat: async ({ id }, { request }) => {
      await repeat(request.target)
      told.push(`${id} ${request.target}`)
    },
  })
  return { store, told }
}

test('exchanges are repeated one after the other, and their answers leave when that is done', async () => {
  const { store, told } = open((target) => wait(target === '/slow' ? 20 : 0))
  const places = [store.begin(0), store.begin(0)] as const
  const left: string[] = []
  store.commit(places[0], exchange('/slow'), () => left.push(`${told.length}`))
  store.commit(places[1], exchange('/quick'), () => left.push(`${told.length}`))
  expect(await store.endSessions()).toEqual(['session-1'])
  expect(told).toEqual(['session-1 /slow', 'session-1 /quick'])
  expect(left).toEqual(['1', '2'])
})

test('an exchange belongs to the session in which it began; a session without any is none', async () => {
  const { store, told } = open(async () => {})
  expect(await store.endSessions()).toEqual([])
  const late = store.begin(0)
  await store.endSessions()
  store.commit(store.begin(0), exchange('/b'), () => {})
  store.commit(late, exchange('/a'), () => {})
  expect(store.sessions).toEqual([{ id: 'session-2', exchanges: 1 }])
  await store.close()
  expect(told).toEqual(['session-2 /b', 'session-1 /a'])
})

test('a failure is kept, and traffic goes on', async () => {
  const { store, told } = open(() => Promise.reject(new Error('a bug')))
  const left: string[] = []
  for (const target of ['/a', '/b']) store.commit(store.begin(0), exchange(target), () => left.push(target))
  await store.close()
  expect([left, told]).toEqual([['/a', '/b'], []])
  expect(store.failure).toMatchObject({ message: 'a bug' })
  expect([store.problem?.stopped, store.counts]).toEqual([true, { repeated: 0 }])
})
