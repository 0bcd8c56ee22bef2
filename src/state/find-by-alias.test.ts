import { expect, test } from 'vitest'
import { World } from './world.ts'

test('an entity is found, changed and deleted by another name', () => {
  const world = new World(new Map([['project', ['slug']]]))
  world.put('project', [1], { id: 1, slug: 'one' })
  expect(world.find('project', 'one')).toEqual({ id: 1, slug: 'one' })
  expect(world.entity('project', 'one')?.parts).toEqual([1])
  expect(world.find('project', 'two')).toBeUndefined()
  expect(world.delete('project', 'one')).toBe(true)
  expect(world.find('project', '1')).toBeUndefined()
})

test('another name counts under its own parents', () => {
  const world = new World(new Map([['page', ['title']]]))
  world.put('page', ['a', 1], { id: 1, title: 'Home' })
  expect(world.find('page', 'a\u0000Home')).toEqual({ id: 1, title: 'Home' })
  expect(world.find('page', 'b\u0000Home')).toBeUndefined()
})
