import { expect, test } from 'vitest'
import { World } from './world.ts'

function createFull(size = 300): World {
  const world = new World(new Map([['thing', ['slug']]]), true)
  for (let id = 0; id < size; id++) world.put('thing', [id], { id, slug: `s${id}`, even: id % 2 === 0 })
  world.commit()
  return world
}

function readsOf(world: World, read: (world: World) => unknown) {
  world.watch()
  read(world)
  return world.endWatch()
}

const every = { key: 'all', wants: () => true, compare: (a: { order: number }, b: { order: number }) => a.order - b.order }
const change = (world: World) => world.put('thing', [7], { id: 7, slug: 's7', even: true })
const remove = (world: World) => world.delete('thing', '7')
const add = (world: World) => world.put('thing', [1000], { id: 1000, slug: 'absent' })

test.each<[what: string, read: (world: World) => unknown, after: readonly ((world: World) => unknown)[]]>([
  ['an entity', (world) => world.find('thing', '7'), [change, remove]],
  ['an entity by another name', (world) => world.find('thing', 's7'), [change, remove]],
  ['an entity that is to be changed', (world) => world.entity('thing', '7'), [change, remove]],
  ['no entity', (world) => world.find('thing', '1000'), [add]],
  ['no entity of another name', (world) => world.find('thing', 'absent'), [add]],
  ['all entities', (world) => world.list('thing'), [change, remove, add]],
  ['all entities, again', (world) => [world.list('thing'), world.list('thing')], [change, remove, add]],
  ['entities under another', (world) => world.list('thing', [7]), [change, remove, add]],
  ['the members one by one', (world) => [...world.entities('thing')], [change, remove, add]],
  ['a view', (world) => world.view('thing', () => every), [change, remove, add]],
  ['an empty collection', (world) => world.list('other'), [(world) => world.put('other', [1], { id: 1 })]],
])('%s that was read is told to be another once it is', (_, read, changes) => {
  for (const run of changes) {
    const world = createFull()
    read(world)
    const reads = readsOf(world, read)
    expect(reads?.holdIn(world)).toBe(true)
    world.put('unrelated', [2], { id: 2 })
    world.commit()
    expect(reads?.holdIn(world)).toBe(true)
    run(world)
    world.commit()
    expect(reads?.holdIn(world), String(run)).toBe(false)
  }
})

test('what was taken back is as it was, or told to be another', () => {
  const world = createFull()
  const reads = readsOf(world, () => world.find('thing', '7'))
  change(world)
  expect(reads?.holdIn(world)).toBe(false)
  world.rollback()
  expect(reads?.holdIn(world)).toBe(true)
})

test('what was read before a fork is still so in both, until one of them changes', () => {
  const world = createFull()
  const reads = readsOf(world, () => [world.find('thing', '7'), world.list('thing')])
  const fork = world.fork()
  change(fork)
  expect([reads?.holdIn(world), reads?.holdIn(fork)]).toEqual([true, false])
  change(world)
  expect(reads?.holdIn(world)).toBe(false)
})

test.each<[what: string, run: (world: World) => unknown]>([
  ['versions', (world) => world.versions('thing', '7')],
  ['what is left', (world) => world.left('thing', '7')],
  ['what was written', (world) => world.written('thing', '7')],
  ['writes', (world) => world.writes('thing', [])],
  ['the log', (world) => world.log('thing')],
  ['what was issued', (world) => world.issued('a')],
  ['a number taken', (world) => world.next('n', () => 1)],
  ['a text issued', (world) => world.issue('new')],
  ['an entity put', add],
  ['an entity deleted', remove],
  ['more than can be asked again', (world) => Array.from({ length: 65 }, (_, id) => world.find('thing', String(id)))],
])('who reads or does %s is not told', (_, run) => {
  expect(readsOf(createFull(), run)).toBeUndefined()
})

test('nothing is noted after the watch', () => {
  const world = createFull()
  const reads = readsOf(world, () => world.find('thing', '7'))
  world.list('thing')
  expect(reads?.count).toBe(1)
})
