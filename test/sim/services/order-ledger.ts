import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Line {
  sku: string
  price: number
  quantity: number
}

const next: Record<string, string> = { confirm: 'draft', ship: 'confirmed', deliver: 'shipped' }
const result: Record<string, string> = { confirm: 'confirmed', ship: 'shipped', deliver: 'delivered' }
const cents = (amount: number) => Math.round(Number(`${amount}e2`)) / 100
const skus = ['A-100', 'B-200', 'C-300', 'D-400']

/** Orders with totals of their lines, a way from draft to delivered, invoices with a number of their own. */
export const orderLedger: ServiceSpec = {
  name: 'order-ledger',
  rules: ({ mint }) => {
    const customers = new Map<string, { id: string; name: string }>()
    const orders = new Map<string, Record<string, unknown> & { id: string; status: string; customer_id: string; total: number }>()
    let invoices = 0
    const one = (id = '') => orders.get(id)
    const move =
      (action: string) =>
      ({ params, nowMs }: { params: Readonly<Record<string, string>>; nowMs: number }) => {
        const order = one(params.id)
        if (!order) return reply(404, { error: 'order not found' })
        if (order.status !== next[action]) return reply(409, { error: `cannot ${action} an order that is ${order.status}` })
        order.status = result[action] ?? ''
        if (action === 'ship') order.shipping = { carrier: 'post', shipped_at: new Date(nowMs).toISOString() }
        return reply(200, order)
      }
    return {
      'POST /customers': ({ body }) => {
        const customer = { id: mint('cus_{hex:20}'), name: String(body?.name) }
        customers.set(customer.id, customer)
        return reply(201, customer)
      },
      'POST /orders': ({ body, nowMs }) => {
        const lines = (body?.lines ?? []) as unknown as Line[]
        if (lines.length === 0) return reply(422, { error: 'lines must not be empty' })
        const customer = customers.get(String(body?.customer_id))
        if (!customer) return reply(422, { error: 'customer does not exist' })
        const subtotal = cents(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0))
        const discount = cents(subtotal * Number(body?.discount_rate ?? 0))
        const tax = cents((subtotal - discount) * 0.19)
        const order = {
          id: mint('ord_{hex:20}'),
          status: 'draft',
          customer_id: customer.id,
          lines: lines.map((line) => ({ ...line, amount: cents(line.price * line.quantity) })),
          item_count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
          subtotal,
          discount,
          tax,
          total: cents(subtotal - discount + tax),
          created_at: new Date(nowMs).toISOString(),
        }
        orders.set(order.id, order)
        return reply(201, order)
      },
      'GET /orders': () => {
        const all = [...orders.values()]
        const sum = all.reduce((total, order) => total + order.total, 0)
        return reply(200, { data: all, count: all.length, sum: cents(sum), average: all.length === 0 ? 0 : cents(sum / all.length) })
      },
      'GET /orders/:id': ({ params }) => (one(params.id) ? reply(200, one(params.id)) : reply(404, { error: 'order not found' })),
      'POST /orders/:id/confirm': move('confirm'),
      'POST /orders/:id/ship': move('ship'),
      'POST /orders/:id/deliver': move('deliver'),
      'POST /orders/:id/invoices': ({ params }) => {
        const order = one(params.id)
        if (!order) return reply(404, { error: 'order not found' })
        if (order.status === 'draft') return reply(409, { error: 'cannot invoice an order that is draft' })
        const number = `INV-${String(++invoices).padStart(4, '0')}`
        return reply(201, { number, order_id: order.id, customer_name: customers.get(order.customer_id)?.name, amount: order.total })
      },
    }
  },
  opening: (client) => [() => client.get('/orders'), () => client.post('/customers', { name: client.name() })],
  traffic: (client) => {
    const order = () => `/orders/${client.id('orders')}`
    const line = (): Line => ({ sku: client.pick(skus), price: client.money(50), quantity: client.whole(1, 5) })
    return [
      [2, () => client.post('/customers', { name: client.name() })],
      [
        9,
        () =>
          client.post('/orders', {
            customer_id: client.id('customers'),
            lines: Array.from({ length: client.chance(0.12) ? 0 : client.whole(1, 4) }, line),
            ...(client.chance(0.4) ? { discount_rate: client.pick([0.05, 0.1, 0.15]) } : {}),
          }),
      ],
      [4, () => client.get('/orders')],
      [5, () => client.get(order())],
      [6, () => client.post(`${order()}/confirm`)],
      [5, () => client.post(`${order()}/ship`)],
      [3, () => client.post(`${order()}/deliver`)],
      [4, () => client.post(`${order()}/invoices`)],
    ]
  },
}
