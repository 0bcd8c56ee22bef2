// Unleash: a team's sessions with feature flags: flags, strategies in environments, tags, segments, context fields, archive, events.
import { run, wander } from '../../lib/drive.mjs'

await run('unleash', async ({ c, r }) => {
  const target = r.int(36, 50)
  c.headers.authorization = '*:*.lab-admin-token'
  const admin = '/api/admin'
  const flags = `${admin}/projects/default/features`
  const made = { flags: [], segments: [], contexts: [], strategies: [] }
  const archived = []
  const types = ['release', 'experiment', 'operational', 'kill-switch', 'permission']
  const environments = ['development', 'production']
  const flag = () => r.pick(made.flags)
  const makeFlag = async () => {
    const name = r.slug()
    const body = { name }
    if (r.bool(0.7)) body.type = r.pick(types)
    if (r.bool(0.6)) body.description = r.sentence()
    if (r.bool(0.2)) body.impressionData = true
    const { status } = await c.post(flags, { body, want: 201 })
    if (status === 201) made.flags.push(name)
  }
  const rollout = (name) => ({
    name: 'flexibleRollout',
    constraints: r.bool(0.3)
      ? [{ contextName: 'userId', operator: 'IN', values: [String(r.int(1, 99))], inverted: false, caseInsensitive: false }]
      : [],
    parameters: { rollout: String(r.int(0, 10) * 10), stickiness: 'default', groupId: name },
  })
  const steps = () => [
    [made.flags.length < 2 ? 8 : 3, makeFlag],
    [0.7, () => c.post(flags, { body: { name: made.flags.length > 0 && r.bool(0.7) ? flag() : r.name() }, want: [400, 409] })],
    [0.5, () => c.post(flags, { body: { type: r.pick(types) }, want: 400 })],
    [made.flags.length ? 3 : 0, () => c.get(`${flags}/${flag()}`, { want: 200 })],
    [2, () => c.get(flags, { want: 200 })],
    [0.7, () => c.get(`${flags}/${archived.length > 0 && r.bool(0.4) ? r.pick(archived) : r.slug()}`, { want: [404, 200] })],
    [
      made.flags.length ? 1.5 : 0,
      () => {
        const name = flag()
        return c.put(`${flags}/${name}`, { body: { name, description: r.sentence(), type: r.pick(types) }, want: 200 })
      },
    ],
    [
      made.flags.length ? 1 : 0,
      () =>
        c.patch(`${flags}/${flag()}`, {
          body: [
            r.pick([
              { op: 'replace', path: '/description', value: r.sentence() },
              { op: 'replace', path: '/stale', value: r.bool() },
            ]),
          ],
          want: 200,
        }),
    ],
    [
      made.flags.length ? 2 : 0,
      () => {
        const name = flag()
        return c.post(`${flags}/${name}/environments/${r.pick(environments)}/strategies`, { body: rollout(name), want: 200 })
      },
    ],
    [made.flags.length ? 1.2 : 0, () => c.get(`${flags}/${flag()}/environments/${r.pick(environments)}/strategies`, { want: 200 })],
    [
      made.flags.length ? 2 : 0,
      () => c.post(`${flags}/${flag()}/environments/${r.pick(environments)}/${r.pick(['on', 'on', 'off'])}`, { want: [200, 409] }),
    ],
    [
      made.flags.length ? 1.5 : 0,
      () =>
        c.post(`${admin}/features/${flag()}/tags`, {
          body: { type: 'simple', value: r.pick(['beta', 'backend', 'frontend', 'urgent']) },
          want: [201, 409],
        }),
    ],
    [made.flags.length ? 1 : 0, () => c.get(`${admin}/features/${flag()}/tags`, { want: 200 })],
    [0.6, () => c.get(`${admin}/tags`, { want: 200 })],
    [
      made.flags.length > 2 ? 1 : 0,
      async () => {
        const name = made.flags.splice(r.int(0, made.flags.length - 1), 1)[0]
        await c.delete(`${flags}/${name}`, { want: 202 })
        archived.push(name)
      },
    ],
    [archived.length ? 0.5 : 0, () => c.delete(`${admin}/archive/${archived.pop()}`, { want: 200 })],
    [
      1.2,
      async () => {
        const answer = await c.post(`${admin}/segments`, {
          body: { name: r.slug(), constraints: [], ...(r.bool() ? { description: r.sentence() } : {}) },
          want: 201,
        })
        if (answer.status === 201) made.segments.push(answer.data.id)
      },
    ],
    [0.8, () => c.get(`${admin}/segments`, { want: 200 })],
    [made.segments.length ? 0.8 : 0, () => c.get(`${admin}/segments/${r.bool(0.8) ? r.pick(made.segments) : 999}`, { want: [200, 404] })],
    [made.segments.length > 1 ? 0.4 : 0, () => c.delete(`${admin}/segments/${made.segments.shift()}`, { want: 204 })],
    [
      0.8,
      async () => {
        const name = r.slug()
        const answer = await c.post(`${admin}/context`, {
          body: { name, description: r.sentence(), legalValues: r.bool(0.5) ? [{ value: r.noun() }] : [] },
          want: 201,
        })
        if (answer.status === 201) made.contexts.push(name)
      },
    ],
    [made.contexts.length ? 0.8 : 0, () => c.get(`${admin}/context/${r.pick(made.contexts)}`, { want: 200 })],
    [0.3, () => c.get(`${admin}/context`, { want: 200 })],
    [made.contexts.length > 1 ? 0.3 : 0, () => c.delete(`${admin}/context/${made.contexts.shift()}`, { want: 200 })],
    [
      0.7,
      async () => {
        const name = r.slug()
        const answer = await c.post(`${admin}/strategies`, { body: { name, description: r.sentence(), parameters: [] }, want: 201 })
        if (answer.status === 201) made.strategies.push(name)
      },
    ],
    [made.strategies.length ? 0.6 : 0, () => c.get(`${admin}/strategies/${r.pick(made.strategies)}`, { want: 200 })],
    [0.5, () => c.get(`${admin}/projects`, { want: 200 })],
    [0.4, () => c.get(flags, { headers: { authorization: null }, want: 401 })],
    [0.4, () => c.get(`${admin}/nothing`, { want: 404 })],
  ]
  await wander(c, r, target, steps)
})
