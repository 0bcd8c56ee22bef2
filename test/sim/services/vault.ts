import { type Call, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface User {
  id: number
  login: string
  password: string
  role: string
}

interface Note {
  id: string
  owner: string
  text: string
  shared: boolean
}

/** Users sign in for tokens that are refreshed and revoked; each sees the notes of their own, an admin all of them. */
export const vault: ServiceSpec = {
  name: 'vault',
  rules: ({ mint }) => {
    const users: User[] = []
    const notes = new Map<string, Note>()
    const access = new Map<string, User>()
    const refresh = new Map<string, User>()
    const issue = (user: User, nowMs: number) => {
      const tokens = { access_token: mint('at_{hex:32}'), refresh_token: mint('rt_{hex:32}') }
      access.set(tokens.access_token, user)
      refresh.set(tokens.refresh_token, user)
      return reply(200, { ...tokens, token_type: 'Bearer', expires_at: new Date(nowMs + 3_600_000).toISOString(), login: user.login })
    }
    const signedIn = (rule: (call: Call, user: User) => ReturnType<typeof reply>) => (call: Call) => {
      const token = call.header('authorization')?.replace('Bearer ', '')
      if (token === undefined) return reply(401, { error: 'sign in first' }, [['WWW-Authenticate', 'Bearer']])
      const user = access.get(token)
      return user ? rule(call, user) : reply(401, { error: 'unknown token' }, [['WWW-Authenticate', 'Bearer error="invalid_token"']])
    }
    return {
      'POST /users': ({ body }) => {
        const login = String(body?.login)
        if (users.some((user) => user.login === login)) return reply(409, { error: 'login is taken' })
        const user = { id: users.length + 1, login, password: String(body?.password), role: String(body?.role ?? 'member') }
        users.push(user)
        return reply(201, { id: user.id, login, role: user.role })
      },
      'POST /tokens': ({ body, nowMs }) => {
        const user = users.find(({ login, password }) => login === body?.login && password === body?.password)
        return user ? issue(user, nowMs) : reply(401, { error: 'wrong login or password' })
      },
      'POST /tokens/refresh': ({ body, nowMs }) => {
        const user = refresh.get(String(body?.refresh_token))
        if (!user) return reply(401, { error: 'unknown refresh token' })
        refresh.delete(String(body?.refresh_token))
        return issue(user, nowMs)
      },
      'DELETE /tokens/current': signedIn(({ header }) => {
        access.delete(header('authorization')?.replace('Bearer ', '') ?? '')
        return reply(204)
      }),
      'GET /me': signedIn((_, { id, login, role }) => reply(200, { id, login, role })),
      'POST /notes': signedIn(({ body }, { login }) => {
        const note = { id: mint('note_{hex:20}'), owner: login, text: String(body?.text), shared: body?.shared === true }
        notes.set(note.id, note)
        return reply(201, note)
      }),
      'GET /notes': signedIn((_, { login, role }) =>
        reply(200, { notes: [...notes.values()].filter((note) => role === 'admin' || note.owner === login || note.shared) }),
      ),
      'GET /notes/:id': signedIn(({ params }, { login, role }) => {
        const note = notes.get(params.id ?? '')
        return note && (role === 'admin' || note.owner === login || note.shared) ? reply(200, note) : reply(404, { error: 'no such note' })
      }),
      'DELETE /notes/:id': signedIn(({ params }, { login }) => {
        const note = notes.get(params.id ?? '')
        if (!note) return reply(404, { error: 'no such note' })
        if (note.owner !== login) return reply(403, { error: 'not your note' })
        notes.delete(note.id)
        return reply(204)
      }),
    }
  },
  opening: (client) => [
    () => client.post('/users', { login: 'root', password: 'pw-root', role: 'admin' }),
    () => client.post('/users', { login: 'ada', password: 'pw-ada' }),
    () => client.post('/users', { login: 'bo', password: 'pw-bo' }),
    () => client.post('/tokens', { login: 'root', password: 'pw-root' }),
    () => client.post('/tokens', { login: 'ada', password: 'pw-ada' }),
    () => client.post('/tokens', { login: 'bo', password: 'pw-bo' }),
  ],
  traffic: (client) => {
    const bearer = () => {
      if (client.chance(0.06)) return []
      const token = client.chance(0.06) ? 'at_00000000000000000000000000000000' : client.id('.access_token', 0)
      return [['Authorization', `Bearer ${token}`]] as const
    }
    const login = () => client.pick(['root', 'ada', 'bo'])
    return [
      [2, () => client.post('/users', { login: client.pick(['ada', 'cleo', 'dan']), password: 'pw-new' })],
      [3, () => ((name) => client.post('/tokens', { login: name, password: client.chance(0.2) ? 'wrong' : `pw-${name}` }))(login())],
      [2, () => client.post('/tokens/refresh', { refresh_token: client.id('.refresh_token', 0) })],
      [1, () => client.delete('/tokens/current', bearer())],
      [3, () => client.get('/me', {}, bearer())],
      [8, () => client.post('/notes', { text: client.words(3), ...client.some({ shared: true }, 0.3) }, bearer())],
      [5, () => client.get('/notes', {}, bearer())],
      [8, () => client.get(`/notes/${client.id('notes')}`, {}, bearer())],
      [4, () => client.delete(`/notes/${client.id('notes')}`, bearer())],
    ]
  },
}
