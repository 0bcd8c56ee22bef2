import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ViewSpec } from './views.ts'
import { World } from './world.ts'

const colors = ['red', 'green']

const redByPrice: ViewSpec = {
  key: 'red by price',
  wants: ({ value }) => value.color === 'red',
  compare: (a, b) => (a.value.price as number) - (b.value.price as number) || a.order - b.order,
}

function read(world: World): string[] {
  const members = world.view('item', () => redByPrice)
  return (members ?? []).map(({ key }) => key)
}

function expected(world: World): string[] {
  return [...world.entities('item')]
    .filter(redByPrice.wants)
    .sort(redByPrice.compare)
    .map(({ key }) => key)
}

function full(): World {
  const world = new World()
  for (let at = 0; at < 600; at++) world.put('item', [at], { color: colors[at % 2] ?? '', price: at % 7 })
  world.commit()
  return world
}

const step = fc.record({
  what: fc.constantFrom('put', 'put', 'delete', 'commit', 'rollback', 'fork'),
  which: fc.nat(620),
  color: fc.constantFrom(...colors),
  price: fc.nat(6),
})

it('a view is what filtering and sorting gives, through changes, what is taken back and forks', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let world = full()
      const left: World[] = []
      expect(world.view('item', () => redByPrice)).toBe(undefined)
      read(world)
      for (const { what, which, color, price } of steps) {
        if (what === 'put') world.put('item', [which], { color, price })
        else if (what === 'delete') world.delete('item', String(which))
        else if (what === 'commit') world.commit()
        else if (what === 'rollback') world.rollback()
        else {
          world.commit()
          left.push(world)
          world = world.fork()
        }
        expect(read(world)).toEqual(expected(world))
      }
      for (const other of left) expect(read(other)).toEqual(expected(other))
    }),
    { numRuns: 200 },
  )
})

it('few members, and what nobody asks for any more, are not kept', () => {
  const small = new World()
  for (let at = 0; at < 50; at++) small.put('item', [at], { color: 'red', price: at })
  const large = full()
  const seen = [small, large].map((world) => [1, 2, 3].map(() => world.view('item', () => redByPrice) !== undefined))
  expect(seen).toEqual([
    [false, false, false],
    [false, true, true],
  ])
  for (let at = 0; at < 600; at++) large.put('item', [at], { color: 'red', price: 1 })
  expect(large.view('item', () => redByPrice)).toHaveLength(600)
})
