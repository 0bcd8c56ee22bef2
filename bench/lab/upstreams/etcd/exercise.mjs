// etcd: configuration kept by key over the JSON gateway of version 3 (keys and values in base64), with transactions and leases.
import { run, wander } from '../../lib/drive.mjs'

const encode = (text) => Buffer.from(text).toString('base64')

await run('etcd', async ({ c, r }) => {
  const target = r.int(32, 52)
  const keys = []
  const leases = []
  const services = ['api', 'web', 'jobs']
  const fresh = () => `/${r.pick(services)}/${r.pick(['host', 'port', 'flags', 'limit'])}/${r.tag(4)}`
  const value = () => r.pick([() => r.slug(), () => String(r.int(1, 9000)), () => JSON.stringify({ on: r.bool(), limit: r.int(1, 50) })])()
  const post = (path, body, want = 200) => c.post(path, { want, body })
  const put = async (key, extra = {}) => {
    const { status } = await post('/v3/kv/put', { key: encode(key), value: encode(value()), ...extra })
    if (status === 200 && !keys.includes(key)) keys.push(key)
  }
  const prefix = (name) => ({ key: encode(`/${name}/`), range_end: encode(`/${name}0`) })
  const steps = () => [
    [6, () => put(fresh())],
    [keys.length ? 2.5 : 0, () => put(r.pick(keys), r.bool(0.3) ? { prev_kv: true } : {})],
    [keys.length ? 4 : 0, () => post('/v3/kv/range', { key: encode(r.pick(keys)) })],
    [
      3,
      () => {
        const body = prefix(r.pick(services))
        if (r.bool(0.3)) body.limit = String(r.int(1, 3))
        if (r.bool(0.2)) body.keys_only = true
        if (r.bool(0.15)) body.count_only = true
        else if (r.bool(0.3)) {
          body.sort_target = r.pick(['KEY', 'MOD', 'CREATE', 'VERSION'])
          body.sort_order = r.pick(['ASCEND', 'DESCEND'])
        }
        return post('/v3/kv/range', body)
      },
    ],
    [
      keys.length > 2 ? 1.5 : 0,
      async () => {
        const [key] = keys.splice(r.int(0, keys.length - 1), 1)
        await post('/v3/kv/deleterange', { key: encode(key), ...(r.bool(0.3) ? { prev_kv: true } : {}) })
        if (r.bool(0.6)) await post('/v3/kv/range', { key: encode(key) })
      },
    ],
    [
      keys.length > 4 ? 0.4 : 0,
      async () => {
        const name = r.pick(services)
        keys.splice(0, keys.length, ...keys.filter((key) => !key.startsWith(`/${name}/`)))
        await post('/v3/kv/deleterange', prefix(name))
      },
    ],
    [
      2,
      async () => {
        // made only when it is not there yet
        const key = keys.length && r.bool(0.5) ? r.pick(keys) : fresh()
        const { data } = await post('/v3/kv/txn', {
          compare: [{ key: encode(key), result: 'EQUAL', target: 'VERSION', version: '0' }],
          success: [{ request_put: { key: encode(key), value: encode(value()) } }],
          failure: r.bool(0.7) ? [{ request_range: { key: encode(key) } }] : [],
        })
        if (data?.succeeded) keys.push(key)
      },
    ],
    [
      1.2,
      async () => {
        const { data } = await post('/v3/lease/grant', { TTL: String(r.pick([60, 120, 300])) })
        if (data?.ID) leases.push(data.ID)
      },
    ],
    [leases.length ? 1 : 0, () => put(fresh(), { lease: r.pick(leases) })],
    [
      leases.length > 1 ? 0.5 : 0,
      async () => {
        await post('/v3/lease/revoke', { ID: leases.pop() })
      },
    ],
    [0.4, () => post('/v3/cluster/member/list', {})],
    [0.4, () => c.get('/version', { want: 200 })],
    [0.3, () => c.get('/health', { want: 200 })],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => post('/v3/kv/range', { key: encode(fresh()) }),
          () => post('/v3/kv/put', { value: encode('x') }, 400),
          () => post('/v3/kv/range', {}, 400),
          () => post('/v3/kv/put', { key: encode(fresh()), value: encode('x'), lease: '123' }, 404),
          () => post('/v3/lease/revoke', { ID: String(r.int(100, 900)) }, 404),
          () => post('/v3/kv/put', { key: '***', value: '' }, 400),
          () => c.post('/v3/kv/put', { want: 400, raw: '{"key":', type: 'application/json' }),
          () => c.get(`/v3/${r.noun()}`, { want: 404 }),
          () => post('/v3/kv/range', { key: encode(r.pick([...keys, '/x'])), revision: '999999' }, 400),
        ])(),
    ],
  ]
  await put(fresh())
  await wander(c, r, target, steps)
  for (const name of services) await post('/v3/kv/range', prefix(name))
})
