import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Transfers between accounts; what is wrong is said with the account that it is about. */
function lines(at: number): Line[] {
  const ids = [1, 2].map((which) => `account-${at}${which}`)
  const account = (id: string) => ({ id, owner: `o${id}` })
  const unknown = (id: string) => ({ error: { code: 'account_not_found', account: id } })
  const [one, two] = ids as [string, string]
  const send = (from: string, to: string, status: number, body: unknown): Line => [
    'POST',
    '/transfers',
    { from, to, note: 'x' },
    status,
    body,
  ]
  return [
    ...ids.map((id): Line => ['POST', '/accounts', account(id), 201, account(id)]),
    ...ids.map((id): Line => ['GET', `/accounts/${id}`, undefined, 200, account(id)]),
    ['GET', `/accounts/none-${at}`, undefined, 404, unknown(`none-${at}`)],
    send(one, two, 202, { done: true }),
    send(two, one, 202, { done: true }),
    send(`gone-${at}`, `lost-${at}`, 404, unknown(`gone-${at}`)),
    send(`lost-${at}`, one, 404, unknown(`lost-${at}`)),
    send(two, `gone-${at}`, 404, unknown(`gone-${at}`)),
    send(`gone-${at}`, two, 404, unknown(`gone-${at}`)),
    send(one, `lost-${at}`, 404, unknown(`lost-${at}`)),
    send(one, one, 400, { error: { code: 'same_account' } }),
    send(two, two, 400, { error: { code: 'same_account' } }),
  ]
}

const learned = () => twinOf([1, 2, 3].map((at) => session(at, lines(at))))

test('each guard of one refusal says what it is about', () => {
  const ask = learned()
  for (const id of ['account-a', 'account-b']) ask('POST', '/accounts', { id, owner: 'x' })
  const send = (from: string, to: string) => ask('POST', '/transfers', { from, to, note: 'x' })
  expect(send('account-c', 'account-b')).toMatchObject({ status: 404, body: { error: { account: 'account-c' } } })
  expect(send('account-a', 'account-d')).toMatchObject({ status: 404, body: { error: { account: 'account-d' } } })
})

test('an error with a code and what it is about is one error, not one of each field', () => {
  expect(learned()('GET', '/accounts/account-e')).toMatchObject({
    status: 404,
    body: { error: { code: 'account_not_found', account: 'account-e' } },
  })
})

test('what a request says twice may be refused for that', () => {
  const ask = learned()
  for (const id of ['account-a', 'account-b']) ask('POST', '/accounts', { id, owner: 'x' })
  expect(ask('POST', '/transfers', { from: 'account-a', to: 'account-a', note: 'x' }).status).toBe(400)
  expect(ask('POST', '/transfers', { from: 'account-a', to: 'account-b', note: 'x' }).status).toBe(202)
})
