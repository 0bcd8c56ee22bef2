import { expect, test } from 'vitest'
import type { HeaderList } from '#http'
import { Correspondence } from './correspondence.ts'
import type { ComparableResponse } from './message.ts'
import { compareBesideNoise, findNoise } from './noise.ts'
import { createScope } from './scope-for-tests.ts'

const answer = (value: object | string, status = 200, headers: HeaderList = []): ComparableResponse => ({
  status,
  headers: [['content-type', 'application/json'], ...headers],
  body: typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'json', value: value as never },
})

/** Three answerers to whom the same is put, one answer after the other. */
function lockstep() {
  const scope = createScope({ fromClient: [] })
  const second = { ...scope, correspondence: new Correspondence() }
  return (one: ComparableResponse, other: ComparableResponse, twins: ComparableResponse) => {
    const noise = findNoise(one, other, second)
    const { divergences } = compareBesideNoise(one, twins, scope, noise)
    return divergences.map(({ path, category, severity }) => `${severity === 'error' ? '' : `${severity} `}${path} ${category}`)
  }
}

test('what two instances give alike is held against the twin to the letter, whatever it looks like', () => {
  const compare = lockstep()
  const hash = '9f86d081884c7d659a2feaa0c55ad015'
  expect(compare(answer({ hash }), answer({ hash }), answer({ hash: '0f86d081884c7d659a2feaa0c55ad015' }))).toEqual([
    'body.hash value_mismatch',
  ])
  expect(compare(answer({ n: 1, s: 'a' }), answer({ n: 1, s: 'a' }), answer({ n: 2, s: 'b' }))).toEqual([
    'body.n value_mismatch',
    'body.s value_mismatch',
  ])
})

test('what they do not share must be of the same kind and form', () => {
  const compare = lockstep()
  const [one, other] = [answer({ code: 'k3x9', load: 0.25 }), answer({ code: 'p0q1', load: 0.5 })]
  expect(compare(one, other, answer({ code: 'zz71', load: 0.1 }))).toEqual([])
  expect(lockstep()(one, other, answer({ code: 'zz71-and-more', load: 0.1 }))).toEqual(['body.code format_mismatch'])
  expect(lockstep()(one, other, answer({ code: 'zz71', load: 3 }))).toEqual(['body.load format_mismatch'])
  expect(lockstep()(one, other, answer({ code: 7, load: 0.1 }))).toEqual(['body.code type_mismatch'])
})

test('a name stays the same for the same thing, unless the service itself does not keep it', () => {
  const compare = lockstep()
  expect(compare(answer({ id: 'k3x9' }), answer({ id: 'p0q1' }), answer({ id: 'zz71' }))).toEqual([])
  expect(compare(answer({ ref: 'k3x9' }), answer({ ref: 'p0q1' }), answer({ ref: 'zz71' }))).toEqual([])
  expect(compare(answer({ ref: 'k3x9' }), answer({ ref: 'p0q1' }), answer({ ref: 'zz72' }))).toEqual(['body.ref symbol_inconsistent'])
  expect(compare(answer({ ref: 'k3x9' }), answer({ ref: 'p777' }), answer({ ref: 'zz72' }))).toEqual([])
})

test('of a text only the pieces are free in which the instances differ', () => {
  const text = (id: string, word = 'made') => answer(`Note ${id} was ${word}.`)
  expect(lockstep()(text('1f3a9c'), text('77b0d1'), text('aa0231'))).toEqual([])
  expect(lockstep()(text('1f3a9c'), text('77b0d1'), text('aa0231', 'created'))).toEqual(['body value_mismatch'])
})

test('numbers that are no ids need not be the same again; ids must', () => {
  const compare = lockstep()
  expect(compare(answer({ tookMs: 12, id: 501 }), answer({ tookMs: 15, id: 777 }), answer({ tookMs: 1, id: 3 }))).toEqual([])
  expect(compare(answer({ tookMs: 12, id: 501 }), answer({ tookMs: 11, id: 777 }), answer({ tookMs: 2, id: 4 }))).toEqual([
    'body.id symbol_inconsistent',
  ])
})

