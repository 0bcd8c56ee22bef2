import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { World } from './world.ts'

const names = (world: World) => world.list('thing').map((value) => value['name'])

test('entities stand in the order in which they came to be; a replaced one keeps its place', () => {
  const world = new World()
  for (const name of ['a', 'b', 'c']) world.put('thing', [name], { name })
  world.put('thing', ['b'], { name: 'B' })
  world.delete('thing', 'a')
  world.put('thing', ['a'], { name: 'again' })
  expect(names(world)).toEqual(['B', 'c', 'again'])
  expect(world.find('thing', 'b')).toEqual({ name: 'B' })
  expect(world.find('nothing', 'b')).toBeUndefined()
})

test('T27 members of one parent are told from those of another', () => {
  const world = new World()
  world.put('comment', [1, 1], { text: 'first of 1' })
  world.put('comment', [2, 1], { text: 'first of 2' })
  world.put('comment', ['1', 2], { text: 'second of 1' })
  expect(world.list('comment', [1]).map((value) => value['text'])).toEqual(['first of 1', 'second of 1'])
  expect(world.list('comment', ['3'])).toEqual([])
  expect(world.list('comment', [undefined])).toEqual([])
})

test('a key that is no text and no number is no key', () => {
  const world = new World()
  expect(world.put('thing', [null], {})).toBe(false)
  expect(world.put('thing', [1, undefined], {})).toBe(false)
  expect(world.put('thing', ['__proto__'], { name: 'odd' })).toBe(true)
  expect(world.find('thing', '__proto__')).toEqual({ name: 'odd' })
  expect(world.find('thing', 'toString')).toBeUndefined()
})

test('parts of a key are not run together', () => {
  const world = new World()
  world.put('thing', ['a', 'bc'], { name: 1 })
  world.put('thing', ['ab', 'c'], { name: 2 })
  expect(names(world)).toEqual([1, 2])
})

test('what is put there for whoever asks first is as if it had been put at once, in all forks', () => {
  const entities = ['a', 'b', 'a', 'c'].map((name, at) => ({ parts: [name], value: { name, at } }))
  const [now, later] = [new World(), new World()]
  for (const { parts, value } of entities) now.put('thing', parts, value)
  let made = 0
  later.fillLater('thing', entities.length, function* () {
    made++
    yield* entities
  })
  const fork = later.fork()
  fork.put('other', [1], {})
  expect(made).toBe(0)
  for (const world of [now, later, fork]) {
    world.commit()
    expect(world.list('thing')).toEqual(now.list('thing'))
    world.put('thing', ['d'], { name: 'd' })
    world.put('thing', ['b'], { name: 'B' })
    expect(names(world)).toEqual(['a', 'B', 'c', 'd'])
    world.rollback()
    expect(names(world)).toEqual(['a', 'b', 'c'])
  }
  expect(made).toBe(1)
})

describe('what is taken back', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('put' as const), key: fc.nat(5), name: fc.nat(99) }),
    fc.record({ do: fc.constant('delete' as const), key: fc.nat(5) }),
    fc.record({ do: fc.constant('next' as const) }),
    fc.record({ do: fc.constant('issue' as const), text: fc.constantFrom('a', 'b') }),
  )
  type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

  function perform(world: World, actions: readonly Action[]): void {
    for (const each of actions) {
      if (each.do === 'put') world.put('thing', [each.key], { key: each.key, name: each.name })
      else if (each.do === 'delete') world.delete('thing', String(each.key))
      else if (each.do === 'next') world.next('number', () => 10)
      else world.issue(each.text)
    }
  }

  test('never was: the same entities in the same order, the same numbers', () => {
    fc.assert(
      fc.property(fc.array(action), fc.array(action), (kept, dropped) => {
        const world = new World()
        perform(world, kept)
        world.commit()
        const before = JSON.stringify([world.list('thing'), world.issued('a'), world.issued('b')])
        perform(world, dropped)
        world.rollback()
        expect(JSON.stringify([world.list('thing'), world.issued('a'), world.issued('b')])).toBe(before)
        const fresh = new World()
        perform(fresh, kept)
        expect(world.next('number', () => 10)).toBe(fresh.next('number', () => 10))
      }),
    )
  })

  test('is only what came after the last commit', () => {
    const world = new World()
    world.put('thing', ['a'], { name: 'a' })
    world.commit()
    world.rollback()
    expect(names(world)).toEqual(['a'])
  })
})

test('T84 deleting costs the same however many there are', () => {
  const world = new World()
  const count = 50_000
  for (let at = 0; at < count; at++) world.put('thing', [at], { at })
  world.commit()
  for (let at = 0; at < count; at++) {
    world.delete('thing', String(at))
    world.commit()
  }
  expect(world.list('thing')).toEqual([])
}, 5000)
