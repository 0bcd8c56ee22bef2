// jsonapi-server: an editor's sessions in the manner of JSON:API: resources with relationships, includes, sparse fields, filters, pages.
import { run, wander } from '../../lib/drive.mjs'

await run('jsonapi', async ({ c, r }) => {
  const target = r.int(32, 50)
  c.headers.accept = 'application/vnd.api+json'
  const made = { articles: [], people: [], tags: [], comments: [] }
  const known = { people: [], tags: [], articles: [] }
  const send = (method, path, data, want) => c.req(method, path, { want, body: { data }, type: 'application/vnd.api+json' })
  const pick = (type) => r.pick([...(made[type] ?? []), ...(known[type] ?? [])])
  const link = (type, id) => ({ type, id })
  const attributes = {
    people: () => {
      const person = r.person()
      return { firstname: person.first, lastname: person.last, email: person.email }
    },
    tags: () => ({ name: r.noun() }),
    articles: () => ({ title: r.title(), content: r.sentence(), status: r.pick(['draft', 'ready', 'published']), views: r.int(0, 90) }),
    comments: () => ({ body: r.sentence(), timestamp: r.date() }),
  }
  const relations = {
    articles: () => ({
      author: { data: link('people', pick('people')) },
      tags: { data: r.sample(known.tags, r.int(0, 2)).map((id) => link('tags', id)) },
    }),
    comments: () => ({ author: { data: link('people', pick('people')) } }),
  }
  const create = async (type) => {
    const data = { type, attributes: attributes[type]() }
    if (relations[type] && r.bool(0.8)) data.relationships = relations[type]()
    const { status, data: body } = await send('POST', `/rest/${type}`, data, 201)
    if (status === 201) made[type].push(body.data.id)
    if (status === 201 && r.bool(0.4)) await c.get(`/rest/${type}/${body.data.id}`, { want: 200 })
  }
  const steps = () => [
    [4, () => create('articles')],
    [1.5, () => create('people')],
    [1, () => create('tags')],
    [1.5, () => create('comments')],
    [
      4,
      () => {
        const query = {}
        if (r.bool(0.3)) query.include = r.pick(['author', 'tags', 'author,tags'])
        if (r.bool(0.3)) query.sort = r.pick(['title', '-views', 'views', '-title'])
        if (r.bool(0.3)) query['filter[status]'] = r.pick(['draft', 'published'])
        else if (r.bool(0.2)) query['filter[views]'] = r.pick(['>20', '<50'])
        else if (r.bool(0.15)) query['filter[title]'] = r.pick(['~check', ':the'])
        if (r.bool(0.3)) query['fields[articles]'] = r.pick(['title', 'title,views'])
        if (r.bool(0.3)) Object.assign(query, { 'page[offset]': r.int(0, 2), 'page[limit]': r.int(1, 4) })
        return c.get('/rest/articles', { want: 200, query })
      },
    ],
    [
      2,
      () =>
        c.get(`/rest/articles/${pick('articles')}`, {
          want: 200,
          query: r.bool(0.4) ? { include: r.pick(['author', 'tags', 'comments']) } : {},
        }),
    ],
    [1, () => c.get(`/rest/articles/${pick('articles')}/${r.pick(['author', 'tags', 'comments'])}`, { want: 200 })],
    [1, () => c.get(`/rest/articles/${pick('articles')}/relationships/${r.pick(['author', 'tags'])}`, { want: 200 })],
    [
      1,
      () =>
        c.get(`/rest/${r.pick(['people', 'tags', 'comments'])}`, {
          want: 200,
          query: r.bool(0.4) ? { 'page[offset]': 0, 'page[limit]': 2 } : {},
        }),
    ],
    [
      made.articles.length ? 2 : 0,
      () => {
        const id = r.pick(made.articles)
        const change = r.pick([() => ({ title: r.title() }), () => ({ views: r.int(0, 90) }), () => ({ status: 'ready' })])()
        return send('PATCH', `/rest/articles/${id}`, { ...link('articles', id), attributes: change }, 200)
      },
    ],
    [
      made.articles.length ? 0.8 : 0,
      () => send('PATCH', `/rest/articles/${r.pick(made.articles)}/relationships/author`, link('people', pick('people')), 200),
    ],
    [
      made.articles.length ? 0.8 : 0,
      () => send('POST', `/rest/articles/${r.pick(made.articles)}/relationships/tags`, [link('tags', pick('tags'))], 201),
    ],
    [
      made.articles.length > 2 ? 1 : 0,
      async () => {
        const [id] = made.articles.splice(r.int(0, made.articles.length - 1), 1)
        await c.delete(`/rest/articles/${id}`, { want: 204 })
        await c.get(`/rest/articles/${id}`, { want: 404 })
      },
    ],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`/rest/articles/${r.hex(8)}-${r.hex(4)}-4${r.hex(3)}-a${r.hex(3)}-${r.hex(12)}`, { want: 404 }),
          () => c.get('/rest/articles/short', { want: [403, 404, 422] }),
          () => send('POST', '/rest/articles', { type: 'articles', attributes: { title: r.title() } }, [403, 422]),
          () => send('POST', '/rest/people', { type: 'people', attributes: { firstname: 7 } }, [403, 422]),
          () => c.get(`/rest/${r.noun()}`, { want: 404 }),
          () => c.get('/rest/articles', { want: [403, 422], query: { include: r.noun() } }),
          () => c.get('/rest/articles', { want: [403, 422], query: { sort: r.noun() } }),
          () => c.get('/rest/articles', { want: 401, headers: { blockme: '1' } }),
          () => c.post('/rest/articles', { want: [400, 403], raw: '{"data":', type: 'application/vnd.api+json' }),
          () => c.delete(`/rest/people/${r.hex(8)}-${r.hex(4)}-4${r.hex(3)}-a${r.hex(3)}-${r.hex(12)}`, { want: 404 }),
        ])(),
    ],
  ]
  for (const type of Object.keys(known)) {
    const { data } = await c.get(`/rest/${type}`, { want: 200 })
    known[type] = data.data.map(({ id }) => id)
  }
  await create('articles')
  await wander(c, r, target, steps)
  await c.get('/rest/articles', { want: 200 })
})