test('times that both happened to read at the same moment are times all the same', () => {
  const at = (second: string) => answer({ at: `2026-03-01T12:00:${second}Z` })
  expect(lockstep()(at('09.100'), at('09.100'), at('09.350'))).toEqual([])
  expect(lockstep()(at('09.100'), at('09.100'), answer({ at: 'just now' }))).toHaveLength(1)
})

test('lists, members and orders that the service does not repeat are not held against the twin', () => {
  const names = (...list: string[]) => answer({ names: list })
  expect(lockstep()(names('a', 'b'), names('b', 'a'), names('b', 'a'))).toEqual([])
  expect(lockstep()(names('a', 'b'), names('a', 'b'), names('b', 'a'))).toEqual(['body.names order_mismatch'])
  expect(lockstep()(names('a', 'b'), names('a'), names('c'))).toEqual([])
  expect(lockstep()(answer({ a: 1, hint: 'x' }), answer({ a: 1 }), answer({ a: 1 }))).toEqual([])
  expect(lockstep()(answer({ a: 1 }), answer({ a: 1 }), answer({ a: 1, hint: 'x' }))).toEqual(['body.hint extra_field'])
})

test('a status that differs is free, headers are as bodies are', () => {
  expect(lockstep()(answer({ a: 1 }, 200), answer({ b: 1 }, 503), answer({ c: 1 }, 503))).toEqual([])
  expect(lockstep()(answer({ a: 1 }, 200), answer({ a: 1 }, 200), answer({ c: 1 }, 503))).toEqual(['status status_code_mismatch'])
  const at = (location: string) => answer({}, 201, [['location', location]])
  expect(lockstep()(at('/notes/k3x9ab'), at('/notes/p0q1zz'), at('/notes/zz71qq'))).toEqual([])
  expect(lockstep()(at('/notes/k3x9ab'), at('/notes/p0q1zz'), at('/other/zz71qq'))).toEqual(['header.location header_mismatch'])
})

test('orders of what has one moment, and moments that shift a little, are warned of', () => {
  const list = (...ids: readonly [number, string][]) => answer({ notes: ids.map(([id, at]) => ({ id, at: `2026-03-01T12:00:${at}Z` })) })
  const [one, other] = [list([1, '09.100'], [2, '09.100']), list([1, '09.200'], [2, '09.200'])]
  expect(lockstep()(one, other, list([2, '09.150'], [1, '09.150']))).toEqual(['warning body.notes order_mismatch'])
  const apart = [list([1, '09.100'], [2, '09.200']), list([1, '09.150'], [2, '09.250'])] as const
  expect(lockstep()(...apart, list([2, '09.250'], [1, '09.150']))).toEqual(['body.notes order_mismatch'])
  const compare = lockstep()
  const made = (at: string) => answer({ id: 7, madeAt: `2026-03-01T12:00:${at}Z` })
  expect(compare(made('09.100'), made('09.200'), made('09.150'))).toEqual([])
  expect(compare(made('09.100'), made('09.200'), made('09.250'))).toEqual(['warning body.madeAt symbol_inconsistent'])
  expect(compare(made('09.100'), made('09.200'), made('15.000'))).toEqual(['body.madeAt symbol_inconsistent'])
  const tagged = (etag: string | undefined) => answer({ a: 1 }, 200, etag === undefined ? [] : [['etag', etag]])
  const compareTags = lockstep()
  expect(compareTags(tagged('"a1"'), tagged('"b1"'), tagged('"x1"'))).toEqual([])
  expect(compareTags(tagged('"a1"'), tagged('"b1"'), tagged('"x2"'))).toEqual(['warning header.etag header_mismatch'])
  expect(compareTags(tagged('"a1"'), tagged('"b1"'), tagged(undefined))).toEqual(['header.etag header_mismatch'])
})
