import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Lease {
  id: string
  plan: string
  status: string
  period_start: string
  period_end: string
  renewals: number
  renewed_at: string | null
}

interface Beacon {
  id: string
  name: string
  beats: number
}

const termMs = 5000
const beatMs = 3000

/** Leases that are renewed each 5 s until they are cancelled, and beacons that beat each 3 s: nobody asks for either. */
export const leases: ServiceSpec = {
  name: 'leases',
  rules: ({ mint }) => {
    const all = new Map<string, Lease>()
    const beacons = new Map<string, Beacon & { bornMs: number }>()
    const iso = (ms: number) => new Date(ms).toISOString()
    const advance = (nowMs: number) => {
      for (const lease of all.values()) {
        while (lease.status === 'active' && Date.parse(lease.period_end) <= nowMs) {
          const dueMs = Date.parse(lease.period_end)
          Object.assign(lease, {
            period_start: lease.period_end,
            period_end: iso(dueMs + termMs),
            renewals: lease.renewals + 1,
            renewed_at: iso(dueMs),
          })
        }
      }
    }
    const show = ({ bornMs, ...beacon }: Beacon & { bornMs: number }, nowMs: number) => ({
      ...beacon,
      beats: Math.floor((nowMs - bornMs) / beatMs),
    })
    const missing = reply(404, { error: 'unknown' })
    return {
      'POST /leases': ({ body, nowMs }) => {
        if (typeof body?.plan !== 'string') return reply(422, { error: 'plan is required' })
        const lease = {
          id: mint('lease_{hex:12}'),
          plan: body.plan,
          status: 'active',
          period_start: iso(nowMs),
          period_end: iso(nowMs + termMs),
          renewals: 0,
          renewed_at: null,
        }
        all.set(lease.id, lease)
        return reply(201, lease)
      },
      'GET /leases': ({ nowMs, query }) => {
        advance(nowMs)
        const status = query.get('status')
        return reply(200, { data: [...all.values()].filter((lease) => status === null || lease.status === status) })
      },
      'GET /leases/:id': ({ params, nowMs }) => {
        advance(nowMs)
        const lease = all.get(params.id ?? '')
        return lease ? reply(200, lease) : missing
      },
      'PATCH /leases/:id': ({ params, body, nowMs }) => {
        advance(nowMs)
        const lease = all.get(params.id ?? '')
        if (!lease) return missing
        if (typeof body?.plan === 'string') lease.plan = body.plan
        return reply(200, lease)
      },
      'POST /leases/:id/cancel': ({ params, nowMs }) => {
        advance(nowMs)
        const lease = all.get(params.id ?? '')
        if (!lease) return missing
        if (lease.status === 'cancelled') return reply(409, { error: 'it is cancelled' })
        lease.status = 'cancelled'
        return reply(200, lease)
      },
      'POST /beacons': ({ body, nowMs }) => {
        const beacon = { id: mint('uuid4'), name: String(body?.name), beats: 0, bornMs: nowMs }
        beacons.set(beacon.id, beacon)
        return reply(201, show(beacon, nowMs))
      },
      'GET /beacons/:id': ({ params, nowMs }) => {
        const beacon = beacons.get(params.id ?? '')
        return beacon ? reply(200, show(beacon, nowMs)) : missing
      },
      'GET /beacons': ({ nowMs }) =>
        reply(
          200,
          [...beacons.values()].map((beacon) => show(beacon, nowMs)),
        ),
    }
  },
  traffic: (client) => {
    const lease = () => `/leases/${client.id('leases')}`
    const plan = () => client.pick(['small', 'large', 'huge'])
    return [
      [3, () => client.post('/leases', client.chance(0.1) ? {} : { plan: plan() })],
      [6, () => client.get(lease())],
      [3, () => client.get('/leases')],
      [1, () => client.get('/leases', { status: client.pick(['active', 'cancelled']) })],
      [1, () => client.patch(lease(), { plan: plan() })],
      [3, () => client.post(`${lease()}/cancel`)],
      [2, () => client.post('/beacons', { name: client.words(2) })],
      [4, () => client.get(`/beacons/${client.id('beacons')}`)],
      [2, () => client.get('/beacons')],
    ]
  },
}
