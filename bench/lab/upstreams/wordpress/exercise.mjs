// WordPress: a site's editors write posts, pages, comments, tags and categories through the REST API; readers list, search and look.
import { run, wander } from '../../lib/drive.mjs'

await run('wordpress', async ({ c, r }) => {
  const target = r.int(36, 52)
  const basic = (user, password) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })
  const admin = basic('admin', 'labadmin')
  const writer = basic('writer', 'labwriter')
  const made = { posts: [], pages: [], categories: [], tags: [], comments: [], users: [] }
  const gone = []
  const api = '/wp-json/wp/v2'
  const anyOf = (type) => (made[type].length > 0 ? r.pick(made[type]) : undefined)
  const keep = (type, answer) => {
    if (answer.status === 201) made[type].push(answer.data.id)
    return answer
  }
  const editor = () => (r.bool(0.8) ? admin : writer)
  const post = () => {
    const body = { title: r.title(), content: r.sentence(), status: r.pick(['publish', 'publish', 'draft', 'private', 'pending']) }
    if (r.bool(0.3)) body.excerpt = r.sentence()
    if (r.bool(0.25)) body.slug = r.slug()
    if (r.bool(0.3) && made.categories.length > 0) body.categories = r.sample(made.categories, r.int(1, 2))
    if (r.bool(0.3) && made.tags.length > 0) body.tags = r.sample(made.tags, r.int(1, 2))
    if (r.bool(0.15)) body.comment_status = 'closed'
    return body
  }
  const missing = () => (gone.length > 0 && r.bool(0.6) ? r.pick(gone) : r.int(5000, 5009))
  const steps = () => [
    [5, async () => keep('posts', await c.post(`${api}/posts`, { headers: editor(), body: post(), want: 201 }))],
    [
      1.5,
      async () =>
        keep(
          'pages',
          await c.post(`${api}/pages`, { headers: admin, body: { title: r.name(), content: r.sentence(), status: 'publish' }, want: 201 }),
        ),
    ],
    [
      2,
      async () =>
        keep(
          'categories',
          await c.post(`${api}/categories`, {
            headers: admin,
            body: { name: r.name(), ...(r.bool(0.4) ? { description: r.sentence() } : {}) },
            want: [201, 400],
          }),
        ),
    ],
    [2, async () => keep('tags', await c.post(`${api}/tags`, { headers: admin, body: { name: r.noun() }, want: [201, 400] }))],
    [
      made.posts.length ? 2.5 : 0,
      async () => {
        const person = r.person()
        const body = { post: anyOf('posts'), content: r.sentence() }
        if (r.bool(0.4)) Object.assign(body, { author_name: person.full, author_email: person.email })
        keep('comments', await c.post(`${api}/comments`, { headers: admin, body, want: [201, 403, 409] }))
      },
    ],
    [
      made.posts.length ? 3 : 0,
      () => {
        const change = r.pick([
          () => ({ title: r.title() }),
          () => ({ content: r.sentence() }),
          () => ({ status: r.pick(['publish', 'draft']) }),
          () => ({ sticky: r.bool() }),
        ])()
        return c.post(`${api}/posts/${anyOf('posts')}`, { headers: admin, body: change, want: 200 })
      },
    ],
    [
      made.posts.length ? 3 : 0,
      () =>
        c.get(`${api}/posts/${anyOf('posts')}`, {
          headers: r.bool(0.6) ? admin : {},
          query: r.bool(0.3) ? { context: 'edit' } : {},
          want: [200, 401, 403],
        }),
    ],
    [
      4,
      () => {
        const query = {}
        if (r.bool(0.5)) Object.assign(query, { per_page: r.int(1, 4), ...(r.bool(0.4) ? { page: r.int(1, 2) } : {}) })
        if (r.bool(0.4)) Object.assign(query, { orderby: r.pick(['title', 'id', 'date', 'slug']), order: r.pick(['asc', 'desc']) })
        if (r.bool(0.2)) query.search = r.noun()
        if (r.bool(0.2) && made.categories.length > 0) query.categories = anyOf('categories')
        if (r.bool(0.2)) query._fields = r.pick(['id,title', 'id,slug,status', 'id,title.rendered,link'])
        const signed = r.bool(0.3)
        if (signed && r.bool(0.6)) query.status = r.pick(['draft', 'publish', 'private,draft', 'any'])
        return c.get(`${api}/posts`, { headers: signed ? admin : {}, query, want: [200, 400] })
      },
    ],
    [
      2,
      () =>
        c.get(`${api}/${r.pick(['categories', 'tags'])}`, {
          query: r.bool(0.4) ? { per_page: 3, orderby: r.pick(['name', 'count', 'id']), order: r.pick(['asc', 'desc']) } : {},
          want: 200,
        }),
    ],
    [made.categories.length ? 1 : 0, () => c.get(`${api}/categories/${anyOf('categories')}`, { want: 200 })],
    [made.comments.length ? 1.5 : 0, () => c.get(`${api}/comments`, { query: r.bool(0.5) ? { post: anyOf('posts') } : {}, want: 200 })],
    [made.comments.length ? 1 : 0, () => c.get(`${api}/comments/${anyOf('comments')}`, { want: [200, 401] })],
    [
      made.tags.length ? 0.7 : 0,
      () => c.post(`${api}/tags/${anyOf('tags')}`, { headers: admin, body: { description: r.sentence() }, want: 200 }),
    ],
    [
      made.posts.length > 1 ? 1.2 : 0,
      async () => {
        const id = made.posts.splice(r.int(0, made.posts.length - 1), 1)[0]
        await c.delete(`${api}/posts/${id}`, { headers: admin, query: r.bool(0.6) ? { force: true } : {}, want: 200 })
        gone.push(id)
      },
    ],
    [
      made.tags.length > 1 ? 0.6 : 0,
      async () => {
        const id = made.tags.pop()
        await c.delete(`${api}/tags/${id}`, { headers: admin, query: r.bool(0.7) ? { force: true } : {}, want: [200, 501] })
      },
    ],
    [0.7, () => c.get(`${api}/posts/${missing()}`, { headers: r.bool() ? admin : {}, want: [404, 401, 200] })],
    [0.5, () => c.post(`${api}/posts`, { body: post(), want: 401 })],
    [0.4, () => c.post(`${api}/posts`, { headers: basic('admin', 'wrong'), body: post(), want: 401 })],
    [0.4, () => c.post(`${api}/posts`, { headers: admin, body: { title: r.title(), status: 'nonsense' }, want: 400 })],
    [0.4, () => c.post(`${api}/posts`, { headers: admin, body: {}, want: 400 })],
    [0.4, () => c.get(`${api}/posts`, { query: { per_page: r.pick([0, 101, 'x']) }, want: 400 })],
    [0.5, () => c.get(`${api}/users/me`, { headers: r.pick([admin, writer, {}]), want: [200, 401] })],
    [0.4, () => c.get(`${api}/users`, { headers: admin, want: 200 })],
    [0.3, () => c.get(`${api}/nothing`, { want: 404 })],
    [0.5, () => c.get(`${api}/search`, { query: { search: r.noun() }, want: 200 })],
  ]
  await wander(c, r, target, steps)
})
