import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('a value that is made up and shown at several places is one, though no entity holds it', () => {
  const sent = (id: string, text: string): Line => [
    'POST',
    '/remarks',
    { text },
    201,
    { ok: true, remark: { id, text, links: { self: `/remarks/${id}` } } },
  ]
  const call = twinOf([session(1, [sent('0a1b2c3d-4e5f-4a0b-8c1d-0e1f2a3b4c5d', 'a'), sent('5d4c3b2a-1f0e-4d1c-8b0a-4f5e4d3c2b1a', 'b')])])
  const { remark } = call('POST', '/remarks', { text: 'c' }).body as { remark: { id: string; links: { self: string } } }
  expect(remark.links.self).toBe(`/remarks/${remark.id}`)
})
