import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Host {
  id: string
  labels: Record<string, string>
}

interface Mute {
  id: string
  reason: string
  selector: { key: string; value: string }[]
  from: string
  until: string
}

const zones = ['north', 'south', 'west']
const roles = ['web', 'db', 'cache']

/** Hosts with labels, and mutes that select them for a time: what is muted, and by what, is decided when a host is read. */
export const muting: ServiceSpec = {
  name: 'muting',
  rules: ({ mint }) => {
    const hosts: Host[] = []
    const mutes: Mute[] = []
    const state = ({ from, until }: Mute, nowMs: number) =>
      Date.parse(from) > nowMs ? 'planned' : Date.parse(until) > nowMs ? 'running' : 'over'
    const showMute = (mute: Mute, nowMs: number) => ({ ...mute, state: state(mute, nowMs) })
    const showHost = (host: Host, nowMs: number) => {
      const by = mutes.filter(
        (mute) => state(mute, nowMs) === 'running' && mute.selector.every(({ key, value }) => host.labels[key] === value),
      )
      return { ...host, muted_by: by.map(({ id }) => id), is_muted: by.length > 0 }
    }
    const gone = reply(404, { message: 'not found' })
    return {
      'POST /hosts': ({ body, nowMs }) => {
        const host = { id: mint('host-{hex:10}'), labels: body?.labels as Record<string, string> }
        hosts.push(host)
        return reply(201, showHost(host, nowMs))
      },
      'GET /hosts/:id': ({ params, nowMs }) => {
        const host = hosts.find(({ id }) => id === params.id)
        return host ? reply(200, showHost(host, nowMs)) : gone
      },
      'GET /hosts': ({ query, nowMs }) => {
        const muted = query.get('is_muted')
        const shown = hosts.map((host) => showHost(host, nowMs))
        return reply(
          200,
          shown.filter((host) => muted === null || String(host.is_muted) === muted),
        )
      },
      'POST /mutes': ({ body, nowMs }) => {
        const mute = {
          id: mint('uuid4'),
          reason: String(body?.reason),
          selector: body?.selector as unknown as Mute['selector'],
          from: String(body?.from),
          until: String(body?.until),
        }
        mutes.push(mute)
        return reply(201, showMute(mute, nowMs))
      },
      'GET /mutes/:id': ({ params, nowMs }) => {
        const mute = mutes.find(({ id }) => id === params.id)
        return mute ? reply(200, showMute(mute, nowMs)) : gone
      },
      'GET /mutes': ({ query, nowMs }) => {
        const wanted = query.get('state')
        return reply(
          200,
          mutes.map((mute) => showMute(mute, nowMs)).filter(({ state }) => wanted === null || state === wanted),
        )
      },
      'POST /mutes/:id/end': ({ params, nowMs }) => {
        const mute = mutes.find(({ id }) => id === params.id)
        if (!mute) return gone
        if (state(mute, nowMs) === 'over') return reply(409, { message: 'mute is over' })
        mute.until = new Date(nowMs).toISOString()
        return reply(200, showMute(mute, nowMs))
      },
    }
  },
  opening: (client) => [
    () => client.post('/hosts', { labels: { zone: client.pick(zones), role: client.pick(roles) } }),
    () => client.post('/hosts', { labels: { zone: client.pick(zones), role: client.pick(roles) } }),
  ],
  traffic: (client) => {
    return [
      [3, () => client.post('/hosts', { labels: { zone: client.pick(zones), role: client.pick(roles) } })],
      [3, () => client.get(`/hosts/${client.id('hosts')}`)],
      [5, () => client.get('/hosts')],
      [2, () => client.get('/hosts', { is_muted: String(client.chance(0.5)) })],
      [
        4,
        () => {
          const labels = client.some({ zone: client.pick(zones), role: client.pick(roles) }, 0.7)
          const from = client.nowMs + client.pick([-10, 0, 4, 9]) * 1000
          return client.post('/mutes', {
            reason: client.words(2),
            selector: Object.entries(labels).map(([key, value]) => ({ key, value })),
            from: new Date(from).toISOString(),
            until: new Date(client.nowMs + client.whole(5, 25) * 1000).toISOString(),
          })
        },
      ],
      [3, () => client.get(`/mutes/${client.id('mutes')}`)],
      [2, () => client.get('/mutes')],
      [2, () => client.get('/mutes', { state: client.pick(['planned', 'running', 'over']) })],
      [1, () => client.post(`/mutes/${client.id('mutes')}/end`)],
    ]
  },
}
