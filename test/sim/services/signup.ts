import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Member {
  id: number
  email: string
  username: string
  team_id: number | null
  deleted: boolean
  [field: string]: unknown
}

const roles = ['viewer', 'editor', 'owner']

/** Members with many rules; all that are broken are answered at once, in the order of the fields. Names stay taken after deletion. */
export const signup: ServiceSpec = {
  name: 'signup',
  rules: () => {
    const teams = new Map<number, { id: number; name: string; seats: number }>()
    const members = new Map<number, Member>()
    const errorsOf = (body: Readonly<Record<string, unknown>>) => {
      const errors: { field: string; message: string }[] = []
      const check = (field: string, wrong: boolean, message: string) => {
        if (wrong && !errors.some((error) => error.field === field)) errors.push({ field, message })
      }
      const { email, username, age, role, team_id } = body
      check('email', email === undefined || email === '', 'is required')
      check('email', typeof email === 'string' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email), 'is not an email address')
      check(
        'email',
        [...members.values()].some((member) => member.email.toLowerCase() === String(email).toLowerCase()),
        'is taken',
      )
      check('username', username === undefined, 'is required')
      check('username', typeof username === 'string' && username.length < 3, 'is too short (at least 3 characters)')
      check('username', typeof username === 'string' && username.length > 20, 'is too long (at most 20 characters)')
      check('age', age !== undefined && typeof age !== 'number', 'must be a number')
      check('age', typeof age === 'number' && age < 18, 'must be at least 18')
      check('role', role !== undefined && !roles.includes(String(role)), 'must be one of viewer, editor, owner')
      check('team_id', team_id !== undefined && !teams.has(Number(team_id)), 'does not exist')
      return errors
    }
    return {
      'POST /teams': ({ body, malformed }) => {
        if (malformed || body?.name === undefined) return reply(400, { errors: [{ field: 'name', message: 'is required' }] })
        const team = { id: teams.size + 1, name: String(body.name), seats: Number(body.seats ?? 5) }
        teams.set(team.id, team)
        return reply(201, team)
      },
      'POST /members': ({ body }) => {
        const errors = errorsOf(body ?? {})
        if (errors.length > 0) return reply(422, { message: 'validation failed', errors })
        const { email, username, age = null, role = 'viewer', team_id = null } = body ?? {}
        const id = members.size + 1
        const member = {
          id,
          email: String(email),
          username: String(username),
          age,
          role,
          team_id: team_id as number | null,
          deleted: false,
        }
        members.set(id, member)
        return reply(201, member)
      },
      'GET /members/:id': ({ params }) => {
        const member = members.get(Number(params.id))
        return member && !member.deleted ? reply(200, member) : reply(404, { message: `no member ${params.id}` })
      },
      'GET /members': () =>
        reply(
          200,
          [...members.values()].filter(({ deleted }) => !deleted),
        ),
      'DELETE /members/:id': ({ params }) => {
        const member = members.get(Number(params.id))
        if (!member || member.deleted) return reply(404, { message: `no member ${params.id}` })
        member.deleted = true
        return reply(204)
      },
    }
  },
  opening: (client) => [() => client.post('/teams', { name: client.words(2) })],
  traffic: (client) => {
    const email = () => {
      const fresh = client.fresh('email', (number) => `${client.word()}.${number}@example.com`, 0.2)
      return client.chance(0.12) ? client.pick(['nobody', 'a@b', '']) : client.chance(0.3) ? fresh.toUpperCase() : fresh
    }
    const username = () =>
      client.chance(0.15) ? client.pick(['ab', 'x', 'a-name-that-goes-on-and-on']) : client.word() + client.whole(1, 99)
    return [
      [1, () => client.post('/teams', client.some({ name: client.words(2) }, 0.8))],
      [
        12,
        () =>
          client.post('/members', {
            ...client.some({ email: email(), username: username() }, 0.92),
            ...client.some({
              age: client.chance(0.2) ? client.pick([12, 17, 'old']) : client.whole(18, 80),
              role: client.chance(0.2) ? client.pick(['admin', 'guest']) : client.pick(roles),
              team_id: client.chance(0.2) ? 999 : 1,
            }),
          }),
      ],
      [5, () => client.get(`/members/${client.id('members')}`)],
      [3, () => client.get('/members')],
      [3, () => client.delete(`/members/${client.id('members')}`)],
    ]
  },
}
