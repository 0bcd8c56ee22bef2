import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

/** Payments under idempotency keys, refunds, settings of which there is one, customers by a number of the client's own, and an event for all of it. */
export const payments: ServiceSpec = {
  name: 'payments',
  rules: ({ mint }) => {
    const customers = new Map<string, Entity>()
    const paid = new Map<string, Entity & { id: string; amount: number; refunded: number; status: string }>()
    const seen = new Map<string, { body: string; payment: Entity }>()
    const events: Entity[] = []
    let settings: Entity = { currency: 'EUR', statement: 'SHOP', auto_capture: true }
    const note = (type: string, object: string, nowMs: number) =>
      events.push({ id: mint('evt_{hex:20}'), type, object_id: object, created: Math.floor(nowMs / 1000) })
    return {
      'GET /settings': () => reply(200, settings),
      'PATCH /settings': ({ body }) => {
        settings = { ...settings, ...body }
        return reply(200, settings)
      },
      'PUT /customers/:number': ({ params, body, nowMs }) => {
        const known = customers.get(params.number ?? '')
        const customer = { number: params.number ?? '', name: String(body?.name), email: String(body?.email ?? '') }
        customers.set(customer.number, customer)
        note(known ? 'customer.updated' : 'customer.created', customer.number, nowMs)
        return reply(known ? 200 : 201, customer)
      },
      'GET /customers/:number': ({ params }) => {
        const customer = customers.get(params.number ?? '')
        return customer ? reply(200, customer) : reply(404, { error: { code: 'not_found' } })
      },
      'POST /payments': ({ body, header, nowMs }) => {
        const key = header('idempotency-key')
        const known = key === undefined ? undefined : seen.get(key)
        if (known && known.body !== JSON.stringify(body)) return reply(409, { error: { code: 'idempotency_conflict' } })
        if (known) return reply(200, known.payment, [['Idempotent-Replayed', 'true']])
        const payment = {
          id: mint('pay_{hex:20}'),
          amount: Number(body?.amount),
          currency: settings.currency ?? '',
          refunded: 0,
          status: 'paid',
        }
        paid.set(payment.id, payment)
        if (key !== undefined) seen.set(key, { body: JSON.stringify(body), payment: { ...payment } })
        note('payment.paid', payment.id, nowMs)
        return reply(201, payment)
      },
      'GET /payments/:id': ({ params }) => {
        const payment = paid.get(params.id ?? '')
        return payment ? reply(200, payment) : reply(404, { error: { code: 'not_found' } })
      },
      'POST /payments/:id/refunds': ({ params, body, nowMs }) => {
        const payment = paid.get(params.id ?? '')
        if (!payment) return reply(404, { error: { code: 'not_found' } })
        const amount = Number(body?.amount ?? payment.amount - payment.refunded)
        if (payment.status === 'refunded') return reply(409, { error: { code: 'already_refunded' } })
        if (amount > payment.amount - payment.refunded)
          return reply(422, { error: { code: 'too_much', left: payment.amount - payment.refunded } })
        payment.refunded += amount
        if (payment.refunded === payment.amount) payment.status = 'refunded'
        note('payment.refunded', payment.id, nowMs)
        return reply(200, payment)
      },
      'GET /events': ({ query }) => {
        const type = query.get('type')
        return reply(200, { data: events.filter((event) => type === null || event.type === type).reverse() })
      },
    }
  },
  traffic: (client) => [
    [2, () => client.get('/settings')],
    [2, () => client.patch('/settings', client.some({ currency: client.pick(['EUR', 'USD', 'CHF']), statement: client.word() }))],
    [
      4,
      () => {
        const number = client.fresh('number', (at) => `C-${100 + at}`, 0.5)
        client.learn('number', number)
        return client.put(`/customers/${number}`, { name: client.name(), ...client.some({ email: `${client.word()}@example.com` }) })
      },
    ],
    [3, () => client.get(`/customers/${client.id('number')}`)],
    [
      9,
      () => {
        const key = client.fresh('key', (at) => `key-${at}`, 0.35)
        const amount = client.chance(0.3) ? client.whole(100, 9000) : 1000 + Number(key.slice(4)) * 10
        return client.post('/payments', { amount }, client.chance(0.8) ? [['Idempotency-Key', key]] : [])
      },
    ],
    [4, () => client.get(`/payments/${client.id('payments')}`)],
    [5, () => client.post(`/payments/${client.id('payments')}/refunds`, client.some({ amount: client.whole(50, 4000) }, 0.6))],
    [3, () => client.get('/events', client.some({ type: client.pick(['payment.paid', 'customer.created']) }))],
  ],
}
