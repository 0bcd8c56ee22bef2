import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Harbor extends Entity {
  readonly id: string
  version: number
}

/**
 * Harbors whose berths are changed only by who knows their version, and bookings of several harbors at once: a map by the harbors' ids, each of
 * which moves on by one version.
 */
export const berths: ServiceSpec = {
  name: 'berths',
  rules: ({ mint }) => {
    const harbors = new Map<string, Harbor>()
    const counts = new Map<string, number>()
    const bookings = new Map<string, Entity>()
    const missing = (kind: string) => reply(404, { error: `no such ${kind}` })
    const show = (harbor: Harbor) => reply(200, { harbor_version: harbor.version, count: counts.get(harbor.id) ?? 0 })
    return {
      'POST /harbors': ({ body }) => {
        const harbor = { id: mint('uuid4'), name: String(body?.name), version: 0 }
        harbors.set(harbor.id, harbor)
        return reply(201, harbor)
      },
      'GET /harbors': () => reply(200, { harbors: [...harbors.values()] }),
      'GET /harbors/:id': ({ params }) => {
        const harbor = harbors.get(params.id ?? '')
        return harbor ? reply(200, harbor) : missing('harbor')
      },
      'PUT /harbors/:id/berths': ({ params, body }) => {
        const harbor = harbors.get(params.id ?? '')
        if (!harbor) return missing('harbor')
        if (body?.harbor_version !== harbor.version) return reply(409, { error: 'changed meanwhile' })
        harbor.version++
        counts.set(harbor.id, Number(body?.count))
        return show(harbor)
      },
      'POST /bookings': ({ body }) => {
        const booking = { id: mint('uuid4'), guest: String(body?.guest) }
        for (const id of Object.keys((body?.shares ?? {}) as Entity)) {
          const harbor = harbors.get(id)
          if (harbor) harbor.version++
        }
        bookings.set(booking.id, booking)
        return reply(201, booking)
      },
      'GET /bookings/:id': ({ params }) => {
        const booking = bookings.get(params.id ?? '')
        return booking ? reply(200, booking) : missing('booking')
      },
    }
  },
  opening: (client) => [1, 2].map((number) => () => client.post('/harbors', { name: `${client.word()} ${number}` })),
  traffic: (client) => [
    [1, () => client.post('/harbors', { name: client.words(2) })],
    [3, () => client.get('/harbors')],
    [3, () => client.get(`/harbors/${client.id('harbors')}`)],
    [6, () => client.put(`/harbors/${client.id('harbors')}/berths`, { harbor_version: client.whole(0, 3), count: client.whole(5, 500) })],
    [
      4,
      () => {
        const ids = new Set([client.id('harbors', 0), client.id('harbors', 0)])
        return client.post('/bookings', {
          guest: client.name(),
          shares: Object.fromEntries([...ids].map((id) => [id, { seats: client.whole(1, 4) }])),
        })
      },
    ],
    [2, () => client.get(`/bookings/${client.id('bookings')}`)],
  ],
}
