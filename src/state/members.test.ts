import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Entity } from './entity.ts'
import { Members } from './members.ts'

let order = 0
const entity = (key: string, number = order++): Entity => ({ key, parts: [key], value: { key, number }, order: number })

/** As many as are laid over, not copied. */
function many(): { members: Members; list: Entity[] } {
  const list = Array.from({ length: 600 }, (_, at) => entity(`b${at}`))
  const members = new Members()
  for (const one of list) members.set(one)
  return { members, list }
}

/** The same, kept as a list. */
class Plain {
  list: Entity[]

  constructor(list: readonly Entity[]) {
    this.list = [...list]
  }

  set(one: Entity): void {
    const at = this.list.findIndex(({ key }) => key === one.key)
    if (at === -1) this.list.push(one)
    else this.list[at] = one
  }

  delete(key: string): void {
    this.list = this.list.filter((one) => one.key !== key)
  }

  restore(one: Entity): void {
    this.list = [...this.list, one].sort((a, b) => a.order - b.order)
  }
}

const step = fc.record({ what: fc.constantFrom('set', 'delete', 'undo', 'fork'), which: fc.nat(640) })

it('members are what a list would be, however they are forked, changed and put back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const start = many()
      let members = Members.after(start.members)
      let plain = new Plain(start.list)
      const left: { members: Members; plain: Plain }[] = [{ members: start.members, plain: new Plain(start.list) }]
      for (const { what, which } of steps) {
        const key = `b${which}`
        const before = members.get(key)
        expect(before).toBe(plain.list.find((one) => one.key === key))
        if (what === 'set') {
          const one = entity(key, before?.order ?? order++)
          members.set(one)
          plain.set(one)
        } else if (what === 'fork') {
          left.push({ members, plain })
          members = Members.after(members)
          plain = new Plain(plain.list)
        } else if (before !== undefined) {
          members.delete(key)
          if (what === 'delete') plain.delete(key)
          else {
            members.restore(before)
            expect(members.get(key)).toBe(before)
          }
        }
      }
      for (const one of [...left, { members, plain }]) {
        expect([...one.members.values()]).toEqual(one.plain.list)
        expect(one.members.size).toBe(one.plain.list.length)
      }
    }),
    { numRuns: 60 },
  )
})

it('what was made later and is put back stands where it stood', () => {
  const members = new Members()
  const [a, b, c] = [entity('a'), entity('b'), entity('c')]
  for (const one of [a, b, c]) members.set(one)
  members.delete('b')
  members.restore(b)
  expect([...members.values()]).toEqual([a, b, c])
})
