import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Setting extends Entity {
  readonly id: string
  value: string
  created: number
  modified: number
}

/** Settings, with one revision that each write of the whole service moves: answers say it, and settings say when they were made and changed. */
export const settings: ServiceSpec = {
  name: 'settings',
  rules: ({ mint }) => {
    const all: Setting[] = []
    let revision = 7
    const find = (id: string | undefined) => all.find((setting) => setting.id === id)
    const say = (status: number, answer: Entity) => reply(status, { meta: { revision: String(revision) }, ...answer })
    const missing = () => reply(404, { message: 'no such setting' })
    return {
      'POST /settings': ({ body }) => {
        revision++
        const setting = {
          id: mint('uuid4'),
          name: String(body?.name),
          value: String(body?.value),
          created: revision,
          modified: revision,
        }
        all.push(setting)
        return say(201, { data: setting })
      },
      'GET /settings': () => say(200, { data: all }),
      'GET /settings/:id': ({ params }) => {
        const setting = find(params.id)
        return setting ? say(200, { data: setting }) : missing()
      },
      'PUT /settings/:id': ({ params, body }) => {
        const setting = find(params.id)
        if (!setting) return missing()
        setting.value = String(body?.value)
        setting.modified = ++revision
        return say(200, { data: setting })
      },
      'DELETE /settings/:id': ({ params }) => {
        const setting = find(params.id)
        if (!setting) return missing()
        revision++
        all.splice(all.indexOf(setting), 1)
        return say(200, { deleted: setting.id })
      },
      'POST /compactions': ({ body }) => {
        if (body?.dry_run !== true) revision++
        return say(200, { done: true })
      },
    }
  },
  traffic: (client) => [
    [4, () => client.post('/settings', { name: client.words(1), value: client.words(2) })],
    [2, () => client.get('/settings')],
    [3, () => client.get(`/settings/${client.id('settings')}`)],
    [3, () => client.put(`/settings/${client.id('settings')}`, { value: client.words(2) })],
    [2, () => client.delete(`/settings/${client.id('settings')}`)],
    [2, () => client.post('/compactions', { dry_run: client.chance(0.5) })],
  ],
}
