import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('what is made is where the answer says, though the answer shows nothing of it', () => {
  const members = (at: number) => {
    const key = (which: number) => `5f${at}e4d3c2b1a0f9e8d7c6b5a4938271${which}`
    const member = (which: number, email: string) => ({ id: key(which), email, role: 'member' })
    const where = (which: number) => ({ location: `http://service.test/members/${key(which)}` })
    return session(at, [
      ['POST', '/members', { email: `ada${at}@example.com` }, 201, undefined, {}, where(1)],
      ['GET', `/members/${key(1)}`, undefined, 200, member(1, `ada${at}@example.com`)],
      ['POST', '/members', { email: `hugo${at}@example.com` }, 201, undefined, {}, where(2)],
      ['POST', '/members', { email: `rosa${at}@example.com` }, 201, undefined, {}, where(3)],
      ['GET', `/members/${key(3)}`, undefined, 200, member(3, `rosa${at}@example.com`)],
      [
        'GET',
        '/members',
        undefined,
        200,
        [member(1, `ada${at}@example.com`), member(2, `hugo${at}@example.com`), member(3, `rosa${at}@example.com`)],
      ],
    ])
  }
  const ask = twinOf([0, 1, 2].map(members))
  ask('POST', '/members', { email: 'tove@example.com' })
  const [made] = ask('GET', '/members').body as { id: string }[]
  expect(made).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32,}$/), email: 'tove@example.com', role: 'member' })
  expect(ask('GET', `/members/${made?.id}`).body).toEqual(made)
})
