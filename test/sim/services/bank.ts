import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Account {
  id: string
  owner: string
  currency: string
  label: string
  balance: number
  entry_count: number
}

interface Entry {
  number: number
  account_id: string
  kind: string
  amount: number
  balance_after: number
  booked_on: string
}

const cents = (amount: number) => Math.round(amount * 100) / 100

/** Accounts with running balances; entries are numbered in each account; a transfer books two of them. */
export const bank: ServiceSpec = {
  name: 'bank',
  rules: ({ mint }) => {
    const accounts = new Map<string, Account>()
    const entries: Entry[] = []
    const book = (account: Account, kind: string, amount: number, nowMs: number): Entry => {
      account.balance = cents(account.balance + amount)
      account.entry_count++
      const number = account.entry_count
      const booked_on = new Date(nowMs).toISOString().slice(0, 10)
      const entry = { number, account_id: account.id, kind, amount, balance_after: account.balance, booked_on }
      entries.push(entry)
      return entry
    }
    return {
      'POST /accounts': ({ body }) => {
        const owner = String(body?.owner)
        const currency = String(body?.currency ?? 'EUR').toUpperCase()
        const account = { id: mint('acc_{hex:20}'), owner, currency, label: `${owner} (${currency})`, balance: 0, entry_count: 0 }
        accounts.set(account.id, account)
        return reply(201, account)
      },
      'GET /accounts/:id': ({ params }) => {
        const account = accounts.get(params.id ?? '')
        return account ? reply(200, account) : reply(404, { code: 'no_account' })
      },
      'POST /accounts/:id/deposits': ({ params, body, nowMs }) => {
        const account = accounts.get(params.id ?? '')
        if (!account) return reply(404, { code: 'no_account' })
        if (Number(body?.amount) <= 0) return reply(400, { code: 'amount_not_positive' })
        return reply(201, book(account, 'deposit', Number(body?.amount), nowMs))
      },
      'POST /accounts/:id/withdrawals': ({ params, body, nowMs }) => {
        const account = accounts.get(params.id ?? '')
        if (!account) return reply(404, { code: 'no_account' })
        if (Number(body?.amount) > account.balance) return reply(409, { code: 'insufficient_funds', balance: account.balance })
        return reply(201, book(account, 'withdrawal', -Number(body?.amount), nowMs))
      },
      'POST /transfers': ({ body, nowMs }) => {
        const from = accounts.get(String(body?.from))
        const to = accounts.get(String(body?.to))
        if (!from || !to) return reply(422, { code: 'no_account' })
        const amount = Number(body?.amount)
        if (amount > from.balance) return reply(409, { code: 'insufficient_funds', balance: from.balance })
        book(from, 'transfer', -amount, nowMs)
        book(to, 'transfer', amount, nowMs)
        return reply(201, { from: from.id, to: to.id, amount, from_balance: from.balance, to_balance: to.balance })
      },
      'GET /accounts/:id/entries': ({ params }) => {
        const account = accounts.get(params.id ?? '')
        if (!account) return reply(404, { code: 'no_account' })
        return reply(200, { entries: entries.filter(({ account_id }) => account_id === account.id), balance: account.balance })
      },
    }
  },
  opening: (client) => [() => client.post('/accounts', { owner: client.name() }), () => client.post('/accounts', { owner: client.name() })],
  traffic: (client) => {
    const account = () => `/accounts/${client.id('accounts')}`
    return [
      [2, () => client.post('/accounts', { owner: client.name(), ...client.some({ currency: client.pick(['eur', 'usd', 'chf']) }) })],
      [5, () => client.get(account())],
      [7, () => client.post(`${account()}/deposits`, { amount: client.chance(0.12) ? 0 : client.money(200) })],
      [5, () => client.post(`${account()}/withdrawals`, { amount: client.money(150) })],
      [
        5,
        () => client.post('/transfers', { from: client.id('accounts', 0.04), to: client.id('accounts', 0.04), amount: client.money(80) }),
      ],
      [4, () => client.get(`${account()}/entries`)],
    ]
  },
}
