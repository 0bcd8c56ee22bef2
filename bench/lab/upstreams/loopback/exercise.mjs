// LoopBack: a shop's back office on a framework's generated API.
import { run, wander } from '../../lib/drive.mjs'

await run('loopback', async ({ c, r }) => {
  const target = r.int(34, 52)
  const api = '/api'
  const customers = []
  const orders = []
  const parcels = []
  const accounts = []
  const tiers = ['basic', 'silver', 'gold']
  const newCustomer = async () => {
    const person = r.person()
    const body = { name: person.full, email: person.email }
    if (r.bool(0.5)) body.tier = r.pick(tiers)
    if (r.bool(0.3)) body.credit = r.int(1, 900)
    const { status, data } = await c.post(`${api}/customers`, { want: 200, body })
    if (status === 200) customers.push(data)
    if (r.bool(0.4)) await c.get(`${api}/customers/${data.id}`, { want: 200 })
  }
  const newOrder = async () => {
    const body = { reference: `R-${r.tag(5)}`, total: r.money(5, 400) }
    if (r.bool(0.3)) body.note = r.sentence()
    if (r.bool(0.4)) body.lines = Array.from({ length: r.int(1, 3) }, () => ({ item: r.noun(), quantity: r.int(1, 4) }))
    const owner = r.pick(customers)
    const nested = r.bool()
    if (!nested && r.bool(0.8)) body.customerId = owner.id
    const { status, data } = await c.post(nested ? `${api}/customers/${owner.id}/orders` : `${api}/orders`, { want: 200, body })
    if (status === 200) orders.push(data)
  }
  const filter = (value) => ({ filter: JSON.stringify(value) })
  const customerFilter = () => {
    const value = {}
    if (r.bool(0.5)) value.where = r.pick([{ tier: r.pick(tiers) }, { credit: { gt: r.int(0, 300) } }, { name: r.pick(customers).name }])
    if (r.bool(0.5)) value.order = r.pick(['name ASC', 'name DESC', 'credit DESC', 'id DESC'])
    if (r.bool(0.4)) value.limit = r.int(1, 3)
    if (value.limit && r.bool(0.4)) value.skip = r.int(1, 2)
    if (r.bool(0.2))
      value.fields = r.pick([
        ['id', 'name'],
        ['name', 'email', 'tier'],
      ])
    if (!value.fields && r.bool(0.2)) value.include = 'orders'
    return filter(value)
  }
  const steps = () => [
    [customers.length < 4 ? 2 : 0.7, newCustomer],
    [3, newOrder],
    [2, () => c.get(`${api}/customers`, { want: 200, query: r.bool(0.7) ? customerFilter() : {} })],
    [1.2, () => c.get(`${api}/customers/${r.pick(customers).id}`, { want: 200 })],
    [0.6, () => c.get(`${api}/customers/count`, { want: 200, query: r.bool() ? { where: JSON.stringify({ tier: r.pick(tiers) }) } : {} })],
    [0.5, () => c.get(`${api}/customers/${r.bool(0.7) ? r.pick(customers).id : r.int(500, 900)}/exists`, { want: 200 })],
    [0.5, () => c.get(`${api}/customers/findOne`, { want: 200, query: filter({ where: { tier: r.pick(customers).tier } }) })],
    [
      1.5,
      () =>
        c.patch(`${api}/customers/${r.pick(customers).id}`, {
          want: 200,
          body: r.pick([{ tier: r.pick(tiers) }, { credit: r.int(0, 900) }, { name: r.person().full, credit: r.int(0, 900) }]),
        }),
    ],
    [
      0.8,
      () => {
        const customer = r.pick(customers)
        return c.put(`${api}/customers/${customer.id}`, { want: 200, body: { name: r.person().full, email: customer.email } })
      },
    ],
    [1.5, () => c.get(`${api}/customers/${r.pick(customers).id}/orders`, { want: 200, query: r.bool(0.3) ? filter({ limit: 1 }) : {} })],
    [0.5, () => c.get(`${api}/customers/${r.pick(customers).id}/orders/count`, { want: 200 })],
    [
      orders.length ? 1.5 : 0,
      () =>
        c.get(`${api}/orders`, {
          want: 200,
          query: r.pick([
            {},
            filter({ where: { paid: r.bool() } }),
            filter({ order: 'total DESC' }),
            filter({ include: 'customer', limit: 2 }),
          ]),
        }),
    ],
    [orders.length ? 1 : 0, () => c.get(`${api}/orders/${r.pick(orders).id}`, { want: 200 })],
    [
      orders.filter((order) => order.customerId).length ? 0.8 : 0,
      () => c.get(`${api}/orders/${r.pick(orders.filter((order) => order.customerId)).id}/customer`, { want: 200 }),
    ],
    [
      orders.length ? 1.2 : 0,
      () =>
        c.patch(`${api}/orders/${r.pick(orders).id}`, {
          want: 200,
          body: r.pick([{ paid: true }, { note: r.title() }, { total: r.money(5, 400) }]),
        }),
    ],
    [
      orders.length ? 1 : 0,
      async () => {
        const body = { code: `P${r.tag(6)}`, carrier: r.pick(['north', 'south']), weight: r.int(1, 20) }
        const { status, data } = await c.post(`${api}/orders/${r.pick(orders).id}/parcels`, { want: 200, body })
        if (status === 200) parcels.push(data)
      },
    ],
    [parcels.length ? 1 : 0, () => c.get(`${api}/parcels/${r.pick(parcels).code}`, { want: 200 })],
    [parcels.length ? 0.7 : 0, () => c.get(`${api}/orders/${r.pick(parcels).orderId}/parcels`, { want: 200 })],
    [
      parcels.length ? 0.7 : 0,
      () =>
        c.put(`${api}/parcels`, {
          want: 200,
          body: { code: r.pick(parcels).code, carrier: r.pick(['east', 'west']), weight: r.int(1, 20) },
        }),
    ],
    [
      parcels.length > 1 ? 0.5 : 0,
      async () => {
        const [parcel] = parcels.splice(r.int(0, parcels.length - 1), 1)
        await c.delete(`${api}/parcels/${parcel.code}`, { want: 200 })
        await c.get(`${api}/parcels/${parcel.code}`, { want: 404 })
      },
    ],
    [
      orders.length > 2 ? 0.8 : 0,
      async () => {
        const [order] = orders.splice(r.int(0, orders.length - 1), 1)
        await c.delete(`${api}/orders/${order.id}`, { want: 200 })
        await c.get(`${api}/orders/${order.id}`, { want: 404 })
      },
    ],
    [
      0.3,
      () =>
        c.post(`${api}/customers/update`, {
          want: 200,
          query: { where: JSON.stringify({ tier: r.pick(tiers) }) },
          body: { credit: r.int(0, 90) },
        }),
    ],
    [
      0.7,
      async () => {
        const body = { email: r.person().email, password: `pw-${r.tag(6)}`, city: r.pick(['Oslo', 'Lyon', 'Graz']) }
        const { status, data } = await c.post(`${api}/accounts`, { want: 200, body })
        if (status !== 200) return
        const login = await c.post(`${api}/accounts/login`, { want: 200, body: { email: body.email, password: body.password } })
        accounts.push({ ...body, id: data.id, token: login.data.id })
      },
    ],
    [
      accounts.length ? 1 : 0,
      () => {
        const account = r.pick(accounts)
        return c.get(`${api}/accounts/${account.id}`, { want: 200, headers: { authorization: account.token } })
      },
    ],
    [
      accounts.length ? 0.5 : 0,
      () => {
        const account = r.pick(accounts)
        return c.patch(`${api}/accounts/${account.id}`, {
          want: 200,
          headers: { authorization: account.token },
          body: { city: r.pick(['Bern', 'Rome']) },
        })
      },
    ],
    // ----- what must fail -----
    [
      2.2,
      () =>
        r.pick([
          () => c.get(`${api}/customers/${r.int(500, 900)}`, { want: 404 }),
          () => c.patch(`${api}/customers/${r.int(500, 900)}`, { want: 404, body: { tier: 'gold' } }),
          () => c.delete(`${api}/orders/${r.int(500, 900)}`, { want: [200, 404] }),
          () => c.get(`${api}/parcels/P${r.tag(6)}`, { want: 404 }),
          () => c.get(`${api}/customers/${r.int(500, 900)}/orders`, { want: 404 }),
          () => c.post(`${api}/customers`, { want: 422, body: { name: r.person().full } }),
          () => c.post(`${api}/customers`, { want: 422, body: { email: r.person().email, tier: r.noun() } }),
          () => c.post(`${api}/customers`, { want: 422, body: { name: r.person().full, email: r.pick(customers).email } }),
          () => c.patch(`${api}/customers/${r.pick(customers).id}`, { want: 422, body: { tier: r.noun() } }),
          () => c.post(`${api}/orders`, { want: 422, body: { reference: `R-${r.tag(5)}` } }),
          () =>
            orders.length
              ? c.post(`${api}/orders`, { want: 422, body: { reference: r.pick(orders).reference, total: 1 } })
              : c.post(`${api}/orders`, { want: 422, body: {} }),
          () => c.post(`${api}/customers`, { want: 400, raw: '{"name":', type: 'application/json' }),
          () => c.get(`${api}/${r.noun()}`, { want: 404 }),
          () => c.get(`${api}/accounts`, { want: 401 }),
          () => c.post(`${api}/accounts/login`, { want: 401, body: { email: r.person().email, password: r.tag(6) } }),
          () => c.post(`${api}/accounts/login`, { want: 400, body: { password: r.tag(6) } }),
          () =>
            parcels.length && orders.length
              ? c.post(`${api}/orders/${r.pick(orders).id}/parcels`, { want: 500, body: { code: r.pick(parcels).code } })
              : c.get(`${api}/orders/${r.int(500, 900)}`, { want: 404 }),
        ])(),
    ],
  ]
  await newCustomer()
  await newOrder()
  await wander(c, r, target, steps)
  await c.get(`${api}/customers`, { want: 200 })
})
