// OpenStack Identity: sessions of an operator: tokens, domains, projects with tags, users, groups, roles and their assignments, services, regions, endpoints.
import { run, wander } from '../../lib/drive.mjs'

await run('keystone', async ({ c, r }) => {
  const target = r.int(36, 50)
  const api = '/v3'
  const made = { domains: [], projects: [], users: [], groups: [], roles: [], services: [], regions: [], endpoints: [] }
  const grants = []
  const members = []
  const login = (name, password, scope) => ({
    auth: {
      identity: { methods: ['password'], password: { user: { name, domain: { id: 'default' }, password } } },
      ...(scope ? { scope } : {}),
    },
  })
  const anyProject = { project: { name: 'admin', domain: { id: 'default' } } }
  const enter = async () => {
    const { headers } = await c.post(`${api}/auth/tokens`, {
      want: 201,
      body: login('admin', 'adminpass', anyProject),
      headers: { 'x-auth-token': null },
    })
    c.headers['x-auth-token'] = headers.get('x-subject-token')
  }
  const one = (kind) => r.pick(made[kind])
  const some = (kind, weight) => (made[kind].length ? weight : 0)
  const drop = (list) => list.splice(r.int(0, list.length - 1), 1)[0]
  const nobody = () => r.hex(32)
  const make = async (kind, body) => {
    const single = kind.slice(0, -1)
    const { status, data } = await c.post(`${api}/${kind}`, { want: 201, body: { [single]: body } })
    if (status === 201) made[kind].push({ ...data[single], ...(body.password ? { password: body.password } : {}) })
    if (status === 201 && r.bool(0.3)) await c.get(`${api}/${kind}/${data[single].id}`, { want: 200 })
  }
  const newProject = () =>
    make('projects', {
      name: r.slug(),
      ...(r.bool(0.6) ? { description: r.sentence() } : {}),
      ...(r.bool(0.2) ? { enabled: false } : {}),
      ...(made.domains.length && r.bool(0.3) ? { domain_id: one('domains').id } : {}),
    })
  const newUser = () =>
    make('users', {
      name: r.person().username,
      password: r.tag(9),
      ...(r.bool() ? { email: r.person().email } : {}),
      ...(r.bool(0.3) ? { description: r.sentence() } : {}),
      ...(made.projects.length && r.bool(0.3) ? { default_project_id: one('projects').id } : {}),
    })
  const newGroup = () => make('groups', { name: r.slug(), ...(r.bool() ? { description: r.sentence() } : {}) })
  const newRole = () => make('roles', { name: `${r.verb()}-${r.tag(3)}`, ...(r.bool(0.4) ? { description: r.sentence() } : {}) })
  const change = async (kind, body) => {
    const target = one(kind)
    const single = kind.slice(0, -1)
    const { status } = await c.patch(`${api}/${kind}/${target.id}`, { want: 200, body: { [single]: body } })
    if (status === 200) Object.assign(target, body)
    if (r.bool(0.3)) await c.get(`${api}/${kind}/${target.id}`, { want: 200 })
  }
  const remove = async (kind) => {
    const { id } = drop(made[kind])
    await c.delete(`${api}/${kind}/${id}`, { want: 204 })
    if (r.bool()) await c.get(`${api}/${kind}/${id}`, { want: 404 })
  }
  const canGrant = () => made.projects.length && made.users.length && made.roles.length
  const steps = () => [
    [made.projects.length < 3 ? 3 : 0.6, newProject],
    [made.users.length < 3 ? 2.5 : 0.5, newUser],
    [made.groups.length < 2 ? 1.5 : 0.3, newGroup],
    [made.roles.length < 2 ? 1.5 : 0.3, newRole],
    [made.domains.length < 1 ? 1.2 : 0.3, () => make('domains', { name: r.slug(), ...(r.bool() ? { description: r.sentence() } : {}) })],
    [
      0.7,
      () =>
        make('services', {
          type: r.pick(['compute', 'image', 'network']),
          name: r.noun(),
          ...(r.bool() ? { description: r.sentence() } : {}),
        }),
    ],
    [
      0.7,
      () =>
        make('regions', {
          id: `${r.noun()}-${r.tag(2)}`,
          ...(made.regions.length && r.bool() ? { parent_region_id: one('regions').id } : {}),
        }),
    ],
    [
      some('services', made.regions.length ? 0.9 : 0),
      () =>
        make('endpoints', {
          interface: r.pick(['public', 'internal', 'admin']),
          url: `http://${r.noun()}.example.com:${r.int(8000, 9000)}`,
          service_id: one('services').id,
          region_id: one('regions').id,
        }),
    ],
    ...['projects', 'users', 'groups', 'roles', 'domains', 'regions'].map((kind) => [
      some(kind, 0.7),
      () => c.get(`${api}/${kind}/${one(kind).id}`, { want: 200 }),
    ]),
    [
      1,
      () =>
        c.get(`${api}/projects`, {
          want: 200,
          query: r.pick([
            {},
            { enabled: r.bool() },
            made.domains.length ? { domain_id: one('domains').id } : {},
            made.projects.length ? { name: one('projects').name } : {},
          ]),
        }),
    ],
    [
      1,
      () =>
        c.get(`${api}/users`, { want: 200, query: r.pick([{}, { enabled: true }, made.users.length ? { name: one('users').name } : {}]) }),
    ],
    [0.5, () => c.get(`${api}/groups`, { want: 200, query: made.groups.length && r.bool() ? { name: one('groups').name } : {} })],
    [
      0.6,
      () =>
        c.get(`${api}/roles`, { want: 200, query: r.pick([{}, { name: 'member' }, made.roles.length ? { name: one('roles').name } : {}]) }),
    ],
    [0.4, () => c.get(`${api}/domains`, { want: 200 })],
    [0.4, () => c.get(`${api}/services`, { want: 200, query: r.bool() ? { type: r.pick(['compute', 'image']) } : {} })],
    [
      0.3,
      () => c.get(`${api}/endpoints`, { want: 200, query: made.services.length && r.bool() ? { service_id: one('services').id } : {} }),
    ],
    [0.3, () => c.get(`${api}/regions`, { want: 200 })],
    [some('projects', 1.2), () => change('projects', r.pick([{ description: r.sentence() }, { enabled: r.bool() }, { name: r.slug() }]))],
    [some('users', 1), () => change('users', r.pick([{ description: r.sentence() }, { enabled: r.bool() }, { email: r.person().email }]))],
    [some('groups', 0.6), () => change('groups', { description: r.sentence() })],
    [some('roles', 0.4), () => change('roles', { description: r.sentence() })],
    [
      some('projects', 1),
      async () => {
        const tag = r.noun()
        const path = `${api}/projects/${one('projects').id}/tags`
        await c.put(`${path}/${tag}`, { want: 201 })
        if (r.bool()) await c.get(path, { want: 200 })
      },
    ],
    [
      some('projects', 0.6),
      () =>
        c.put(`${api}/projects/${one('projects').id}/tags`, { want: 200, body: { tags: r.sample(['blue', 'green', 'edge', 'prod'], 2) } }),
    ],
    [
      some('projects', 0.4),
      () => c.get(`${api}/projects/${one('projects').id}/tags/${r.pick(['blue', 'green', 'edge'])}`, { want: [204, 404] }),
    ],
    [
      canGrant() ? 1.8 : 0,
      async () => {
        const grant = { project: one('projects').id, user: one('users').id, role: one('roles').id }
        await c.put(`${api}/projects/${grant.project}/users/${grant.user}/roles/${grant.role}`, { want: 204 })
        grants.push(grant)
        if (r.bool()) await c.get(`${api}/projects/${grant.project}/users/${grant.user}/roles`, { want: [200, 404] })
      },
    ],
    [
      grants.length ? 0.8 : 0,
      () => {
        const grant = r.pick(grants)
        return c.get(`${api}/role_assignments`, {
          want: 200,
          query: r.bool() ? { 'user.id': grant.user } : { 'scope.project.id': grant.project },
        })
      },
    ],
    [
      grants.length ? 0.5 : 0,
      () => {
        const grant = drop(grants)
        return c.delete(`${api}/projects/${grant.project}/users/${grant.user}/roles/${grant.role}`, { want: [204, 404] })
      },
    ],
    [some('users', 0.5), () => c.get(`${api}/users/${one('users').id}/projects`, { want: 200 })],
    [
      some('users', made.groups.length ? 1.2 : 0),
      async () => {
        const member = { group: one('groups').id, user: one('users').id }
        await c.put(`${api}/groups/${member.group}/users/${member.user}`, { want: 204 })
        members.push(member)
        if (r.bool())
          await c.get(r.bool() ? `${api}/groups/${member.group}/users` : `${api}/users/${member.user}/groups`, { want: [200, 404] })
      },
    ],
    [
      members.length ? 0.5 : 0,
      () => {
        const member = drop(members)
        return c.delete(`${api}/groups/${member.group}/users/${member.user}`, { want: [204, 404] })
      },
    ],
    [
      some('users', 0.5),
      () => {
        const user = one('users')
        return c.post(`${api}/auth/tokens`, {
          want: [201, 401],
          headers: { 'x-auth-token': null },
          body: login(user.name, r.bool(0.6) ? user.password : r.tag(5)),
        })
      },
    ],
    [0.3, () => c.get(`${api}/auth/tokens`, { want: 200, headers: { 'x-subject-token': c.headers['x-auth-token'] } })],
    [made.projects.length > 2 ? 0.4 : 0, () => remove('projects')],
    [made.users.length > 2 ? 0.4 : 0, () => remove('users')],
    [made.groups.length > 1 ? 0.3 : 0, () => remove('groups')],
    [made.roles.length > 1 ? 0.3 : 0, () => remove('roles')],
    // ----- what must fail -----
    [
      4.5,
      () =>
        r.pick([
          () => c.get(`${api}/${r.pick(['projects', 'users', 'groups', 'roles', 'domains', 'services'])}/${nobody()}`, { want: 404 }),
          () => c.patch(`${api}/users/${nobody()}`, { want: 404, body: { user: { description: r.noun() } } }),
          () => c.delete(`${api}/${r.pick(['projects', 'users', 'groups'])}/${nobody()}`, { want: 404 }),
          () => c.post(`${api}/projects`, { want: [201, 409], body: { project: { name: 'admin' } } }),
          () => c.post(`${api}/users`, { want: 409, body: { user: { name: made.users.length ? one('users').name : 'admin' } } }),
          () => c.post(`${api}/groups`, { want: [409, 400], body: { group: made.groups.length ? { name: one('groups').name } : {} } }),
          () => c.post(`${api}/roles`, { want: 409, body: { role: { name: 'member' } } }),
          () => c.post(`${api}/projects`, { want: 400, body: { project: {} } }),
          () => c.post(`${api}/users`, { want: 400, body: { user: { email: r.person().email } } }),
          () => c.post(`${api}/projects`, { want: 400, body: { project: { name: r.int(1, 99) } } }),
          () => c.post(`${api}/projects`, { want: 400, body: { project: { name: '' } } }),
          () => c.post(`${api}/projects`, { want: 400, body: { project: { name: r.slug(), domain_id: nobody() } } }),
          () => c.post(`${api}/users`, { want: 400, body: { user: { name: r.slug(), enabled: r.noun() } } }),
          () =>
            c.post(`${api}/endpoints`, {
              want: 400,
              body: { endpoint: { interface: r.noun(), url: 'http://example.com', service_id: nobody() } },
            }),
          () => (made.regions.length ? c.post(`${api}/regions`, { want: 409, body: { region: { id: one('regions').id } } }) : undefined),
          () => (made.domains.length ? c.delete(`${api}/domains/${one('domains').id}`, { want: 403 }) : undefined),
          () =>
            c.delete(`${api}/projects/${made.projects.length ? one('projects').id : nobody()}/users/${nobody()}/roles/${nobody()}`, {
              want: 404,
            }),
          () => c.get(`${api}/${r.pick(['users', 'projects'])}`, { want: 401, headers: { 'x-auth-token': r.bool() ? null : r.tag(12) } }),
          () => c.post(`${api}/auth/tokens`, { want: 401, headers: { 'x-auth-token': null }, body: login('admin', r.tag(6), anyProject) }),
          () => c.post(`${api}/auth/tokens`, { want: 400, headers: { 'x-auth-token': null }, body: { auth: {} } }),
          () => c.put(`${api}/groups/${made.groups.length ? one('groups').id : nobody()}/users/${nobody()}`, { want: 404 }),
          () => c.get(`${api}/${r.noun()}`, { want: 404 }),
          () => c.put(`${api}/projects`, { want: 405, body: {} }),
          () => c.post(`${api}/projects`, { want: 400, raw: '{"project": ', type: 'application/json' }),
        ])(),
    ],
  ]
  await enter()
  await newProject()
  await newUser()
  await wander(c, r, target, steps)
  await c.get(`${api}/projects`, { want: 200 })
})
