import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const table = (at: number) => `
  PUT /boxes/box-${at}a1b2 {"size":${at}} -> 201 {"name":"box-${at}a1b2","size":${at}}
  GET /boxes/box-${at}a1b2 -> 200 {"name":"box-${at}a1b2","size":${at}}
  PUT /boxes/box-${at}c3d4 {"size":1} -> 201 {"name":"box-${at}c3d4","size":1}
  GET /boxes/box-${at}a1b2/labels -> 200 {"labels":[{"name":"misplaced","color":"red"}]}
  POST /boxes/box-${at}a1b2/labels {"name":"fragile-${at}","color":"blue"} -> 201 {"name":"fragile-${at}","color":"blue"}
  GET /boxes/box-${at}a1b2/labels -> 200 {"labels":[{"name":"misplaced","color":"red"},{"name":"fragile-${at}","color":"blue"}]}`

test('what is in a thing that was put there is no older than that: it is made with it', () => {
  const { model } = learn(sessionsOf(table(1), table(2), table(3)))
  const variants = model.routes.find(({ method, path }) => method === 'PUT' && path.startsWith('/boxes/'))?.variants ?? []
  const created = variants.flatMap((variant) => variant.do ?? []).find((effect) => 'create' in effect && effect.create === 'label')
  expect(created).toMatchObject({ key: ['path.box_id', 'self.name'], value: { name: 'misplaced', color: 'red' } })
})
