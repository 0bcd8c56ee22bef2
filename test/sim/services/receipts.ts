import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Line {
  readonly id: number
  readonly sku: string
  count: number
  readonly price: number
}

/** Receipts that are made with their lines, which have numbers of their own and no path; changed as a whole. */
export const receipts: ServiceSpec = {
  name: 'receipts',
  rules: ({ mint }) => {
    const all: { id: string; shop: string; status: string; lines: Line[] }[] = []
    let lines = 0
    const make = (sent: unknown): Line[] =>
      (Array.isArray(sent) ? (sent as { sku: string; count: number; price: number }[]) : []).map(({ sku, count, price }) => ({
        id: ++lines,
        sku,
        count,
        price,
      }))
    const show = (receipt: (typeof all)[number]) => ({
      ...receipt,
      total: receipt.lines.reduce((sum, { count, price }) => sum + count * price, 0),
    })
    const missing = reply(404, { error: 'no such receipt' })
    return {
      'POST /receipts': ({ body }) => {
        const receipt = { id: mint('rcp_{hex:16}'), shop: String(body?.shop), status: 'open', lines: make(body?.lines) }
        all.push(receipt)
        return reply(201, show(receipt))
      },
      'GET /receipts': ({ query }) => {
        const shop = query.get('shop')
        return reply(200, all.filter((receipt) => shop === null || receipt.shop === shop).map(show))
      },
      'GET /receipts/:id': ({ params }) => {
        const receipt = all.find(({ id }) => id === params.id)
        return receipt ? reply(200, show(receipt)) : missing
      },
      'PATCH /receipts/:id': ({ params, body }) => {
        const receipt = all.find(({ id }) => id === params.id)
        if (!receipt) return missing
        if (receipt.status === 'closed') return reply(409, { error: 'receipt is closed' })
        if (typeof body?.shop === 'string') receipt.shop = body.shop
        if (body?.lines !== undefined) receipt.lines = make(body.lines)
        return reply(200, show(receipt))
      },
      'POST /receipts/:id/lines': ({ params, body }) => {
        const receipt = all.find(({ id }) => id === params.id)
        if (!receipt) return missing
        if (receipt.status === 'closed') return reply(409, { error: 'receipt is closed' })
        receipt.lines.push(...make([body]))
        return reply(201, show(receipt))
      },
      'POST /receipts/:id/close': ({ params }) => {
        const receipt = all.find(({ id }) => id === params.id)
        if (!receipt) return missing
        if (receipt.status === 'closed') return reply(409, { error: 'receipt is closed' })
        receipt.status = 'closed'
        return reply(200, show(receipt))
      },
    }
  },
  opening: (client) => [() => newReceipt(client), () => newReceipt(client)],
  traffic: (client) => [
    [3, () => newReceipt(client)],
    [2, () => client.get('/receipts', client.some({ shop: client.last('.shop') }, 0.3))],
    [3, () => client.get(`/receipts/${client.id('receipts')}`)],
    [
      3,
      () =>
        client.patch(
          `/receipts/${client.id('receipts')}`,
          client.some({ shop: client.word(), lines: newLines(client, client.whole(0, 3)) }, 0.6),
        ),
    ],
    [3, () => client.post(`/receipts/${client.id('receipts')}/lines`, newLines(client, 1)[0])],
    [1, () => client.post(`/receipts/${client.id('receipts')}/close`)],
  ],
}

type Sender = Parameters<ServiceSpec['traffic']>[0]

function newReceipt(client: Sender) {
  return client.post('/receipts', { shop: client.word(), lines: newLines(client, client.whole(1, 3)) })
}

function newLines(client: Sender, count: number) {
  return Array.from({ length: count }, () => ({
    sku: `${client.word()}-${client.whole(1, 99)}`,
    count: client.whole(1, 9),
    price: client.whole(1, 500),
  }))
}
