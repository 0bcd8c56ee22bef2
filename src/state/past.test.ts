import { expect, test } from 'vitest'
import { World } from './world.ts'

function remembering(): World {
  const world = new World(new Map(), true)
  world.put('note', ['a', 1], { text: 'one' })
  world.put('note', ['a', 2], { text: 'two' })
  world.put('note', ['b', 1], { text: 'other' })
  world.put('note', ['a', 1], { text: 'one again' })
  world.commit()
  return world
}

const logOf = (world: World) => [...world.log('note')].map(({ value, written, isDeleted }) => [value.text, written, isDeleted])

test('states, places of last writes and what deletions leave are kept, within each parent', () => {
  const world = remembering()
  world.delete('note', 'a\u00002', { text: 'gone' })
  expect(world.versions('note', 'a\u00001')).toEqual([{ text: 'one' }, { text: 'one again' }])
  expect([world.left('note', 'a\u00002'), world.left('note', 'a\u00001')]).toEqual([{ text: 'gone' }, undefined])
  expect([world.written('note', 'a\u00001'), world.writes('note', ['a']), world.writes('note', ['b'])]).toEqual([3, 4, 1])
  expect(logOf(world)).toEqual([
    ['other', 1, false],
    ['one again', 3, false],
    ['gone', 4, true],
  ])
})

test('a deletion that says nothing leaves the last state; one who comes back has all states before', () => {
  const world = remembering()
  world.delete('note', 'b\u00001')
  expect(world.left('note', 'b\u00001')).toEqual({ text: 'other' })
  world.put('note', ['b', 1], { text: 'back' })
  expect(world.left('note', 'b\u00001')).toBe(undefined)
  expect(world.versions('note', 'b\u00001')).toEqual([{ text: 'other' }, { text: 'other' }, { text: 'back' }])
})

test('what is taken back has never been', () => {
  const world = remembering()
  const before = logOf(world)
  world.put('note', ['a', 2], { text: 'wrong' })
  world.delete('note', 'b\u00001')
  world.rollback()
  expect(logOf(world)).toEqual(before)
  expect(world.writes('note', ['a'])).toBe(3)
})

test('a fork goes its own way', () => {
  const world = remembering()
  const fork = world.fork()
  fork.put('note', ['a', 3], { text: 'three' })
  world.put('note', ['b', 2], { text: 'four' })
  expect([world.writes('note', ['a']), fork.writes('note', ['a']), fork.writes('note', ['b'])]).toEqual([3, 4, 1])
})

test('nothing is kept where nobody asks', () => {
  const world = new World()
  world.put('note', ['a', 1], { text: 'one' })
  expect([world.versions('note', 'a\u00001'), [...world.log('note')]]).toEqual([[], []])
})
