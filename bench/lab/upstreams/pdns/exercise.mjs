// PowerDNS: a zone administrator's sessions over the HTTP API: zones, sets of records replaced and deleted by PATCH, metadata, search.
import { run, wander } from '../../lib/drive.mjs'

await run('pdns', async ({ c, r }) => {
  const target = r.int(30, 48)
  c.headers['x-api-key'] = 'lab-key'
  const api = '/api/v1/servers/localhost'
  const zones = []
  const sets = []
  const newZone = async () => {
    const name = `${r.noun()}-${r.tag(4)}.example.`
    const body = { name, kind: r.pick(['Native', 'Master']), nameservers: r.bool(0.8) ? [`ns1.${name}`] : [] }
    if (r.bool(0.3)) body.account = r.noun()
    if (r.bool(0.3)) body.soa_edit_api = r.pick(['INCREASE', 'OFF'])
    else body.soa_edit_api = 'OFF'
    const { status } = await c.post(`${api}/zones`, { want: 201, body })
    if (status === 201) zones.push(name)
    if (r.bool(0.4)) await c.get(`${api}/zones/${name}`, { want: 200 })
  }
  const content = (type) =>
    ({
      A: () => `192.0.2.${r.int(1, 250)}`,
      AAAA: () => `2001:db8::${r.int(1, 999)}`,
      TXT: () => `"${r.noun()} ${r.noun()}"`,
      MX: () => `${r.int(1, 5) * 10} mail.${r.noun()}.example.`,
      CNAME: () => `${r.noun()}.example.`,
    })[type]()
  const patch = (zone, set, want = 204) => c.patch(`${api}/zones/${zone}`, { want, body: { rrsets: [set] } })
  const newSet = async () => {
    const zone = r.pick(zones)
    const type = r.pick(['A', 'A', 'AAAA', 'TXT', 'MX'])
    const name = `${r.noun()}.${zone}`
    const records = Array.from({ length: r.int(1, 2) }, () => ({ content: content(type), disabled: r.bool(0.1) }))
    const { status } = await patch(zone, { name, type, ttl: r.pick([60, 300, 3600]), changetype: 'REPLACE', records })
    if (status === 204 && !sets.some((set) => set.name === name && set.type === type)) sets.push({ zone, name, type })
    if (r.bool(0.5)) await c.get(`${api}/zones/${zone}`, { want: 200 })
  }
  const steps = () => [
    [zones.length < 3 ? 1.5 : 0.2, newZone],
    [5, newSet],
    [3, () => c.get(`${api}/zones/${r.pick(zones)}`, { want: 200 })],
    [1.5, () => c.get(`${api}/zones`, { want: 200, query: r.bool(0.3) ? { zone: r.pick(zones) } : {} })],
    [
      sets.length > 1 ? 1.5 : 0,
      async () => {
        const [set] = sets.splice(r.int(0, sets.length - 1), 1)
        await patch(set.zone, { name: set.name, type: set.type, changetype: 'DELETE' })
        if (r.bool(0.6)) await c.get(`${api}/zones/${set.zone}`, { want: 200 })
      },
    ],
    [
      sets.length ? 1.2 : 0,
      () => {
        const set = r.pick(sets)
        return patch(set.zone, {
          name: set.name,
          type: set.type,
          ttl: 120,
          changetype: 'REPLACE',
          records: [{ content: content(set.type), disabled: false }],
        })
      },
    ],
    [0.8, () => c.put(`${api}/zones/${r.pick(zones)}`, { want: 204, body: { kind: r.pick(['Native', 'Master']), account: r.noun() } })],
    [
      sets.length ? 1.2 : 0,
      () =>
        c.get(`${api}/search-data`, {
          want: 200,
          query: { q: r.pick([r.pick(sets).name, '*']), max: r.int(2, 8), object_type: r.pick(['record', 'zone']) },
        }),
    ],
    [
      0.7,
      () =>
        c.post(`${api}/zones/${r.pick(zones)}/metadata`, {
          want: 201,
          body: { kind: 'ALLOW-AXFR-FROM', metadata: [`192.0.2.${r.int(1, 99)}`] },
        }),
    ],
    [0.9, () => c.get(`${api}/zones/${r.pick(zones)}/metadata`, { want: 200 })],
    [0.4, () => c.put(`${api}/zones/${r.pick(zones)}/metadata/TSIG-ALLOW-AXFR`, { want: 200, body: { metadata: [r.noun()] } })],
    [0.4, () => c.get(`${api}/zones/${r.pick(zones)}/export`, { want: 200, headers: { accept: 'text/plain' } })],
    [
      0.7,
      async () => {
        const { data } = await c.post(`${api}/tsigkeys`, {
          want: 201,
          body: { name: `${r.noun()}-${r.tag(3)}`, algorithm: 'hmac-sha256', key: Buffer.from(r.hex(16)).toString('base64') },
        })
        if (data?.id) await c.get(`${api}/tsigkeys/${data.id}`, { want: 200 })
      },
    ],
    [0.3, () => c.get(`${api}/tsigkeys`, { want: 200 })],
    [
      zones.length > 2 ? 0.5 : 0,
      async () => {
        const [zone] = zones.splice(r.int(0, zones.length - 1), 1)
        sets.splice(0, sets.length, ...sets.filter((set) => set.zone !== zone))
        await c.delete(`${api}/zones/${zone}`, { want: 204 })
        await c.get(`${api}/zones/${zone}`, { want: 404 })
      },
    ],
    [0.3, () => c.get('/api/v1/servers', { want: 200 })],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`${api}/zones/${r.noun()}-${r.tag(4)}.example.`, { want: 404 }),
          () => c.post(`${api}/zones`, { want: 409, body: { name: r.pick(zones), kind: 'Native', nameservers: [] } }),
          () => c.post(`${api}/zones`, { want: 422, body: { name: r.noun(), kind: 'Native', nameservers: [] } }),
          () => c.post(`${api}/zones`, { want: 422, body: { kind: 'Native' } }),
          () =>
            patch(
              r.pick(zones),
              {
                name: `x.${r.noun()}.test.`,
                type: 'A',
                ttl: 60,
                changetype: 'REPLACE',
                records: [{ content: '192.0.2.1', disabled: false }],
              },
              422,
            ),
          () =>
            patch(
              r.pick(zones),
              { name: `x.${zones[0]}`, type: 'A', ttl: 60, changetype: 'REPLACE', records: [{ content: 'no-address', disabled: false }] },
              422,
            ),
          () => patch(r.pick(zones), { name: `x.${zones[0]}`, type: r.cap(r.noun()), ttl: 60, changetype: 'REPLACE', records: [] }, 422),
          () => c.get('/api/v1/servers/elsewhere', { want: 404 }),
          () => c.get(`${api}/zones`, { want: 401, headers: { 'x-api-key': null } }),
          () => c.get(`${api}/zones`, { want: 401, headers: { 'x-api-key': 'wrong' } }),
          () => c.post(`${api}/zones`, { want: 400, raw: '{"name":', type: 'application/json' }),
          () => c.delete(`${api}/zones/${r.noun()}.example.`, { want: 404 }),
        ])(),
    ],
  ]
  await newZone()
  await newSet()
  await wander(c, r, target, steps)
  await c.get(`${api}/zones`, { want: 200 })
})
