import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Hold {
  id: string
  seat: string
  holder: string
  expires_at: string
}

const holdMs = 9000
const seats = ['A1', 'A2', 'B1', 'B2', 'C1']

/** Seats on hold for 9 s: a hold that is over is gone, and its seat is free again. Who extends a hold has it for 9 s from then on. */
export const holds: ServiceSpec = {
  name: 'holds',
  rules: ({ mint }) => {
    const all = new Map<string, Hold>()
    const until = (nowMs: number) => new Date(nowMs + holdMs).toISOString()
    const living = (nowMs: number) => [...all.values()].filter(({ expires_at }) => Date.parse(expires_at) > nowMs)
    const find = (id: string | undefined, nowMs: number) => living(nowMs).find((hold) => hold.id === id)
    const gone = reply(404, { error: 'not_found' })
    return {
      'POST /holds': ({ body, nowMs }) => {
        const seat = String(body?.seat)
        if (living(nowMs).some((hold) => hold.seat === seat)) return reply(409, { error: 'seat_taken', seat })
        const hold = { id: mint('uuid4'), seat, holder: String(body?.holder), expires_at: until(nowMs) }
        all.set(hold.id, hold)
        return reply(201, hold)
      },
      'GET /holds/:id': ({ params, nowMs }) => {
        const hold = find(params.id, nowMs)
        return hold ? reply(200, hold) : gone
      },
      'GET /holds': ({ nowMs }) => reply(200, living(nowMs)),
      'POST /holds/:id/extend': ({ params, nowMs }) => {
        const hold = find(params.id, nowMs)
        if (!hold) return gone
        hold.expires_at = until(nowMs)
        return reply(200, hold)
      },
      'DELETE /holds/:id': ({ params, nowMs }) => {
        if (!find(params.id, nowMs)) return gone
        all.delete(params.id ?? '')
        return reply(204)
      },
    }
  },
  traffic: (client) => {
    const hold = () => `/holds/${client.id('holds')}`
    return [
      [5, () => client.post('/holds', { seat: client.pick(seats), holder: client.name() })],
      [5, () => client.get(hold())],
      [4, () => client.get('/holds')],
      [2, () => client.post(`${hold()}/extend`)],
      [1, () => client.delete(hold())],
    ]
  },
}
