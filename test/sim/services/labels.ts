import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Label extends Entity {
  readonly id: number
  readonly name: string
  readonly color: string
}

interface Ticket {
  readonly number: number
  title: string
  state: string
  labels: number[]
  stars: number
  starred: boolean
}

/** Tickets that carry labels of a common stock: set as a whole, added, taken off; and a star that is given and taken back. */
export const labels: ServiceSpec = {
  name: 'labels',
  rules: () => {
    const stock: Label[] = []
    const tickets: Ticket[] = []
    const missing = (what: string) => reply(404, { message: `${what} not found` })
    const shownLabels = (ticket: Ticket) => stock.filter(({ id }) => ticket.labels.includes(id))
    const show = (ticket: Ticket) => ({
      number: ticket.number,
      title: ticket.title,
      state: ticket.state,
      labels: shownLabels(ticket),
      stars: ticket.stars,
      starred: ticket.starred,
    })
    const find = (number: string | undefined) => tickets.find((ticket) => String(ticket.number) === number)
    const idsOf = (body: Entity | undefined) => (Array.isArray(body?.labels) ? (body.labels as number[]) : [])
    return {
      'POST /labels': ({ body }) => {
        if (stock.some(({ name }) => name === body?.name)) return reply(422, { message: 'name is taken' })
        const label = { id: stock.length + 11, name: String(body?.name), color: String(body?.color ?? '#cccccc') }
        stock.push(label)
        return reply(201, label)
      },
      'GET /labels': () => reply(200, stock),
      'POST /tickets': ({ body }) => {
        const ids = idsOf(body)
        if (ids.some((id) => !stock.some((label) => label.id === id))) return reply(422, { message: 'unknown label' })
        const ticket = { number: tickets.length + 1, title: String(body?.title), state: 'open', labels: ids, stars: 0, starred: false }
        tickets.push(ticket)
        return reply(201, show(ticket))
      },
      'GET /tickets': ({ query }) => {
        const state = query.get('state')
        const label = query.get('label')
        const found = tickets.filter(
          (ticket) =>
            (state === null || ticket.state === state) && (label === null || shownLabels(ticket).some(({ name }) => name === label)),
        )
        return reply(200, found.map(show))
      },
      'GET /tickets/:number': ({ params }) => {
        const ticket = find(params.number)
        return ticket ? reply(200, show(ticket)) : missing('ticket')
      },
      'PATCH /tickets/:number': ({ params, body }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        if (typeof body?.title === 'string') ticket.title = body.title
        if (typeof body?.state === 'string') ticket.state = body.state
        return reply(200, show(ticket))
      },
      'PUT /tickets/:number/labels': ({ params, body }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        ticket.labels = idsOf(body)
        return reply(200, shownLabels(ticket))
      },
      'POST /tickets/:number/labels': ({ params, body }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        ticket.labels = [...new Set([...ticket.labels, ...idsOf(body)])]
        return reply(200, shownLabels(ticket))
      },
      'DELETE /tickets/:number/labels/:label': ({ params }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        if (!ticket.labels.includes(Number(params.label))) return missing('label')
        ticket.labels = ticket.labels.filter((id) => String(id) !== params.label)
        return reply(204)
      },
      'PUT /tickets/:number/star': ({ params }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        if (!ticket.starred) ticket.stars++
        ticket.starred = true
        return reply(204)
      },
      'DELETE /tickets/:number/star': ({ params }) => {
        const ticket = find(params.number)
        if (!ticket) return missing('ticket')
        if (ticket.starred) ticket.stars--
        ticket.starred = false
        return reply(204)
      },
    }
  },
  opening: (client) => [
    ...Array.from({ length: 3 }, () => () => newLabel(client)),
    ...Array.from({ length: 2 }, () => () => client.post('/tickets', { title: client.words(2), labels: some(client) })),
  ],
  traffic: (client) => [
    [1, () => newLabel(client)],
    [1, () => client.get('/labels')],
    [2, () => client.post('/tickets', { title: client.words(2), ...client.some({ labels: some(client) }) })],
    [3, () => client.get('/tickets', client.some({ state: client.pick(['open', 'closed']), label: client.last('.name') }, 0.3))],
    [4, () => client.get(`/tickets/${ticket(client)}`)],
    [
      2,
      () =>
        client.patch(`/tickets/${ticket(client)}`, client.some({ title: client.words(2), state: client.pick(['open', 'closed']) }, 0.6)),
    ],
    [3, () => client.put(`/tickets/${ticket(client)}/labels`, { labels: some(client) })],
    [3, () => client.post(`/tickets/${ticket(client)}/labels`, { labels: some(client) })],
    [2, () => client.delete(`/tickets/${ticket(client)}/labels/${client.id('labels')}`)],
    [2, () => client.put(`/tickets/${ticket(client)}/star`, undefined)],
    [1, () => client.delete(`/tickets/${ticket(client)}/star`)],
  ],
}

type Sender = Parameters<ServiceSpec['traffic']>[0]

function newLabel(client: Sender) {
  return client.post('/labels', { name: client.fresh('label', (at) => `${client.word()}-${at}`), ...client.some({ color: '#a0b0c0' }) })
}

/** One or two labels. */
function some(client: Sender): number[] {
  return [...new Set([Number(client.id('labels', 0)), ...(client.chance(0.5) ? [Number(client.id('labels', 0))] : [])])]
}

function ticket(client: Sender): number {
  return client.whole(1, 4)
}
