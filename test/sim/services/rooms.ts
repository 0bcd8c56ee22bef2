import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Booking {
  id: string
  room_id: string
  guest: string
  from: string
  until: string
}

/** Rooms that are busy while one of their bookings runs, and say how many are still to come: both change with the clock. */
export const rooms: ServiceSpec = {
  name: 'rooms',
  rules: ({ mint }) => {
    const all: { id: string; name: string; beds: number }[] = []
    const bookings: Booking[] = []
    const show = (room: (typeof all)[number], nowMs: number) => {
      const own = bookings.filter(({ room_id }) => room_id === room.id)
      return {
        ...room,
        busy: own.some(({ from, until }) => Date.parse(from) <= nowMs && Date.parse(until) > nowMs),
        upcoming: own.filter(({ from }) => Date.parse(from) > nowMs).length,
      }
    }
    const missing = reply(404, { error: 'not found' })
    return {
      'POST /rooms': ({ body, nowMs }) => {
        const room = { id: mint('uuid4'), name: String(body?.name), beds: Number(body?.beds) }
        all.push(room)
        return reply(201, show(room, nowMs))
      },
      'GET /rooms/:id': ({ params, nowMs }) => {
        const room = all.find(({ id }) => id === params.id)
        return room ? reply(200, show(room, nowMs)) : missing
      },
      'GET /rooms': ({ query, nowMs }) => {
        const busy = query.get('busy')
        return reply(
          200,
          all.map((room) => show(room, nowMs)).filter((room) => busy === null || String(room.busy) === busy),
        )
      },
      'POST /bookings': ({ body }) => {
        if (!all.some(({ id }) => id === body?.room_id)) return reply(422, { error: 'no such room' })
        const booking = {
          id: mint('uuid4'),
          room_id: String(body?.room_id),
          guest: String(body?.guest),
          from: String(body?.from),
          until: String(body?.until),
        }
        bookings.push(booking)
        return reply(201, booking)
      },
      'GET /bookings/:id': ({ params }) => {
        const booking = bookings.find(({ id }) => id === params.id)
        return booking ? reply(200, booking) : missing
      },
      'DELETE /bookings/:id': ({ params }) => {
        const at = bookings.findIndex(({ id }) => id === params.id)
        if (at < 0) return missing
        bookings.splice(at, 1)
        return reply(204)
      },
    }
  },
  opening: (client) => [() => client.post('/rooms', { name: client.words(2), beds: client.whole(1, 4) })],
  traffic: (client) => [
    [2, () => client.post('/rooms', { name: client.words(2), beds: client.whole(1, 4) })],
    [5, () => client.get(`/rooms/${client.id('rooms')}`)],
    [4, () => client.get('/rooms')],
    [2, () => client.get('/rooms', { busy: String(client.chance(0.5)) })],
    [
      6,
      () => {
        const from = client.nowMs + client.pick([-5, 2, 6, 12]) * 1000
        return client.post('/bookings', {
          room_id: client.id('rooms'),
          guest: client.name(),
          from: new Date(from).toISOString(),
          until: new Date(from + client.whole(6, 20) * 1000).toISOString(),
        })
      },
    ],
    [2, () => client.get(`/bookings/${client.id('bookings')}`)],
    [1, () => client.delete(`/bookings/${client.id('bookings')}`)],
  ],
}
