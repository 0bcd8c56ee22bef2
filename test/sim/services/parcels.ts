import { createHmac } from 'node:crypto'
import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

const expiresMs = 9000
const heavyKg = 30
const secret = 'whsec_c2ltdWxhdGlvbg=='

/**
 * Parcels that are booked, paid and sent, and that time runs out for. What happens is told to those who asked for it through the API, signed as
 * Standard Webhooks says: a copy of the parcel within an envelope.
 */
export const parcels: ServiceSpec = {
  name: 'parcels',
  tells: true,
  rules: ({ mint, tell, onTime }) => {
    const all = new Map<string, Entity & { sinceMs: number }>()
    const hooks = new Map<string, Entity>()
    const iso = (ms: number) => new Date(ms).toISOString()
    const show = ({ sinceMs: _, ...parcel }: Entity) => parcel
    const announce = (type: string, data: unknown, atMs: number) => {
      const id = mint('msg_{hex:16}')
      const body = JSON.stringify({ id, type, timestamp: iso(atMs), data })
      for (const { url, events, active } of hooks.values()) {
        const wanted = events as readonly string[]
        if (active !== true || !(wanted.includes(type) || wanted.includes('*'))) continue
        const stamp = String(Math.floor(atMs / 1000))
        const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
        const signature = createHmac('sha256', key).update(`${id}.${stamp}.${body}`).digest('base64')
        tell({
          atMs,
          request: {
            method: 'POST',
            target: new URL(String(url)).pathname,
            headers: [
              ['Host', 'hooks.test'],
              ['Content-Type', 'application/json'],
              ['User-Agent', 'Parcels/2'],
              ['webhook-id', id],
              ['webhook-timestamp', stamp],
              ['webhook-signature', `v1,${signature}`],
            ],
            body: new TextEncoder().encode(body),
          },
        })
      }
    }
    onTime((nowMs) => {
      for (const parcel of all.values()) {
        if (parcel.status !== 'booked' || nowMs < parcel.sinceMs + expiresMs) continue
        Object.assign(parcel, { status: 'expired' })
        announce('parcel.expired', { parcel: show(parcel) }, parcel.sinceMs + expiresMs)
      }
    })
    const missing = reply(404, { error: 'not found' })
    return {
      'POST /hooks': ({ body }) => {
        if (typeof body?.url !== 'string') return reply(422, { error: 'url is required' })
        const hook = { id: mint('hk_{hex:16}'), url: body.url, events: body.events ?? ['*'], active: true }
        hooks.set(hook.id, hook)
        return reply(201, hook)
      },
      'PATCH /hooks/:id': ({ params, body }) => {
        const hook = hooks.get(params.id ?? '')
        if (!hook) return missing
        Object.assign(hook, body)
        return reply(200, hook)
      },
      'POST /parcels': ({ body, nowMs }) => {
        if (typeof body?.to !== 'string' || typeof body.kg !== 'number') return reply(422, { error: 'to and kg are required' })
        const parcel = {
          id: mint('par_{hex:16}'),
          to: body.to,
          kg: body.kg,
          status: 'booked',
          fee: body.kg * 2,
          booked_at: iso(nowMs),
          sinceMs: nowMs,
        }
        all.set(parcel.id, parcel)
        announce('parcel.booked', { parcel: show(parcel) }, nowMs)
        if (body.kg > heavyKg) announce('parcel.heavy', { parcel_id: parcel.id, kg: body.kg, limit: heavyKg }, nowMs)
        return reply(201, show(parcel))
      },
      'GET /parcels/:id': ({ params }) => {
        const parcel = all.get(params.id ?? '')
        return parcel ? reply(200, show(parcel)) : missing
      },
      'PATCH /parcels/:id': ({ params, body, nowMs }) => {
        const parcel = all.get(params.id ?? '')
        if (!parcel) return missing
        if (typeof body?.to !== 'string') return reply(422, { error: 'to is required' })
        const from = parcel.to
        Object.assign(parcel, { to: body.to })
        if (from !== body.to) announce('parcel.redirected', { parcel: show(parcel), previous: { to: from } }, nowMs)
        return reply(200, show(parcel))
      },
      'POST /parcels/:id/pay': ({ params, nowMs }) => {
        const parcel = all.get(params.id ?? '')
        if (!parcel) return missing
        if (parcel.status !== 'booked') return reply(409, { error: 'not to be paid' })
        Object.assign(parcel, { status: 'paid' })
        announce('parcel.paid', { parcel: show(parcel) }, nowMs)
        return reply(200, show(parcel))
      },
      'DELETE /parcels/:id': ({ params, nowMs }) => {
        const parcel = all.get(params.id ?? '')
        if (!parcel) return missing
        all.delete(params.id ?? '')
        // Who has paid gets it back.
        if (parcel.status === 'paid') announce('parcel.refunded', { parcel_id: parcel.id ?? '', amount: parcel.fee }, nowMs)
        return reply(204)
      },
    }
  },
  opening: (client) => [
    () => client.post('/hooks', { url: 'http://hooks.test/parcels', events: ['*'] }),
    () => client.post('/parcels', { to: client.name(), kg: client.whole(1, 60) }),
  ],
  traffic: (client) => {
    const parcel = () => `/parcels/${client.id('parcels')}`
    const places = ['Oslo', 'Turin', 'Ghent', 'Porto']
    return [
      [4, () => client.post('/parcels', client.chance(0.1) ? { kg: 3 } : { to: client.pick(places), kg: client.whole(1, 60) })],
      [9, () => client.get(parcel())],
      [4, () => client.patch(parcel(), client.chance(0.1) ? {} : { to: client.pick(places) })],
      [4, () => client.post(`${parcel()}/pay`)],
      [2, () => client.delete(parcel())],
      [1, () => client.patch(`/hooks/${client.id('hooks', 0)}`, { active: client.chance(0.6) })],
    ]
  },
}
