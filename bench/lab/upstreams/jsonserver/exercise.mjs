// json-server: a blog's front end on a generic REST server with filters, paging, links between collections and full-text search.
import { run, wander } from '../../lib/drive.mjs'

await run('jsonserver', async ({ c, r }) => {
  const target = r.int(32, 52)
  const posts = [{ id: 1 }, { id: 2 }]
  const comments = [{ id: 1 }]
  const authors = [1, 2]
  const gone = []
  const tags = ['home', 'work', 'urgent', 'later']
  const newPost = async () => {
    const body = {
      title: r.title(),
      authorId: r.pick(authors),
      views: r.int(0, 500),
      tags: r.sample(tags, r.int(0, 2)),
      draft: r.bool(0.3),
    }
    if (r.bool(0.2)) body.summary = r.sentence()
    const { status, data } = await c.post('/posts', { want: 201, body })
    if (status === 201) posts.push(data)
    if (r.bool(0.4)) await c.get(`/posts/${data?.id}`, { want: 200 })
  }
  const window = (query) => {
    if (r.bool(0.4)) {
      query._page = r.int(1, 3)
      if (r.bool(0.7)) query._limit = r.int(1, 4)
    } else if (r.bool(0.35)) {
      query._start = r.int(0, 2)
      query[r.pick(['_end', '_limit'])] = r.int(2, 5)
    }
    return query
  }
  const steps = () => [
    [5, newPost],
    [
      4,
      () => {
        const query = {}
        if (r.bool(0.5)) {
          query._sort = r.pick(['views', 'title', 'authorId,views', 'draft,title'])
          if (r.bool(0.7)) query._order = query._sort.includes(',') ? r.pick(['asc,desc', 'desc,asc']) : r.pick(['asc', 'desc'])
        }
        if (r.bool(0.25)) query.authorId = r.pick(authors)
        if (r.bool(0.2)) query.draft = r.bool()
        if (r.bool(0.2)) query.views_gte = r.int(20, 300)
        if (r.bool(0.15)) query.views_lte = r.int(100, 400)
        if (r.bool(0.1)) query.id_ne = r.pick(posts).id
        if (r.bool(0.15)) query.title_like = r.pick(['Check', 'the', 'garden', 'Re', 'a'])
        return c.get('/posts', { want: 200, query: window(query) })
      },
    ],
    [1, () => c.get('/posts', { want: 200, query: { q: r.pick([r.noun(), 'the', r.verb(), 'urgent']) } })],
    [2, () => c.get(`/posts/${r.pick(posts).id}`, { want: 200, query: r.pick([{}, {}, { _expand: 'author' }, { _embed: 'comments' }]) })],
    [1, () => c.get('/posts', { want: 200, query: { _expand: 'author', _limit: r.int(1, 3) } })],
    [
      2,
      () =>
        c.patch(`/posts/${r.pick(posts).id}`, {
          want: 200,
          body: r.pick([{ views: r.int(0, 500) }, { draft: r.bool() }, { title: r.title() }]),
        }),
    ],
    [
      1,
      () => c.put(`/posts/${r.pick(posts).id}`, { want: 200, body: { title: r.title(), authorId: r.pick(authors), views: r.int(0, 500) } }),
    ],
    [
      3,
      async () => {
        const { status, data } = await c.post('/comments', {
          want: 201,
          body: { body: r.sentence(), postId: r.pick(posts).id, rating: r.int(1, 5) },
        })
        if (status === 201) comments.push(data)
      },
    ],
    [
      1,
      async () => {
        const { status, data } = await c.post(`/posts/${r.pick(posts).id}/comments`, {
          want: 201,
          body: { body: r.sentence(), rating: r.int(1, 5) },
        })
        if (status === 201) comments.push(data)
      },
    ],
    [2, () => c.get(`/posts/${r.pick(posts).id}/comments`, { want: 200, query: r.bool(0.3) ? { _sort: 'rating', _order: 'desc' } : {} })],
    [1.5, () => c.get('/comments', { want: 200, query: window({ rating_gte: r.bool() ? r.int(2, 4) : undefined }) })],
    [
      1,
      async () => {
        const { status, data } = await c.post('/authors', {
          want: 201,
          body: { name: r.person().full, address: { city: r.pick(['Oslo', 'Lyon', 'Graz']) } },
        })
        if (status === 201) authors.push(data.id)
      },
    ],
    [
      1,
      () =>
        c.get('/authors', { want: 200, query: r.pick([{}, { 'address.city': r.pick(['Oslo', 'Lyon', 'Graz']) }, { _embed: 'posts' }]) }),
    ],
    [
      posts.length > 3 ? 1.2 : 0,
      async () => {
        const [post] = posts.splice(r.int(0, posts.length - 1), 1)
        gone.push(post.id)
        await c.delete(`/posts/${post.id}`, { want: 200 })
        await c.get(`/posts/${post.id}`, { want: 404 })
        if (r.bool()) await c.get('/comments', { want: 200 })
        for (const comment of [...comments])
          if (comment.postId === undefined || String(comment.postId) === String(post.id)) comments.splice(comments.indexOf(comment), 1)
      },
    ],
    [0.6, () => c.get('/profile', { want: 200 })],
    [0.6, () => c.patch('/profile', { want: 200, body: { theme: r.pick(['dark', 'light']) } })],
    [0.3, () => c.put('/profile', { want: 200, body: { name: r.noun() } })],
    [0.3, () => c.get('/db', { want: 200 })],
    // ----- what must fail -----
    [
      2,
      () =>
        r.pick([
          () => c.get(`/posts/${gone.length && r.bool() ? r.pick(gone) : r.int(5000, 9000)}`, { want: 404 }),
          () => c.patch(`/posts/${r.int(5000, 9000)}`, { want: 404, body: { views: 1 } }),
          () => c.put(`/posts/${r.int(5000, 9000)}`, { want: 404, body: { title: r.title() } }),
          () => c.delete(`/comments/${r.int(5000, 9000)}`, { want: 404 }),
          () => c.get(`/${r.noun()}`, { want: 404 }),
          () => c.post('/posts', { want: [400, 500], raw: '{"title":', type: 'application/json' }),
          () => c.post('/posts', { want: 500, body: { id: r.pick(posts).id, title: r.title() } }),
        ])(),
    ],
  ]
  await c.get('/posts', { want: 200 })
  await wander(c, r, target, steps)
  await c.get('/posts', { want: 200 })
})
