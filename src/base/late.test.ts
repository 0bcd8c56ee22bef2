import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { late } from './late.ts'

test('what is left out is not made, and what is there is checked', () => {
  const make = vi.fn(() => z.strictObject({ port: z.int() }))
  const schema = z.strictObject({ name: z.string(), serve: late(make).optional(), more: z.array(late(make)).optional() })
  expect(schema.parse({ name: 'a' })).toEqual({ name: 'a' })
  expect(make).not.toHaveBeenCalled()
  expect(schema.parse({ name: 'a', serve: { port: 1 }, more: [{ port: 2 }] })).toEqual({
    name: 'a',
    serve: { port: 1 },
    more: [{ port: 2 }],
  })
  expect(schema.safeParse({ name: 'a', serve: { port: 'x' } }).error?.issues).toMatchObject([{ path: ['serve', 'port'] }])
})

test('what must be there is missed', () => {
  expect(z.strictObject({ serve: late(() => z.string()) }).safeParse({}).success).toBe(false)
})
