// Django REST framework: a team's tracker: users with tokens, labels, projects by slug, tasks, comments.
import { run, wander } from '../../lib/drive.mjs'

await run('drf', async ({ c, r }) => {
  const target = r.int(36, 52)
  const api = '/api'
  const users = []
  const labels = []
  const projects = []
  const tasks = []
  const comments = []
  let numbers = 0
  const states = ['todo', 'doing', 'done']
  const user = () => r.pick(users)
  const as = (one) => ({ headers: { authorization: `Token ${one.token}` } })
  const signUp = async () => {
    const person = r.person()
    const body = { username: person.username, email: person.email, password: `pw-${r.tag(8)}` }
    if (r.bool(0.4)) Object.assign(body, { first_name: person.first, last_name: person.last })
    const { status, data } = await c.post(`${api}/users/`, { body, want: 201, headers: { authorization: null } })
    if (status !== 201) return
    const login = await c.post(`${api}/login/`, { body: { username: body.username, password: body.password }, want: 200 })
    users.push({ ...body, id: data.id, token: login.data.token })
    c.headers.authorization = `Token ${login.data.token}`
  }
  const label = async () => {
    const body = { name: `${r.noun()}-${r.tag(3)}` }
    if (r.bool(0.5)) body.color = r.color()
    const { status, data } = await c.post(`${api}/labels/`, { body, want: 201 })
    if (status === 201) labels.push(data)
  }
  const project = async () => {
    const body = { slug: `${r.noun()}-${r.tag(4)}`, title: r.title() }
    if (r.bool(0.5)) body.budget = r.bool() ? r.money(10, 900) : r.money(10, 900).toFixed(2)
    if (r.bool(0.4)) body.starts = r.date()
    const owner = user()
    const { status } = await c.post(`${api}/projects/`, { ...as(owner), body, want: 201 })
    if (status === 201) projects.push({ ...body, owner, archived: false })
    if (r.bool(0.4)) await c.get(`${api}/projects/${body.slug}/`, { want: 200 })
  }
  const ids = new Map()
  const projectId = async () => {
    const one = r.pick(projects)
    if (!ids.has(one)) ids.set(one, (await c.get(`${api}/projects/${one.slug}/`, { want: 200 })).data.id)
    return ids.get(one)
  }
  const task = async () => {
    const body = { project: await projectId(), number: ++numbers, title: r.title() }
    if (r.bool(0.3)) body.state = r.pick(states)
    if (r.bool(0.4)) body.points = r.int(1, 13)
    if (r.bool(0.3)) body.due = r.date()
    if (r.bool(0.4)) body.assignee = user().id
    if (labels.length && r.bool(0.5)) body.labels = r.sample(labels, r.int(1, 2)).map(({ id }) => id)
    const { status, data } = await c.post(`${api}/tasks/`, { body, want: 201 })
    if (status === 201) tasks.push(data)
  }
  const listTasks = () => {
    const query = {}
    const filter = r.pick([
      {},
      {},
      { state: r.pick(states) },
      { state__in: r.sample(states, 2).join(',') },
      { points__gte: r.int(1, 8) },
      { points__lte: r.int(1, 8) },
      { assignee: user().id },
      { assignee__isnull: r.bool() },
      labels.length ? { labels: r.pick(labels).id } : {},
      { search: r.pick(tasks).title.split(' ')[0].toLowerCase() },
    ])
    Object.assign(query, filter)
    if (r.bool(0.4)) query.ordering = r.pick(['title', '-points', 'created', '-number', 'points'])
    return c.get(`${api}/tasks/`, { query, want: 200 })
  }
  const drop = (list) => list.splice(r.int(0, list.length - 1), 1)[0]
  const has = (list, weight, least = 1) => (list.length >= least ? weight : 0)
  const steps = () => [
    [users.length < 3 ? 1 : 0.2, signUp],
    [labels.length < 4 ? 1 : 0.3, label],
    [projects.length < 3 ? 2 : 0.6, project],
    [tasks.length < 8 ? 4 : 1.5, task],
    [has(tasks, 3), listTasks],
    [has(tasks, 0.4, 6), () => c.get(`${api}/tasks/`, { query: { page: 2 }, want: 200 })],
    [has(tasks, 0.3), () => c.get(`${api}/tasks/`, { query: { page: r.pick([9, 99, 'last', 'x']) }, want: [200, 404] })],
    [has(tasks, 1.5), () => c.get(`${api}/tasks/${r.pick(tasks).id}/`, { want: 200 })],
    [
      has(tasks, 2),
      () => {
        const body = r.pick([
          { state: r.pick(states) },
          { points: r.int(1, 13) },
          { title: r.title(), due: r.date() },
          { assignee: r.bool(0.7) ? user().id : null },
          { labels: labels.length ? [r.pick(labels).id] : [] },
        ])
        return c.patch(`${api}/tasks/${r.pick(tasks).id}/`, { body, want: 200 })
      },
    ],
    [
      has(tasks, 0.7),
      () => {
        const one = r.pick(tasks)
        const body = { project: one.project, number: one.number, title: r.title(), state: r.pick(states) }
        return c.put(`${api}/tasks/${one.id}/`, { body, want: 200 })
      },
    ],
    [
      has(tasks, 0.6, 3),
      async () => {
        const { id } = drop(tasks)
        await c.delete(`${api}/tasks/${id}/`, { want: 204 })
        if (r.bool(0.6)) await c.get(`${api}/tasks/${id}/`, { want: 404 })
      },
    ],
    [
      has(tasks, 1.8),
      async () => {
        const one = r.pick(tasks)
        const { status, data } = await c.post(`${api}/tasks/${one.id}/comments/`, {
          ...as(user()),
          body: { text: r.sentence() },
          want: 201,
        })
        if (status === 201) comments.push({ ...data, task: one })
      },
    ],
    [
      has(tasks, 1.2),
      () =>
        c.get(`${api}/tasks/${(r.bool(0.7) && comments.length ? r.pick(comments).task : r.pick(tasks)).id}/comments/`, {
          want: [200, 404],
        }),
    ],
    [has(comments, 0.6), () => c.patch(`${api}/comments/${r.pick(comments).id}/`, { body: { text: r.sentence() }, want: [200, 404] })],
    [has(comments, 0.5), () => c.get(`${api}/comments/${r.pick(comments).id}/`, { want: [200, 404] })],
    [has(comments, 0.3), () => c.delete(`${api}/comments/${drop(comments).id}/`, { want: [204, 404] })],
    [has(projects, 1), () => c.get(`${api}/projects/${r.pick(projects).slug}/`, { want: 200 })],
    [
      has(projects, 1.2),
      () => {
        const query = r.pick([
          {},
          { archived: r.bool() },
          { ordering: r.pick(['title', '-budget', '-created', 'budget']) },
          { search: r.pick(projects).title.split(' ')[0] },
          { owner: user().id },
        ])
        return c.get(`${api}/projects/`, { query, want: 200 })
      },
    ],
    [
      has(projects, 0.8),
      () => {
        const one = r.pick(projects)
        const body = r.pick([{ title: r.title() }, { budget: r.money(10, 900) }, { starts: r.date() }])
        return c.patch(`${api}/projects/${one.slug}/`, { ...as(one.owner), body, want: 200 })
      },
    ],
    [has(projects, 0.6), () => c.get(`${api}/projects/${r.pick(projects).slug}/tasks/`, { want: 200 })],
    [
      has(projects, 0.4),
      () => {
        const one = r.pick(projects)
        const want = one.archived ? 409 : 200
        one.archived = true
        return c.post(`${api}/projects/${one.slug}/archive/`, { ...as(one.owner), want })
      },
    ],
    [
      has(projects, 0.2, 3),
      async () => {
        const one = drop(projects)
        await c.delete(`${api}/projects/${one.slug}/`, { ...as(one.owner), want: 204 })
        const left = tasks.filter(({ project: id }) => id !== ids.get(one))
        tasks.splice(0, tasks.length, ...left)
        await c.get(`${api}/projects/${one.slug}/`, { want: 404 })
      },
    ],
    [has(labels, 0.7), () => c.get(`${api}/labels/`, { want: 200 })],
    [has(labels, 0.4), () => c.patch(`${api}/labels/${r.pick(labels).id}/`, { body: { color: r.color() }, want: 200 })],
    [has(labels, 0.2, 3), () => c.delete(`${api}/labels/${drop(labels).id}/`, { want: 204 })],
    [0.8, () => c.get(`${api}/users/me/`, { ...as(user()), want: 200 })],
    [
      0.4,
      () => {
        const person = r.person()
        const body = r.pick([{ first_name: person.first }, { last_name: person.last }, { email: person.email }])
        return c.patch(`${api}/users/me/`, { ...as(user()), body, want: 200 })
      },
    ],
    [0.5, () => c.get(`${api}/users/${user().id}/`, { want: 200 })],
    [0.4, () => c.get(`${api}/users/`, { query: r.bool() ? {} : { search: user().username.split('.')[0] }, want: 200 })],
    [0.3, () => c.post(`${api}/login/`, { body: (({ username, password }) => ({ username, password }))(user()), want: 200 })],
    // ----- what must fail -----
    [
      3,
      async () => {
        const one = r.pick(tasks.length ? tasks : [{ id: 77, project: 1, number: 1 }])
        return r.pick([
          () => c.get(`${api}/tasks/${r.int(500, 900)}/`, { want: 404 }),
          () => c.patch(`${api}/tasks/${r.int(500, 900)}/`, { want: 404, body: { state: 'done' } }),
          () => c.delete(`${api}/tasks/${r.int(500, 900)}/`, { want: 404 }),
          () => c.get(`${api}/projects/${r.noun()}/`, { want: 404 }),
          () => c.post(`${api}/tasks/`, { want: 400, body: { project: one.project, title: r.title() } }),
          () => c.post(`${api}/tasks/`, { want: 400, body: { project: one.project, number: one.number, title: r.title() } }),
          () => c.post(`${api}/tasks/`, { want: 400, body: { project: r.int(500, 900), number: 1, title: r.title() } }),
          () => c.post(`${api}/tasks/`, { want: 400, body: { project: one.project, number: ++numbers, title: '' } }),
          () => c.patch(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { state: r.noun() } }),
          () => c.patch(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { due: r.noun() } }),
          () => c.patch(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { points: r.pick(['many', -1]) } }),
          () => c.patch(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { assignee: r.int(500, 900) } }),
          () => c.patch(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { labels: [r.int(500, 900)] } }),
          () => c.put(`${api}/tasks/${one.id}/`, { want: [400, 404], body: { title: r.title() } }),
          () => c.get(`${api}/tasks/`, { want: 400, query: { state: r.noun() } }),
          () => c.get(`${api}/tasks/`, { want: 400, query: { assignee: r.int(500, 900) } }),
          () => c.post(`${api}/tasks/${one.id}/comments/`, { want: [400, 404], body: {} }),
          () => c.post(`${api}/labels/`, { want: 400, body: labels.length ? { name: r.pick(labels).name } : {} }),
          () => c.post(`${api}/labels/`, { want: 400, body: { name: r.tag(24) } }),
          () => c.post(`${api}/projects/`, { want: 400, body: projects.length ? { slug: r.pick(projects).slug, title: r.title() } : {} }),
          () => c.post(`${api}/projects/`, { want: 400, body: { slug: `${r.noun()} ${r.noun()}`, title: r.title() } }),
          () => c.post(`${api}/projects/`, { want: 400, body: { title: r.title() } }),
          () => c.post(`${api}/projects/`, { want: 400, body: { slug: r.tag(6), title: r.title(), budget: r.noun() } }),
          () => {
            const other = projects.find(({ owner }) => owner !== users.at(-1))
            if (!other) return c.delete(`${api}/projects/${r.noun()}/`, { want: 404 })
            return c.patch(`${api}/projects/${other.slug}/`, { ...as(users.at(-1)), want: 403, body: { title: r.title() } })
          },
          () => c.post(`${api}/users/`, { want: 400, body: { username: user().username, password: `pw-${r.tag(8)}` } }),
          () => c.post(`${api}/users/`, { want: 400, body: { username: r.tag(6), password: r.tag(4) } }),
          () => c.post(`${api}/users/`, { want: 400, body: { username: r.tag(6), password: `pw-${r.tag(8)}`, email: r.noun() } }),
          () => c.post(`${api}/login/`, { want: 400, body: { username: user().username, password: r.tag(8) } }),
          () => c.post(`${api}/login/`, { want: 400, body: { username: user().username } }),
          () => c.get(`${api}/users/me/`, { want: 401, headers: { authorization: r.bool() ? null : `Token ${r.hex(40)}` } }),
          () => c.post(`${api}/labels/`, { want: 400, raw: '{"name": ', type: 'application/json' }),
          () => c.delete(`${api}/users/${user().id}/`, { want: 405 }),
          () => c.put(`${api}/tasks/`, { want: 405, body: {} }),
          () => c.get(`${api}/users/${r.int(500, 900)}/`, { want: 404 }),
        ])()
      },
    ],
  ]
  await signUp()
  await project()
  await task()
  await wander(c, r, target, steps)
  await c.get(`${api}/tasks/`, { want: 200 })
})
