import { expect, test } from 'vitest'
import type { Model } from '#model'
import { withSchedules } from './schedule-settings.ts'
import { parseTwinConfig } from './twin-config.ts'

const model: Model = {
  format: 'doppel-model/1',
  service: { name: 'billing' },
  collections: { cart: { key: ['id'], later: [{ at: 'since + 1000', delete: true }] } },
  routes: [],
  miss: { name: 'miss', status: 404, headers: [] },
}

const read = (text: string) => parseTwinConfig(`base_url = "http://service.test"\n${text}`, 'twin.toml').config

test('what twin.toml says comes beside what the model says', () => {
  const config = read(`
[[schedules]]
name = "nightly"
cron = "0 2 * * *"
do = [{ deleteWhere = "cart", where = "true" }]

[[later]]
collection = "cart"
every = "1mo"
set = { old = true }
`)
  const { collections, schedules } = withSchedules(model, config)
  expect(collections['cart']?.later).toEqual([
    { at: 'since + 1000', delete: true },
    { every: '1mo', set: { old: true } },
  ])
  expect(schedules).toEqual([{ name: 'nightly', cron: '0 2 * * *', do: [{ deleteWhere: 'cart', where: 'true' }] }])
})

test('entities that the twin does not keep are refused, with those that it keeps', () => {
  const config = read('[[later]]\ncollection = "card"\nevery = "1mo"\ndelete = true')
  expect(() => withSchedules(model, config)).toThrow(
    expect.objectContaining({ code: 'schedule-invalid', help: 'it keeps cart: doppel show' }),
  )
})

test('times that can not be are refused with their place', () => {
  expect(() => read('[[schedules]]\nname = "nightly"\ncron = "0 2 * *"\ndo = [{ emit = "night" }]')).toThrow(
    /has 4 fields, and five are needed/,
  )
})
