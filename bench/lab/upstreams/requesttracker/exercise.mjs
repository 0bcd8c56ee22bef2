// Request Tracker's REST 2: sessions of a help desk: queues, staff, groups and their members, tickets that are answered, commented, taken and resolved.
import { run, wander } from '../../lib/drive.mjs'

await run('requesttracker', async ({ c, r }) => {
  const target = r.int(36, 50)
  c.headers.authorization = `Basic ${Buffer.from('root:password').toString('base64')}`
  const api = '/REST/2.0'
  const queues = []
  const users = []
  const groups = []
  const tickets = []
  const newQueue = async () => {
    const Name = `${r.cap(r.noun())} ${r.tag(3)}`
    const body = {
      Name,
      ...(r.bool(0.7) ? { Description: r.sentence() } : {}),
      ...(r.bool(0.3) ? { SubjectTag: r.noun() } : {}),
      ...(r.bool(0.3) ? { SortOrder: r.int(1, 9) } : {}),
    }
    const { status, data } = await c.post(`${api}/queue`, { want: 201, body })
    if (status === 201) queues.push({ id: data.id, name: Name })
  }
  const newUser = async () => {
    const { first, last, email } = r.person()
    const Name = `${first}${r.tag(3)}`.toLowerCase()
    const body = {
      Name,
      EmailAddress: email,
      ...(r.bool(0.7) ? { RealName: `${first} ${last}` } : {}),
      ...(r.bool(0.3) ? { Organization: r.company() } : {}),
      ...(r.bool(0.4) ? { Privileged: 1 } : {}),
    }
    const { status, data } = await c.post(`${api}/user`, { want: 201, body })
    if (status === 201) users.push({ id: data.id, name: Name, email })
  }
  const newGroup = async () => {
    const Name = `${r.adj()} ${r.noun()}s`
    if (groups.some((group) => group.name === Name)) return
    const { status, data } = await c.post(`${api}/group`, { want: 201, body: { Name, ...(r.bool() ? { Description: r.sentence() } : {}) } })
    if (status === 201) groups.push({ id: data.id, name: Name })
  }
  const newTicket = async () => {
    const body = {
      Queue: r.bool(0.6) ? r.pick(queues).name : String(r.pick(queues).id),
      Subject: r.title(),
      ...(r.bool(0.6) ? { Content: r.text(), ContentType: 'text/plain' } : {}),
      ...(r.bool(0.5) ? { Priority: String(r.int(1, 99)) } : {}),
      ...(users.length > 0 && r.bool(0.5) ? { Requestor: [r.pick(users).email] } : {}),
      ...(r.bool(0.2) ? { Status: 'open' } : {}),
      ...(r.bool(0.2) ? { TimeEstimated: r.int(1, 8) * 15 } : {}),
    }
    const { status, data } = await c.post(`${api}/ticket`, { want: 201, body })
    if (status === 201) tickets.push({ id: Number(data.id) })
  }
  const ticket = () => r.pick(tickets).id
  const search = () =>
    r.pick([
      () => `Queue = '${r.pick(queues).name}'`,
      () => `Status = '${r.pick(['new', 'open', 'resolved'])}'`,
      () => `Priority > ${r.int(1, 80)}`,
      () => `Subject LIKE '${r.noun()}'`,
      () => 'id > 0',
    ])()
  const steps = () => [
    [queues.length < 2 ? 3 : 0.4, newQueue],
    [users.length < 2 ? 2.5 : 0.6, newUser],
    [groups.length < 1 ? 1 : 0.3, newGroup],
    [queues.length ? 3 : 0, newTicket],
    [0.2, () => c.get(`${api}/rt`, { want: 200 })],
    [
      queues.length ? 1 : 0,
      () => c.get(`${api}/queue/${r.bool(0.7) ? r.pick(queues).id : encodeURIComponent(r.pick(queues).name)}`, { want: 200 }),
    ],
    [0.7, () => c.get(`${api}/queues/all`, { want: 200, query: r.bool(0.4) ? { fields: 'Name,Description' } : {} })],
    [queues.length ? 0.6 : 0, () => c.put(`${api}/queue/${r.pick(queues).id}`, { want: 200, body: { Description: r.sentence() } })],
    [queues.length ? 0.3 : 0, () => c.post(`${api}/queue`, { want: [400, 422], body: { Name: r.pick(queues).name } })],
    [0.3, () => c.post(`${api}/queue`, { want: [400, 422], body: { Description: r.sentence() } })],
    [0.3, () => c.get(`${api}/queue/${r.int(900, 999)}`, { want: 404 })],
    [users.length ? 1.2 : 0, () => c.get(`${api}/user/${r.bool() ? r.pick(users).id : r.pick(users).name}`, { want: 200 })],
    [
      users.length ? 0.6 : 0,
      () => c.put(`${api}/user/${r.pick(users).id}`, { want: 200, body: { RealName: `${r.cap(r.noun())} ${r.cap(r.adj())}` } }),
    ],
    [
      users.length ? 0.4 : 0,
      () => c.post(`${api}/user`, { want: [400, 422], body: { Name: r.pick(users).name, EmailAddress: r.person().email } }),
    ],
    [0.3, () => c.get(`${api}/user/${r.noun()}-${r.tag(2)}`, { want: 404 })],
    [groups.length ? 0.8 : 0, () => c.get(`${api}/group/${r.pick(groups).id}`, { want: 200 })],
    [
      groups.length && users.length ? 0.9 : 0,
      () => c.put(`${api}/group/${r.pick(groups).id}/members`, { want: 200, body: [r.pick(users).id] }),
    ],
    [groups.length ? 0.7 : 0, () => c.get(`${api}/group/${r.pick(groups).id}/members`, { want: 200 })],
    [
      groups.length && users.length ? 0.3 : 0,
      () => c.delete(`${api}/group/${r.pick(groups).id}/member/${r.pick(users).id}`, { want: [204, 404, 400] }),
    ],
    [tickets.length ? 3 : 0, () => c.get(`${api}/ticket/${ticket()}`, { want: 200 })],
    [
      tickets.length ? 1.2 : 0,
      () =>
        c.put(`${api}/ticket/${ticket()}`, {
          want: 200,
          body: r.pick([
            { Subject: r.title() },
            { Priority: String(r.int(1, 99)) },
            { Subject: r.title(), Priority: String(r.int(1, 99)) },
          ]),
        }),
    ],
    [
      tickets.length ? 1 : 0,
      () => c.put(`${api}/ticket/${ticket()}`, { want: 200, body: { Status: r.pick(['open', 'stalled', 'resolved', 'rejected']) } }),
    ],
    [
      tickets.length && users.length ? 0.4 : 0,
      () => c.put(`${api}/ticket/${ticket()}`, { want: 200, body: { Owner: r.pick([...users.map(({ name }) => name), 'root']) } }),
    ],
    [
      tickets.length ? 1 : 0,
      () =>
        c.post(`${api}/ticket/${ticket()}/${r.pick(['comment', 'correspond'])}`, {
          want: 201,
          body: { Content: r.sentence(), ContentType: 'text/plain', ...(r.bool(0.3) ? { TimeTaken: r.int(1, 30) } : {}) },
        }),
    ],
    [
      tickets.length ? 0.8 : 0,
      () => c.get(`${api}/ticket/${ticket()}/history`, { want: 200, query: r.bool(0.4) ? { fields: 'Type,Field,NewValue' } : {} }),
    ],
    [
      queues.length ? 1.2 : 0,
      () =>
        c.get(`${api}/tickets`, {
          want: 200,
          query: {
            query: search(),
            ...(r.bool(0.6) ? { fields: 'Subject,Status,Priority' } : {}),
            ...(r.bool(0.4) ? { per_page: r.int(1, 4), page: r.int(1, 2) } : {}),
            ...(r.bool(0.4) ? { orderby: r.pick(['Subject', 'Priority', 'id']), order: r.pick(['ASC', 'DESC']) } : {}),
          },
        }),
    ],
    [tickets.length ? 0.4 : 0, () => c.delete(`${api}/ticket/${ticket()}`, { want: 204 })],
    [0.4, () => c.get(`${api}/ticket/${r.int(800, 899)}`, { want: 404 })],
    [0.3, () => c.post(`${api}/ticket`, { want: [400, 422], body: { Subject: r.title() } })],
    [0.2, () => c.post(`${api}/ticket`, { want: [400, 422], body: { Queue: `none ${r.tag(2)}`, Subject: r.title() } })],
    [0.2, () => c.get(`${api}/queues/all`, { want: 401, headers: { authorization: null } })],
  ]
  await wander(c, r, target, steps)
})
