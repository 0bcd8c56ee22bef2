import { createHmac } from 'node:crypto'
import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

const secret = 'bookings'
const remindsMs = 6000

/**
 * Bookings of rooms. What happens is told under a path of its own for each kind of thing, with the number of the event, signed by an HMAC of the
 * service's own make; a reminder comes some time after each booking.
 */
export const bookings: ServiceSpec = {
  name: 'bookings',
  tells: true,
  rules: ({ tell }) => {
    const rooms = new Map<string, Entity>()
    const booked = new Map<string, Entity>()
    let numbers = 0
    const announce = (event: string, path: string, data: object, happenedMs: number, atMs = happenedMs) => {
      const body = JSON.stringify({ event, seq: ++numbers, sent: Math.floor(atMs / 1000), ...data })
      const stamp = String(Math.floor(atMs / 1000))
      const signature = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex')
      tell({
        atMs,
        request: {
          method: event === 'booking.cancelled' ? 'DELETE' : 'POST',
          target: `/in${path}`,
          headers: [
            ['content-type', 'application/json; charset=utf-8'],
            ['x-bookings-event', event],
            ['x-bookings-signature', `t=${stamp};s=${signature}`],
          ],
          body: new TextEncoder().encode(body),
        },
      })
    }
    const missing = reply(404, { error: { code: 'not_found' } })
    return {
      'POST /rooms': ({ body, nowMs }) => {
        if (typeof body?.name !== 'string') return reply(400, { error: { code: 'no_name' } })
        const room = { id: rooms.size + 1, name: body.name, beds: body.beds ?? 2, bookings: 0 }
        rooms.set(String(room.id), room)
        announce('room.added', '/rooms', { room: { id: room.id, name: room.name } }, nowMs)
        return reply(201, room)
      },
      'GET /rooms/:id': ({ params }) => {
        const room = rooms.get(params.id ?? '')
        return room ? reply(200, room) : missing
      },
      'POST /rooms/:id/bookings': ({ params, body, nowMs }) => {
        const room = rooms.get(params.id ?? '')
        if (!room) return missing
        if (typeof body?.guest !== 'string') return reply(400, { error: { code: 'no_guest' } })
        const booking = { id: booked.size + 1, room_id: room.id as number, guest: body.guest, nights: body.nights ?? 1, state: 'open' }
        booked.set(String(booking.id), booking)
        room.bookings = (room.bookings as number) + 1
        announce('booking.made', `/bookings/${booking.id}`, { booking, room: { id: room.id, name: room.name } }, nowMs)
        return reply(201, booking)
      },
      'PUT /bookings/:id/state': ({ params, body, nowMs }) => {
        const booking = booked.get(params.id ?? '')
        if (!booking) return missing
        const from = booking.state
        if (body?.state !== 'open' && body?.state !== 'confirmed' && body?.state !== 'cancelled')
          return reply(400, { error: { code: 'bad_state' } })
        booking.state = body.state
        if (from !== 'confirmed' && body.state === 'confirmed') {
          announce('booking.confirmed', `/bookings/${booking.id}`, { id: booking.id, guest: booking.guest, from }, nowMs)
          announce('booking.reminder', '/reminders', { id: booking.id, guest: booking.guest }, nowMs, nowMs + remindsMs)
        }
        if (from !== 'cancelled' && body.state === 'cancelled')
          announce('booking.cancelled', `/bookings/${booking.id}`, { id: booking.id, refund: (booking.nights as number) * 80 }, nowMs)
        return reply(200, booking)
      },
      'GET /bookings/:id': ({ params }) => {
        const booking = booked.get(params.id ?? '')
        return booking ? reply(200, booking) : missing
      },
    }
  },
  opening: (client) => [() => client.post('/rooms', { name: client.words(2), beds: 1 })],
  traffic: (client) => {
    const booking = () => `/bookings/${client.id('bookings')}`
    return [
      [2, () => client.post('/rooms', client.chance(0.3) ? {} : { name: client.words(2), ...client.some({ beds: client.whole(1, 4) }) })],
      [1, () => client.get(`/rooms/${client.id('rooms')}`)],
      [
        4,
        () =>
          client.post(`/rooms/${client.id('rooms')}/bookings`, { guest: client.name(), ...client.some({ nights: client.whole(1, 9) }) }),
      ],
      [4, () => client.put(`${booking()}/state`, { state: client.pick(['open', 'confirmed', 'confirmed', 'cancelled']) })],
      [3, () => client.get(booking())],
    ]
  },
}
