import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** A store with a revision of its own, which each write makes one more; what is put is shown only where it is read. */
function store(steps: string, at: number): Line[] {
  const entries = new Map<string, { key: string; value: string; created: number; modified: number }>()
  let revision = 0
  return [...steps].map((step, place): Line => {
    const key = `${'xyz'[(place * 2 + at) % 3]}-${at}`
    const path = `/kv/${key}`
    const entry = entries.get(key)
    const missing: Line = [step === 'd' ? 'DELETE' : 'GET', path, undefined, 404, { error: 'no such key' }]
    if (step === 'p') {
      const value = `v${place} ${at}`
      revision++
      entries.set(key, { key, value, created: entry?.created ?? revision, modified: revision })
      return ['PUT', path, { value }, 200, true]
    }
    if (!entry) return missing
    if (step === 'g') return ['GET', path, undefined, 200, { ...entry }]
    revision++
    entries.delete(key)
    return ['DELETE', path, undefined, 200, true]
  })
}

test('what is put and gone before anybody reads it was there, and each write is told by the revision that it left', () => {
  const steps = (at: number) =>
    Array.from({ length: 40 }, (_, place) => 'ppgdgpg'[(place * place + 3 * at + Math.floor(place / 5)) % 7]).join('')
  const ask = twinOf([1, 2, 3, 4, 5, 6, 7].map((at) => session(at, store(steps(at), at))))
  const put = (key: string) => ask('PUT', `/kv/${key}`, { value: key }).status
  expect([put('a'), put('b'), put('a')]).toEqual([200, 200, 200])
  expect(ask('GET', '/kv/a').body).toEqual({ key: 'a', value: 'a', created: 1, modified: 3 })
  expect(ask('DELETE', '/kv/b').status).toBe(200)
  expect(ask('DELETE', '/kv/b').status).toBe(404)
  expect(ask('GET', '/kv/b').status).toBe(404)
  put('b')
  expect(ask('GET', '/kv/b').body).toEqual({ key: 'b', value: 'b', created: 5, modified: 5 })
})
