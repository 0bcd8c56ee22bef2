// OpenStack Placement: a scheduler's sessions: providers in trees, inventories under a generation, traits, aggregates, allocations of consumers.
import { run, wander } from '../../lib/drive.mjs'

await run('placement', async ({ c, r }) => {
  const target = r.int(34, 52)
  c.headers['x-auth-token'] = 'admin'
  c.headers['openstack-api-version'] = 'placement 1.36'
  const providers = []
  const consumers = []
  const classes = []
  const traits = []
  const uuid = () => `${r.hex(8)}-${r.hex(4)}-4${r.hex(3)}-a${r.hex(3)}-${r.hex(12)}`
  const newProvider = async () => {
    const body = { name: `${r.noun()}-${r.tag(4)}` }
    if (r.bool(0.6)) body.uuid = uuid()
    if (providers.length && r.bool(0.3)) body.parent_provider_uuid = r.pick(providers).uuid
    const { status, data } = await c.post('/resource_providers', { want: 200, body })
    if (status === 200) providers.push({ uuid: data.uuid, name: data.name, generation: data.generation, inventory: false })
    if (r.bool(0.4)) await c.get(`/resource_providers/${data.uuid}`, { want: 200 })
  }
  const sizes = () => ({
    VCPU: { total: r.int(8, 64), max_unit: r.int(2, 8) },
    MEMORY_MB: { total: r.int(8, 64) * 1024, reserved: 512, step_size: 256 },
  })
  const setInventory = async () => {
    const provider = r.pick(providers)
    const { status, data } = await c.put(`/resource_providers/${provider.uuid}/inventories`, {
      want: [200, 409],
      body: {
        resource_provider_generation: provider.generation,
        inventories: r.bool(0.7) ? sizes() : { DISK_GB: { total: r.int(100, 900) } },
      },
    })
    if (status === 200) {
      provider.generation = data.resource_provider_generation
      provider.inventory = Object.keys(data.inventories).includes('VCPU')
    }
    if (r.bool(0.4)) await c.get(`/resource_providers/${provider.uuid}/inventories`, { want: 200 })
  }
  const withRoom = () => providers.filter((provider) => provider.inventory)
  const steps = () => [
    [providers.length < 5 ? 2.5 : 0.4, newProvider],
    [3, setInventory],
    [2, () => c.get(`/resource_providers/${r.pick(providers).uuid}`, { want: 200 })],
    [
      2,
      () =>
        c.get('/resource_providers', {
          want: 200,
          query: r.pick([
            {},
            { name: r.pick(providers).name },
            { uuid: r.pick(providers).uuid },
            { in_tree: r.pick(providers).uuid },
            { resources: `VCPU:${r.int(1, 4)}` },
          ]),
        }),
    ],
    [1.2, () => c.get(`/resource_providers/${r.pick(providers).uuid}/inventories`, { want: 200 })],
    [withRoom().length ? 0.8 : 0, () => c.get(`/resource_providers/${r.pick(withRoom()).uuid}/inventories/VCPU`, { want: 200 })],
    [1, () => c.get(`/resource_providers/${r.pick(providers).uuid}/usages`, { want: 200 })],
    [
      withRoom().length ? 2.5 : 0,
      async () => {
        const consumer = { uuid: uuid(), project: r.noun() }
        const body = {
          allocations: { [r.pick(withRoom()).uuid]: { resources: { VCPU: r.int(1, 2) } } },
          project_id: consumer.project,
          user_id: r.noun(),
          consumer_generation: null,
        }
        const { status } = await c.put(`/allocations/${consumer.uuid}`, { want: 204, body })
        if (status === 204) consumers.push(consumer)
        if (status === 204 && r.bool(0.6)) await c.get(`/allocations/${consumer.uuid}`, { want: 200 })
      },
    ],
    [consumers.length ? 1 : 0, () => c.get(`/allocations/${r.pick(consumers).uuid}`, { want: 200 })],
    [consumers.length ? 0.8 : 0, () => c.get('/usages', { want: 200, query: { project_id: r.pick(consumers).project } })],
    [
      consumers.length ? 1 : 0,
      async () => {
        const [consumer] = consumers.splice(r.int(0, consumers.length - 1), 1)
        await c.delete(`/allocations/${consumer.uuid}`, { want: 204 })
        await c.get(`/allocations/${consumer.uuid}`, { want: 200 })
      },
    ],
    [
      1.2,
      async () => {
        const provider = r.pick(providers)
        const name = `${provider.name}-${r.tag(2)}`
        const { status } = await c.put(`/resource_providers/${provider.uuid}`, { want: 200, body: { name } })
        if (status === 200) provider.name = name
      },
    ],
    [
      0.9,
      async () => {
        const name = `CUSTOM_${r.noun().toUpperCase()}_${r.tag(2).toUpperCase()}`
        await c.put(`/traits/${name}`, { want: [201, 204] })
        traits.push(name)
        if (r.bool(0.4)) await c.get('/traits', { want: 200, query: { name: 'startswith:CUSTOM_' } })
      },
    ],
    [
      traits.length ? 1.2 : 0,
      async () => {
        const provider = r.pick(providers)
        const { status, data } = await c.put(`/resource_providers/${provider.uuid}/traits`, {
          want: [200, 409],
          body: { resource_provider_generation: provider.generation, traits: r.sample(traits, r.int(1, 2)) },
        })
        if (status === 200) provider.generation = data.resource_provider_generation
        if (r.bool(0.5)) await c.get(`/resource_providers/${provider.uuid}/traits`, { want: 200 })
      },
    ],
    [
      0.8,
      async () => {
        const name = `CUSTOM_${r.adj().toUpperCase()}_${r.tag(2).toUpperCase()}`
        await c.post('/resource_classes', { want: 201, body: { name } })
        classes.push(name)
        await c.get(`/resource_classes/${name}`, { want: 200 })
      },
    ],
    [
      0.8,
      async () => {
        const provider = r.pick(providers)
        const { status, data } = await c.put(`/resource_providers/${provider.uuid}/aggregates`, {
          want: [200, 409],
          body: { aggregates: [uuid()], resource_provider_generation: provider.generation },
        })
        if (status === 200) provider.generation = data.resource_provider_generation
        await c.get(`/resource_providers/${provider.uuid}/aggregates`, { want: 200 })
      },
    ],
    [
      providers.length > 3 ? 0.8 : 0,
      async () => {
        const provider = r.pick(providers)
        const { status } = await c.delete(`/resource_providers/${provider.uuid}`, { want: [204, 409] })
        if (status !== 204) return
        providers.splice(providers.indexOf(provider), 1)
        await c.get(`/resource_providers/${provider.uuid}`, { want: 404 })
      },
    ],
    [0.2, () => c.get('/', { want: 200 })],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`/resource_providers/${uuid()}`, { want: 404 }),
          () => c.post('/resource_providers', { want: 409, body: { name: r.pick(providers).name } }),
          () => c.post('/resource_providers', { want: 400, body: {} }),
          () => c.post('/resource_providers', { want: 400, body: { name: r.noun(), uuid: 'short' } }),
          () =>
            c.put(`/resource_providers/${r.pick(providers).uuid}/inventories`, {
              want: 409,
              body: { resource_provider_generation: 99, inventories: sizes() },
            }),
          () => c.put(`/traits/${r.noun().toUpperCase()}`, { want: 400 }),
          () => c.get(`/traits/CUSTOM_${r.tag(5).toUpperCase()}`, { want: 404 }),
          () => c.post('/resource_classes', { want: 409, body: { name: classes[0] ?? 'CUSTOM_X' } }),
          () => c.get('/resource_providers', { want: 401, headers: { 'x-auth-token': null } }),
          () => c.get('/resource_providers', { want: 400, query: { colour: r.noun() } }),
          () => c.delete(`/allocations/${uuid()}`, { want: 404 }),
          () => c.get(`/${r.noun()}`, { want: 404 }),
        ])(),
    ],
  ]
  await newProvider()
  await setInventory()
  await wander(c, r, target, steps)
  await c.get('/resource_providers', { want: 200 })
})
