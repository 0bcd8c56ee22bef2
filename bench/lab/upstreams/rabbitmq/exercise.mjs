// RabbitMQ management: sessions of a team that sets up its broker: virtual hosts, users, permissions, exchanges, queues, bindings, policies, limits.
import { run, wander } from '../../lib/drive.mjs'

await run('rabbitmq', async ({ c, r }) => {
  const target = r.int(36, 50)
  const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  c.headers.authorization = basic('guest', 'guest')
  c.headers.accept = '*/*'
  const api = '/api'
  const hosts = []
  const users = []
  const globals = []
  const rights = () => ({ configure: r.pick(['.*', '^$', `^${r.noun()}`]), write: '.*', read: r.pick(['.*', '^$']) })
  const host = () => r.pick(hosts)
  const having = (part) => hosts.filter((one) => one[part].length > 0)
  const drop = (list) => list.splice(r.int(0, list.length - 1), 1)[0]
  const newHost = async () => {
    const name = `${r.noun()}-${r.tag(3)}`
    const body = r.bool(0.5)
      ? { description: r.sentence(), ...(r.bool() ? { tags: r.sample(['blue', 'green', 'edge'], 2).join(',') } : {}) }
      : undefined
    const { status } = await c.put(`${api}/vhosts/${name}`, { want: 201, body })
    if (status === 201) hosts.push({ name, exchanges: [], queues: [], bindings: [], policies: [], limits: [] })
  }
  const newUser = async () => {
    const name = `${r.adj()}.${r.tag(3)}`
    const password = r.tag(8)
    const tags = r.pick(['management', 'monitoring', 'policymaker', 'administrator', ''])
    const { status } = await c.put(`${api}/users/${name}`, { want: 201, body: { password, tags } })
    if (status === 201) users.push({ name, password, tags })
  }
  const queueBody = () => ({
    ...(r.bool(0.8) ? { durable: r.bool(0.8) } : {}),
    ...(r.bool(0.4) ? { auto_delete: r.bool(0.3) } : {}),
    ...(r.bool(0.5) ? { arguments: r.pick([{}, { 'x-message-ttl': r.int(1, 60) * 1000 }, { 'x-max-length': r.int(10, 500) }]) } : {}),
  })
  const newQueue = async () => {
    const at = host()
    const name = `${r.adj()}.${r.noun()}`
    if (at.queues.some((queue) => queue.name === name)) return
    const body = queueBody()
    const { status } = await c.put(`${api}/queues/${at.name}/${name}`, { want: [201, 400], body })
    if (status === 201) at.queues.push({ name, body })
  }
  const newExchange = async () => {
    const at = host()
    const name = `${r.noun()}.${r.pick(['events', 'work', 'log'])}`
    if (at.exchanges.some((exchange) => exchange.name === name)) return
    const body = {
      type: r.pick(['direct', 'topic', 'fanout', 'headers']),
      ...(r.bool(0.6) ? { durable: r.bool() } : {}),
      ...(r.bool(0.2) ? { internal: true } : {}),
    }
    const { status } = await c.put(`${api}/exchanges/${at.name}/${name}`, { want: 201, body })
    if (status === 201) at.exchanges.push({ name, body })
  }
  const bindable = () => hosts.filter((one) => one.queues.length > 0 && one.exchanges.length > 0)
  const policy = () => ({
    pattern: r.pick(['^', '.*', `^${r.adj()}`]),
    definition: r.pick([
      { 'max-length': r.int(10, 900) },
      { 'message-ttl': r.int(1, 60) * 1000 },
      { expires: r.int(1, 9) * 60000, 'max-length': 5 },
    ]),
    ...(r.bool() ? { priority: r.int(0, 9) } : {}),
    ...(r.bool(0.6) ? { 'apply-to': r.pick(['queues', 'all', 'exchanges']) } : {}),
  })
  const steps = () => [
    [hosts.length < 2 ? 2.5 : 0.6, newHost],
    [users.length < 2 ? 2 : 0.5, newUser],
    [3, newQueue],
    [2.2, newExchange],
    [0.8, () => c.get(`${api}/vhosts`, { want: 200 })],
    [1.2, () => c.get(`${api}/vhosts/${host().name}`, { want: 200 })],
    [0.6, () => c.put(`${api}/vhosts/${host().name}`, { want: 204, body: { description: r.sentence() } })],
    [0.8, () => c.get(`${api}/users`, { want: 200, query: r.bool() ? { columns: 'name,tags' } : {} })],
    [users.length ? 1 : 0, () => c.get(`${api}/users/${r.pick(users).name}`, { want: 200 })],
    [
      users.length ? 0.6 : 0,
      async () => {
        const user = r.pick(users)
        user.tags = r.pick(['management', 'monitoring'])
        user.password = r.tag(8)
        await c.put(`${api}/users/${user.name}`, { want: 204, body: { password: user.password, tags: user.tags } })
      },
    ],
    [
      users.length ? 0.6 : 0,
      () => {
        const user = r.pick(users)
        return c.get(`${api}/whoami`, { want: [200, 401], headers: { authorization: basic(user.name, user.password) } })
      },
    ],
    [0.3, () => c.get(`${api}/whoami`, { want: 200 })],
    [users.length ? 1.6 : 0, () => c.put(`${api}/permissions/${host().name}/${r.pick(users).name}`, { want: [201, 204], body: rights() })],
    [users.length ? 0.9 : 0, () => c.get(`${api}/permissions/${host().name}/${r.pick(users).name}`, { want: [200, 404] })],
    [0.7, () => c.get(`${api}/vhosts/${host().name}/permissions`, { want: 200 })],
    [users.length ? 0.5 : 0, () => c.get(`${api}/users/${r.pick(users).name}/permissions`, { want: 200 })],
    [users.length ? 0.4 : 0, () => c.delete(`${api}/permissions/${host().name}/${r.pick(users).name}`, { want: [204, 404] })],
    [
      1.4,
      () =>
        c.get(`${api}/queues/${host().name}`, {
          want: 200,
          query: r.pick([{}, {}, { columns: 'name,durable' }, { sort: 'name', sort_reverse: r.bool() }]),
        }),
    ],
    [0.6, () => c.get(`${api}/queues`, { want: 200 })],
    [
      0.8,
      () =>
        c.get(`${api}/queues`, {
          want: [200, 400],
          query: { page: r.int(1, 2), page_size: r.int(1, 4), ...(r.bool(0.4) ? { name: r.noun().slice(0, 3), use_regex: false } : {}) },
        }),
    ],
    [
      having('queues').length ? 1.6 : 0,
      () => {
        const at = r.pick(having('queues'))
        return c.get(`${api}/queues/${at.name}/${r.pick(at.queues).name}`, { want: 200 })
      },
    ],
    [
      having('queues').length ? 1 : 0,
      () => {
        const at = r.pick(having('queues'))
        const queue = r.pick(at.queues)
        return c.put(`${api}/queues/${at.name}/${queue.name}`, { want: [204, 400], body: r.bool(0.5) ? queue.body : queueBody() })
      },
    ],
    [
      having('queues').length ? 0.9 : 0,
      () => {
        const at = r.pick(having('queues'))
        return c.delete(`${api}/queues/${at.name}/${drop(at.queues).name}`, { want: 204 })
      },
    ],
    [0.9, () => c.get(`${api}/exchanges/${host().name}`, { want: 200, query: r.pick([{}, { columns: 'name,type' }]) })],
    [
      having('exchanges').length ? 1.2 : 0,
      () => {
        const at = r.pick(having('exchanges'))
        return c.get(`${api}/exchanges/${at.name}/${r.pick(at.exchanges).name}`, { want: 200 })
      },
    ],
    [
      having('exchanges').length ? 0.6 : 0,
      () => {
        const at = r.pick(having('exchanges'))
        return c.delete(`${api}/exchanges/${at.name}/${drop(at.exchanges).name}`, { want: 204 })
      },
    ],
    [
      bindable().length ? 2 : 0,
      async () => {
        const at = r.pick(bindable())
        const binding = {
          exchange: r.pick(at.exchanges).name,
          queue: r.pick(at.queues).name,
          key: r.pick([r.noun(), `${r.noun()}.${r.verb()}`, '']),
        }
        const path = `${api}/bindings/${at.name}/e/${binding.exchange}/q/${binding.queue}`
        const { status } = await c.post(path, { want: 201, body: { routing_key: binding.key } })
        if (status === 201) at.bindings.push(binding)
        if (r.bool(0.5)) await c.get(path, { want: 200 })
      },
    ],
    [
      having('queues').length ? 0.7 : 0,
      () => {
        const at = r.pick(having('queues'))
        return c.get(`${api}/queues/${at.name}/${r.pick(at.queues).name}/bindings`, { want: 200 })
      },
    ],
    [
      having('exchanges').length ? 0.5 : 0,
      () => {
        const at = r.pick(having('exchanges'))
        return c.get(`${api}/exchanges/${at.name}/${r.pick(at.exchanges).name}/bindings/source`, { want: 200 })
      },
    ],
    [0.5, () => c.get(`${api}/bindings/${host().name}`, { want: 200 })],
    [
      having('bindings').length ? 0.6 : 0,
      () => {
        const at = r.pick(having('bindings'))
        const binding = drop(at.bindings)
        return c.delete(`${api}/bindings/${at.name}/e/${binding.exchange}/q/${binding.queue}/${binding.key || '~'}`, { want: [204, 404] })
      },
    ],
    [
      1.5,
      async () => {
        const at = host()
        const name = at.policies.length > 0 && r.bool(0.3) ? r.pick(at.policies) : `${r.noun()}-policy`
        const { status } = await c.put(`${api}/policies/${at.name}/${name}`, { want: [201, 204], body: policy() })
        if (status === 201) at.policies.push(name)
      },
    ],
    [
      having('policies').length ? 1 : 0,
      () => {
        const at = r.pick(having('policies'))
        return c.get(`${api}/policies/${at.name}/${r.pick(at.policies)}`, { want: 200 })
      },
    ],
    [0.6, () => c.get(`${api}/policies/${host().name}`, { want: 200 })],
    [
      having('policies').length ? 0.5 : 0,
      () => {
        const at = r.pick(having('policies'))
        return c.delete(`${api}/policies/${at.name}/${drop(at.policies)}`, { want: 204 })
      },
    ],
    [
      0.7,
      () =>
        c.put(`${api}/vhost-limits/${host().name}/${r.pick(['max-queues', 'max-connections'])}`, {
          want: 204,
          body: { value: r.int(3, 40) },
        }),
    ],
    [0.6, () => c.get(`${api}/vhost-limits/${host().name}`, { want: 200 })],
    [
      0.9,
      async () => {
        const name = `${r.noun()}_${r.tag(2)}`
        await c.put(`${api}/global-parameters/${name}`, { want: 201, body: { value: { owner: r.noun(), size: r.int(1, 99) } } })
        globals.push(name)
      },
    ],
    [globals.length ? 0.8 : 0, () => c.get(`${api}/global-parameters/${r.pick(globals)}`, { want: 200 })],
    [globals.length > 1 ? 0.4 : 0, () => c.delete(`${api}/global-parameters/${globals.shift()}`, { want: 204 })],
    [
      having('queues').length ? 1.2 : 0,
      async () => {
        const at = r.pick(having('queues'))
        const queue = r.pick(at.queues).name
        await c.post(`${api}/exchanges/${at.name}/amq.default/publish`, {
          want: 200,
          body: { properties: {}, routing_key: r.bool(0.8) ? queue : r.noun(), payload: r.sentence(), payload_encoding: 'string' },
        })
        if (r.bool(0.7))
          await c.post(`${api}/queues/${at.name}/${queue}/get`, {
            want: 200,
            body: { count: r.int(1, 2), ackmode: 'ack_requeue_false', encoding: 'auto' },
          })
      },
    ],
    [
      having('queues').length ? 0.2 : 0,
      () => {
        const at = r.pick(having('queues'))
        return c.delete(`${api}/queues/${at.name}/${r.pick(at.queues).name}/contents`, { want: 204 })
      },
    ],
    [
      users.length > 1 ? 0.4 : 0,
      async () => {
        const { name } = drop(users)
        await c.delete(`${api}/users/${name}`, { want: 204 })
        await c.get(`${api}/users/${name}`, { want: 404 })
      },
    ],
    [
      hosts.length > 2 ? 0.4 : 0,
      async () => {
        const { name } = drop(hosts)
        await c.delete(`${api}/vhosts/${name}`, { want: 204 })
        if (r.bool()) await c.get(`${api}/queues/${name}`, { want: 404 })
      },
    ],
    // ----- what must fail -----
    [
      5,
      () =>
        r.pick([
          () => c.get(`${api}/queues/${host().name}/${r.noun()}-${r.tag(2)}`, { want: 404 }),
          () => c.get(`${api}/vhosts/${r.noun()}${r.tag(4)}`, { want: 404 }),
          () => c.get(`${api}/users/${r.noun()}`, { want: 404 }),
          () => c.delete(`${api}/users/${r.noun()}`, { want: 404 }),
          () => c.delete(`${api}/queues/${host().name}/${r.noun()}`, { want: 404 }),
          () => c.put(`${api}/queues/${r.noun()}/${r.noun()}`, { want: 404, body: queueBody() }),
          () => c.put(`${api}/queues/${host().name}/${r.noun()}`, { want: 400, body: { durable: r.noun() } }),
          () => c.put(`${api}/queues/${host().name}/${r.noun()}`, { want: 400, body: { arguments: { 'x-message-ttl': -r.int(1, 9) } } }),
          () => c.put(`${api}/queues/${host().name}/amq.${r.noun()}`, { want: 401, body: {} }),
          () => c.put(`${api}/exchanges/${host().name}/${r.noun()}`, { want: 400, body: { type: r.noun() } }),
          () => c.get(`${api}/exchanges/${host().name}/${r.noun()}`, { want: 404 }),
          () => c.delete(`${api}/exchanges/${host().name}/amq.direct`, { want: 401 }),
          () => c.put(`${api}/users/${r.noun()}`, { want: 400, body: { password: r.tag(5) } }),
          () =>
            c.put(`${api}/permissions/${host().name}/guest`, {
              want: 400,
              body: r.pick([{ configure: '.*' }, { configure: '.*', read: '.*' }, {}]),
            }),
          () => c.put(`${api}/permissions/${host().name}/${r.noun()}`, { want: 400, body: rights() }),
          () => c.put(`${api}/policies/${host().name}/${r.noun()}`, { want: 400, body: { pattern: '.*' } }),
          () =>
            c.put(`${api}/policies/${host().name}/${r.noun()}`, {
              want: 400,
              body: { pattern: '.*', definition: { [r.noun()]: r.int(1, 9) } },
            }),
          () => c.get(`${api}/policies/${host().name}/${r.noun()}`, { want: 404 }),
          () => c.put(`${api}/vhost-limits/${host().name}/max-queues`, { want: 400, body: { value: r.noun() } }),
          () => c.get(`${api}/global-parameters/${r.noun()}`, { want: 404 }),
          () => c.post(`${api}/bindings/${host().name}/e/amq.direct/q/${r.noun()}`, { want: 404, body: { routing_key: r.noun() } }),
          () => c.post(`${api}/exchanges/${host().name}/amq.default/publish`, { want: 400, body: { routing_key: r.noun() } }),
          () => c.get(`${api}/queues`, { want: 400, query: { page: 99, page_size: 10 } }),
          () => c.get(`${api}/vhosts`, { want: 401, headers: { authorization: r.bool() ? null : basic('guest', r.tag(5)) } }),
          () => c.get(`${api}/${r.noun()}`, { want: 404 }),
          () => c.post(`${api}/vhosts`, { want: 405, body: { name: r.noun() } }),
          () => c.put(`${api}/vhosts/${host().name}`, { want: 400, raw: '{"description": ', type: 'application/json' }),
        ])(),
    ],
  ]
  await newHost()
  await newUser()
  await wander(c, r, target, steps)
  await c.get(`${api}/queues/${host().name}`, { want: 200 })
})
