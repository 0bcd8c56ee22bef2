// Strapi: a magazine's editors: users with tokens, categories, authors, articles with drafts, relations and components.
import { run, wander } from '../../lib/drive.mjs'

await run('strapi', async ({ c, r }) => {
  const target = r.int(36, 52)
  const api = '/api'
  const users = []
  const categories = []
  const authors = []
  const articles = []
  const gone = []
  const states = ['idea', 'writing', 'review']
  const as = (one) => ({ headers: { authorization: `Bearer ${one.jwt}` } })
  const id = (one) => one.documentId
  const register = async () => {
    const person = r.person()
    const body = { username: person.username, email: person.email, password: `pw-${r.tag(8)}` }
    const { status, data } = await c.post(`${api}/auth/local/register`, { body, want: 200, headers: { authorization: null } })
    if (status !== 200) return
    users.push({ ...body, id: data.user.id, jwt: data.jwt })
    c.headers.authorization = `Bearer ${data.jwt}`
  }
  const logIn = async () => {
    const user = r.pick(users)
    const body = { identifier: r.bool() ? user.username : user.email, password: user.password }
    const { status, data } = await c.post(`${api}/auth/local`, { body, want: 200, headers: { authorization: null } })
    if (status !== 200) return
    user.jwt = data.jwt
    c.headers.authorization = `Bearer ${data.jwt}`
  }
  const category = async () => {
    const data = { name: `${r.noun()} ${r.tag(3)}` }
    if (r.bool(0.6)) data.rank = r.int(0, 30)
    const made = await c.post(`${api}/categories`, { body: { data }, want: 201 })
    if (made.status === 201) categories.push(made.data.data)
  }
  const author = async () => {
    const person = r.person()
    const data = { name: person.full }
    if (r.bool(0.7)) data.email = person.email
    if (r.bool(0.3)) data.active = r.bool()
    const made = await c.post(`${api}/authors`, { body: { data }, want: 201 })
    if (made.status === 201) authors.push(made.data.data)
  }
  const article = async () => {
    const data = { title: r.title() }
    if (r.bool(0.4)) data.slug = `${r.noun()}-${r.tag(4)}`
    if (r.bool(0.4)) data.body = r.text(1)
    if (r.bool(0.5)) data.state = r.pick(states)
    if (r.bool(0.5)) data.words = r.int(50, 2000)
    if (r.bool(0.3)) data.due = r.date()
    if (categories.length && r.bool(0.6)) data.category = id(r.pick(categories))
    if (authors.length && r.bool(0.6)) data.author = id(r.pick(authors))
    if (r.bool(0.3)) data.links = Array.from({ length: r.int(1, 2) }, () => ({ label: r.noun(), url: `https://example.com/${r.tag(4)}` }))
    const made = await c.post(`${api}/articles`, { body: { data }, query: r.bool(0.25) ? { status: 'draft' } : {}, want: 201 })
    if (made.status === 201) articles.push({ ...made.data.data, isDraft: made.data.data.publishedAt === null })
  }
  const populate = () =>
    r.pick([
      {},
      {},
      { populate: '*' },
      { populate: 'category' },
      { 'populate[0]': 'author', 'populate[1]': 'category' },
      { populate: 'links' },
    ])
  const list = () => {
    const query = {
      ...r.pick([
        {},
        {},
        { 'filters[state][$eq]': r.pick(states) },
        { 'filters[words][$gte]': r.int(200, 1200) },
        { 'filters[words][$lt]': r.int(400, 1500) },
        { 'filters[title][$containsi]': r.pick(articles).title.split(' ')[0] },
        { 'filters[state][$in][0]': 'idea', 'filters[state][$in][1]': 'review' },
        categories.length ? { 'filters[category][name][$eq]': r.pick(categories).name } : {},
        { 'filters[author][documentId][$null]': true },
        { 'filters[due][$notNull]': true },
      ]),
    }
    if (r.bool(0.4)) query.sort = r.pick(['title', 'title:desc', 'words:desc', 'createdAt:asc', 'state:asc,title:asc'])
    if (r.bool(0.3)) Object.assign(query, { 'pagination[page]': r.int(1, 2), 'pagination[pageSize]': r.int(1, 3) })
    else if (r.bool(0.2)) Object.assign(query, { 'pagination[start]': r.int(0, 2), 'pagination[limit]': r.int(1, 3) })
    if (r.bool(0.3)) Object.assign(query, populate())
    else if (r.bool(0.2)) Object.assign(query, { 'fields[0]': 'title', 'fields[1]': 'state' })
    if (r.bool(0.15)) query.status = 'draft'
    return c.get(`${api}/articles`, { query, want: 200 })
  }
  const drop = (from) => {
    const [one] = from.splice(r.int(0, from.length - 1), 1)
    gone.push(one)
    return one
  }
  const has = (from, weight, least = 1) => (from.length >= least ? weight : 0)
  const steps = () => [
    [users.length < 2 ? 0.8 : 0.15, register],
    [0.4, logIn],
    [categories.length < 3 ? 2 : 0.4, category],
    [authors.length < 3 ? 1.6 : 0.4, author],
    [articles.length < 5 ? 3.5 : 1.5, article],
    [has(articles, 3.2), list],
    [
      has(articles, 1.6),
      () => {
        const one = r.pick(articles)
        const query = { ...populate(), ...(one.isDraft || r.bool(0.1) ? { status: 'draft' } : {}) }
        return c.get(`${api}/articles/${id(one)}`, { query, want: 200 })
      },
    ],
    [
      has(articles, 1.8),
      () => {
        const one = r.pick(articles)
        const data = r.pick([
          { title: r.title() },
          { state: r.pick(states), words: r.int(50, 2000) },
          { due: r.bool(0.7) ? r.date() : null },
          { category: categories.length ? id(r.pick(categories)) : null },
          { author: authors.length ? id(r.pick(authors)) : null },
        ])
        const isDraft = one.isDraft || r.bool(0.15)
        return c.put(`${api}/articles/${id(one)}`, { body: { data }, query: isDraft ? { status: 'draft' } : {}, want: 200 })
      },
    ],
    [
      has(
        articles.filter(({ isDraft }) => isDraft),
        0.8,
      ),
      () => {
        const one = r.pick(articles.filter(({ isDraft }) => isDraft))
        one.isDraft = false
        return c.put(`${api}/articles/${id(one)}`, { body: { data: {} }, query: { status: 'published' }, want: 200 })
      },
    ],
    [
      has(articles, 0.6, 3),
      async () => {
        const one = drop(articles)
        await c.delete(`${api}/articles/${id(one)}`, { want: 204 })
        if (r.bool(0.6)) await c.get(`${api}/articles/${id(one)}`, { want: 404 })
      },
    ],
    [
      has(categories, 1.2),
      () => {
        const query = r.pick([
          {},
          { sort: 'rank:desc' },
          { sort: 'name' },
          { populate: 'articles' },
          { 'filters[rank][$gt]': r.int(0, 20) },
          { 'pagination[withCount]': false },
        ])
        return c.get(`${api}/categories`, { query, want: 200 })
      },
    ],
    [
      has(categories, 0.7),
      () => c.get(`${api}/categories/${id(r.pick(categories))}`, { query: r.bool(0.3) ? { populate: 'articles' } : {}, want: 200 }),
    ],
    [
      has(categories, 0.6),
      () => c.put(`${api}/categories/${id(r.pick(categories))}`, { body: { data: { rank: r.int(0, 30) } }, want: 200 }),
    ],
    [has(categories, 0.2, 3), () => c.delete(`${api}/categories/${id(drop(categories))}`, { want: 204 })],
    [
      has(authors, 0.9),
      () => c.get(`${api}/authors`, { query: r.pick([{}, { 'filters[active][$eq]': r.bool() }, { sort: 'name:asc' }]), want: 200 }),
    ],
    [has(authors, 0.6), () => c.get(`${api}/authors/${id(r.pick(authors))}`, { want: 200 })],
    [
      has(authors, 0.5),
      () =>
        c.put(`${api}/authors/${id(r.pick(authors))}`, {
          body: { data: r.pick([{ active: r.bool() }, { name: r.person().full }]) },
          want: 200,
        }),
    ],
    [has(authors, 0.2, 3), () => c.delete(`${api}/authors/${id(drop(authors))}`, { want: 204 })],
    [0.8, () => c.get(`${api}/users/me`, { ...as(r.pick(users)), want: 200 })],
    // ----- what must fail -----
    [
      2.6,
      () =>
        r.pick([
          () => c.get(`${api}/articles/${r.tag(24)}`, { want: 404 }),
          () => c.get(`${api}/categories/${gone.length ? id(r.pick(gone)) : r.tag(24)}`, { want: 404 }),
          () => c.put(`${api}/authors/${r.tag(24)}`, { want: 404, body: { data: { active: false } } }),
          () => c.delete(`${api}/authors/${r.tag(24)}`, { want: [204, 404] }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.tag(2) } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { state: 'idea' } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), state: r.noun() } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), words: r.noun() } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), words: -r.int(1, 9) } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), links: [{ url: 'x' }] } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { title: r.title() } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), category: r.tag(24) } } }),
          () => c.post(`${api}/articles`, { want: 400, body: { data: { title: r.title(), [r.noun()]: 1 } } }),
          () => c.post(`${api}/categories`, { want: 400, body: { data: categories.length ? { name: r.pick(categories).name } : {} } }),
          () => c.post(`${api}/categories`, { want: 400, body: { data: { rank: r.int(1, 9) } } }),
          () => c.post(`${api}/authors`, { want: 400, body: { data: { name: r.person().full, email: r.noun() } } }),
          () => c.post(`${api}/authors`, { want: 400, body: { data: { name: r.text(3) } } }),
          () => c.post(`${api}/categories`, { want: 403, headers: { authorization: null }, body: { data: { name: r.noun() } } }),
          () => c.delete(`${api}/articles/${r.tag(24)}`, { want: 403, headers: { authorization: null } }),
          () => c.get(`${api}/users/me`, { want: [401, 403], headers: { authorization: r.bool() ? null : `Bearer ${r.tag(40)}` } }),
          () => c.get(`${api}/users`, { want: 403 }),
          () => c.get(`${api}/articles`, { want: 400, query: { sort: r.noun() } }),
          () => c.get(`${api}/articles`, { want: 400, query: { [`filters[${r.noun()}][$eq]`]: 1 } }),
          () => c.get(`${api}/articles`, { want: 400, query: { populate: r.noun() } }),
          () => c.get(`${api}/${r.noun()}s`, { want: 404 }),
          () =>
            c.post(`${api}/auth/local`, {
              want: 400,
              headers: { authorization: null },
              body: { identifier: r.pick(users).username, password: r.tag(8) },
            }),
          () =>
            c.post(`${api}/auth/local`, {
              want: 400,
              headers: { authorization: null },
              body: { identifier: r.person().username, password: r.tag(8) },
            }),
          () => c.post(`${api}/auth/local`, { want: 400, headers: { authorization: null }, body: { identifier: r.pick(users).username } }),
          () =>
            c.post(`${api}/auth/local/register`, {
              want: 400,
              headers: { authorization: null },
              body: { username: r.pick(users).username, email: r.person().email, password: `pw-${r.tag(8)}` },
            }),
          () =>
            c.post(`${api}/auth/local/register`, {
              want: 400,
              headers: { authorization: null },
              body: { username: r.tag(6), email: r.person().email, password: 'x' },
            }),
          () => c.put(`${api}/articles`, { want: 405, body: {} }),
        ])(),
    ],
  ]
  await register()
  await category()
  await article()
  await wander(c, r, target, steps)
  await c.get(`${api}/articles`, { want: 200 })
})
