import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

interface Entry {
  readonly id: number
  readonly wallet: string
  readonly kind: string
  readonly amount: string
  readonly balance_after: string
}

/** Wallets whose amounts are texts with two digits after the point, with a journal that is hardly ever read. */
const wallets: DrawnService = {
  make() {
    const all: { readonly id: string; balance: string; readonly entries: Entry[] }[] = []
    let count = 0
    const cents = (amount: string) => Math.round(Number(amount) * 100)
    return (method, [, id, kind = ''], body) => {
      if (method === 'POST' && id === undefined) {
        const wallet = { id: `w_${all.length + 1}`, balance: '0.00', entries: [] }
        all.push(wallet)
        return [201, { id: wallet.id, balance: wallet.balance }]
      }
      const wallet = all.find((each) => each.id === id)
      if (!wallet) return [404, { error: 'no such wallet' }]
      if (method === 'GET') return [200, kind === '' ? { id, balance: wallet.balance } : { entries: wallet.entries }]
      const after = cents(wallet.balance) + cents(body.amount) * (kind === 'credits' ? 1 : -1)
      if (after < 0) return [422, { error: 'insufficient funds', balance: wallet.balance }]
      wallet.balance = (after / 100).toFixed(2)
      count++
      wallet.entries.push({ id: count, wallet: wallet.id, kind, amount: body.amount, balance_after: wallet.balance })
      return [201, wallet.entries.at(-1)]
    }
  },
  step: ({ int, pick }) => {
    const wallet = `/wallets/w_${int(1, 3)}`
    const amount = (int(100, 9999) / 100).toFixed(2)
    return pick([
      ['POST', '/wallets'],
      ['POST', `${wallet}/credits`, { amount }],
      ['POST', `${wallet}/credits`, { amount }],
      ['POST', `${wallet}/debits`, { amount }],
      ['POST', `${wallet}/debits`, { amount }],
      ['GET', wallet],
      ['GET', `${wallet}/entries`],
    ])
  },
}

test('amounts that are written as texts are added up and compared, and refusals say what is left', () => {
  expect(differences(wallets)).toEqual([])
})
