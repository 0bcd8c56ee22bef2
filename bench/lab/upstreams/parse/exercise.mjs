// Parse: a shop's app: its catalogue, accounts that sign up and log in, reviews, roles.
import { run, wander } from '../../lib/drive.mjs'

await run('parse', async ({ c, r }) => {
  const target = r.int(34, 50)
  c.headers['x-parse-application-id'] = 'lab'
  c.headers['x-parse-rest-api-key'] = 'lab-rest-key'
  const products = '/parse/classes/Product'
  const reviews = '/parse/classes/Review'
  const made = { products: [], reviews: [], users: [], gone: [] }
  const statuses = ['draft', 'active', 'retired']
  const tags = ['new', 'sale', 'gift', 'eco']
  const product = () => r.pick(made.products)
  const pointer = (id) => ({ __type: 'Pointer', className: 'Product', objectId: id })
  const as = (user) => ({ 'x-parse-session-token': user.token })
  const makeProduct = async () => {
    const body = { name: r.name(), price: r.money(2, 300) }
    if (r.bool(0.5)) body.stock = r.int(0, 40)
    if (r.bool(0.4)) body.status = r.pick(statuses)
    if (r.bool(0.4)) body.tags = r.sample(tags, r.int(1, 3))
    if (r.bool(0.2)) body.details = { color: r.color(), weight: r.int(1, 90) }
    if (r.bool(0.2)) body.featured = r.bool()
    const { status, data } = await c.post(products, { body, want: 201 })
    if (status === 201) made.products.push(data.objectId)
    if (status === 201 && r.bool(0.4)) await c.get(`${products}/${data.objectId}`, { want: 200 })
  }
  const signUp = async () => {
    const person = r.person()
    const body = { username: person.username, password: `pw-${r.tag(8)}`, email: person.email }
    if (r.bool(0.4)) body.phone = `+49 30 ${r.int(100000, 999999)}`
    const { status, data } = await c.post('/parse/users', { body, want: 201 })
    if (status === 201) made.users.push({ id: data.objectId, token: data.sessionToken, ...body })
  }
  const logIn = async () => {
    const user = r.pick(made.users)
    const { status, data } = await c.post('/parse/login', { body: { username: user.username, password: user.password }, want: 200 })
    if (status === 200) user.token = data.sessionToken
  }
  const makeReview = async () => {
    const user = r.pick(made.users)
    const body = { text: r.sentence(), rating: r.int(1, 5), product: pointer(product()) }
    if (r.bool(0.5)) body.author = { __type: 'Pointer', className: '_User', objectId: user.id }
    const { status, data } = await c.post(reviews, { headers: as(user), body, want: 201 })
    if (status === 201) made.reviews.push({ id: data.objectId, user })
  }
  const list = async () => {
    const query = {}
    const where = r.pick([
      undefined,
      undefined,
      { status: r.pick(statuses) },
      { price: { $gte: r.int(20, 150) } },
      { price: { $lt: r.int(100, 250) }, status: r.pick(statuses) },
      { tags: { $all: [r.pick(tags)] } },
      { status: { $in: r.sample(statuses, 2) } },
      { featured: true },
    ])
    if (where) query.where = JSON.stringify(where)
    if (r.bool(0.4)) query.order = r.pick(['price', '-price', 'name', '-createdAt'])
    if (r.bool(0.3)) query.limit = r.int(1, 4)
    if (query.limit && r.bool(0.4)) query.skip = r.int(1, 3)
    if (r.bool(0.2)) query.keys = 'name,price'
    if (r.bool(0.2)) query.count = 1
    await c.get(products, { query, want: 200 })
  }
  const change = () => {
    const body = r.pick([
      { price: r.money(2, 300) },
      { name: r.name(), status: r.pick(statuses) },
      { stock: { __op: 'Increment', amount: r.int(1, 5) } },
      { stock: { __op: 'Increment', amount: -1 } },
      { tags: { __op: 'AddUnique', objects: [r.pick(tags)] } },
      { details: { __op: 'Delete' } },
      { featured: true },
    ])
    return c.put(`${products}/${product()}`, { body, want: 200 })
  }
  const has = (kind, weight, least = 1) => (made[kind].length >= least ? weight : 0)
  const steps = () => [
    [made.products.length < 3 ? 8 : 2.5, makeProduct],
    [3, list],
    [has('products', 2.5), () => c.get(`${products}/${product()}`, { want: 200 })],
    [
      has('products', 2.5),
      async () => {
        await change()
        if (r.bool(0.5)) await c.get(`${products}/${product()}`, { want: 200 })
      },
    ],
    [
      has('products', 0.7, 3),
      async () => {
        const id = made.products.shift()
        made.gone.push(id)
        await c.delete(`${products}/${id}`, { want: 200 })
        if (r.bool(0.6)) await c.get(`${products}/${id}`, { want: 404 })
      },
    ],
    [0.5, () => c.get(`${products}/${made.gone.length > 0 && r.bool() ? r.pick(made.gone) : r.tag(10)}`, { want: 404 })],
    [0.4, () => c.put(`${products}/${r.tag(10)}`, { body: { price: r.int(1, 9) }, want: 404 })],
    [0.4, () => c.delete(`${products}/${r.tag(10)}`, { want: 404 })],
    [0.5, () => c.post(products, { body: { price: r.money(1, 20) }, want: 400 })],
    [0.4, () => c.post(products, { body: { name: r.name() }, want: 400 })],
    [0.5, () => c.post(products, { body: { name: r.name(), price: r.pick(['much', '12', true]) }, want: 400 })],
    [0.3, () => c.post(products, { body: { name: r.int(1, 9), price: 3 }, want: 400 })],
    [has('products', 0.4), () => c.put(`${products}/${product()}`, { body: { stock: 'none' }, want: 400 })],
    [0.3, () => c.get(`/parse/classes/${r.cap(r.noun())}`, { want: [200, 400] })],
    [0.4, () => c.post(`/parse/classes/${r.cap(r.noun())}`, { body: { name: r.name() }, want: [400, 403] })],
    [0.3, () => c.get(products, { headers: { 'x-parse-rest-api-key': null }, want: 403 })],
    [0.3, () => c.get(products, { query: { where: '{"price"' }, want: 400 })],
    [made.users.length < 2 ? 2 : 0.6, signUp],
    [has('users', 1), logIn],
    [has('users', 0.5), () => c.post('/parse/login', { body: { username: r.pick(made.users).username, password: 'wrong' }, want: 404 })],
    [0.3, () => c.post('/parse/login', { body: { username: r.person().username }, want: 400 })],
    [has('users', 0.5), () => c.post('/parse/users', { body: { username: r.pick(made.users).username, password: r.tag(8) }, want: 400 })],
    [
      has('users', 0.4),
      () => c.post('/parse/users', { body: { username: r.person().username, password: 'x', email: r.pick(made.users).email }, want: 400 }),
    ],
    [0.3, () => c.post('/parse/users', { body: { username: r.person().username }, want: 400 })],
    [has('users', 1), () => c.get('/parse/users/me', { headers: as(r.pick(made.users)), want: [200, 400] })],
    [0.3, () => c.get('/parse/users/me', { headers: { 'x-parse-session-token': `r:${r.hex(32)}` }, want: 400 })],
    [has('users', 0.7), () => c.get(`/parse/users/${r.pick(made.users).id}`, { want: 200 })],
    [
      has('users', 0.6),
      () => {
        const user = r.pick(made.users)
        return c.put(`/parse/users/${user.id}`, { headers: as(user), body: { phone: `+33 1 ${r.int(100000, 999999)}` }, want: 200 })
      },
    ],
    [has('users', 0.3), () => c.put(`/parse/users/${r.pick(made.users).id}`, { body: { phone: 'none' }, want: [206, 400, 403] })],
    [has('users', 0.3, 2), () => c.post('/parse/logout', { headers: as(made.users.shift()), body: {}, want: 200 })],
    [made.users.length && made.products.length ? 1.8 : 0, makeReview],
    [has('products', 0.4), () => c.post(reviews, { body: { text: r.sentence(), product: pointer(product()) }, want: [400, 403, 404] })],
    [
      has('users', 0.4),
      () => c.post(reviews, { headers: as(r.pick(made.users)), body: { text: r.sentence(), rating: r.pick([0, 6, 9]) }, want: 400 }),
    ],
    [
      has('reviews', 0.8),
      () => c.get(`${reviews}/${r.pick(made.reviews).id}`, { query: r.bool() ? { include: 'product' } : {}, want: 200 }),
    ],
    [
      has('products', 0.8),
      () =>
        c.get(reviews, {
          query: { where: JSON.stringify({ product: pointer(product()) }), ...(r.bool(0.4) ? { include: 'product' } : {}) },
          want: 200,
        }),
    ],
    [has('reviews', 0.5), () => c.get(reviews, { query: { order: '-rating', count: 1, limit: r.int(0, 5) }, want: 200 })],
    [
      has('reviews', 0.5),
      () => {
        const { id, user } = r.pick(made.reviews)
        return c.put(`${reviews}/${id}`, { headers: as(user), body: { rating: r.int(1, 5) }, want: [200, 400] })
      },
    ],
    [
      0.5,
      async () => {
        const requests = Array.from({ length: r.int(1, 3) }, () => ({
          method: 'POST',
          path: products,
          body: { name: r.name(), price: r.int(1, 90) },
        }))
        const { status, data } = await c.post('/parse/batch', { body: { requests }, want: 200 })
        if (status === 200) for (const one of data) if (one.success) made.products.push(one.success.objectId)
      },
    ],
  ]
  await wander(c, r, target, steps)
})
