import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Wallet {
  readonly id: string
  readonly owner: string
  cents: number
}

const money = (cents: number) => (cents / 100).toFixed(2)

/** Wallets whose amounts are texts with two digits after the point; each credit and debit is an entry in a journal, with the balance after it. */
export const wallets: ServiceSpec = {
  name: 'wallets',
  rules: () => {
    const all: Wallet[] = []
    const entries: Entity[] = []
    const show = ({ id, owner, cents }: Wallet) => ({ id, owner, balance: money(cents) })
    const missing = (id: string | undefined) => reply(404, { title: 'Not Found', status: 404, detail: `Wallet ${id} does not exist` })
    const book = (kind: 'credit' | 'debit', id: string | undefined, body: Entity | undefined) => {
      const wallet = all.find((each) => each.id === id)
      if (!wallet) return missing(id)
      const cents = Math.round(Number(body?.amount) * 100)
      if (kind === 'debit' && wallet.cents < cents)
        return reply(422, { title: 'Insufficient funds', status: 422, balance: money(wallet.cents) })
      wallet.cents += kind === 'credit' ? cents : -cents
      const entry = {
        id: entries.length + 1,
        wallet: wallet.id,
        kind,
        amount: String(body?.amount),
        balance_after: money(wallet.cents),
      }
      entries.push(entry)
      return reply(201, entry)
    }
    return {
      'POST /wallets': ({ body }) => {
        const wallet = { id: `w_${all.length + 1}`, owner: String(body?.owner), cents: 0 }
        all.push(wallet)
        return reply(201, show(wallet))
      },
      'GET /wallets': () => reply(200, all.map(show)),
      'GET /wallets/:id': ({ params: { id } }) => {
        const wallet = all.find((each) => each.id === id)
        return wallet ? reply(200, show(wallet)) : missing(id)
      },
      'POST /wallets/:id/credits': ({ params, body }) => book('credit', params.id, body),
      'POST /wallets/:id/debits': ({ params, body }) => book('debit', params.id, body),
      'GET /wallets/:id/journal': ({ params: { id } }) => {
        const wallet = all.find((each) => each.id === id)
        if (!wallet) return missing(id)
        return reply(200, { entries: entries.filter((entry) => entry.wallet === id).reverse(), balance: money(wallet.cents) })
      },
    }
  },
  opening: (client) => [() => client.post('/wallets', { owner: client.name() })],
  traffic: (client) => {
    const wallet = () => `/wallets/${client.id('wallets')}`
    const amount = (high: number) => money(client.whole(100, high))
    return [
      [2, () => client.post('/wallets', { owner: client.name() })],
      [6, () => client.post(`${wallet()}/credits`, { amount: amount(9999) })],
      [5, () => client.post(`${wallet()}/debits`, { amount: amount(9999) })],
      [4, () => client.get(wallet())],
      [3, () => client.get(`${wallet()}/journal`)],
      [2, () => client.get('/wallets')],
    ]
  },
}
