import { reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Flag {
  readonly name: string
  description: string
  archived: boolean
  readonly environments: { readonly name: string; enabled: boolean }[]
}

/**
 * Feature flags. Each is made with its two environments, which are switched by paths below it, and is archived, rather than gone, when it is
 * deleted: lists leave it out, and its name stays taken.
 */
export const flags: ServiceSpec = {
  name: 'flags',
  rules: () => {
    const all: Flag[] = []
    const missing = (what: string) => reply(404, { error: `no ${what}` })
    const find = (name: string | undefined) => all.find((flag) => flag.name === name)
    const change = (name: string | undefined, apply: (flag: Flag) => void, status = 200) => {
      const flag = find(name)
      if (!flag) return missing(`flag ${name}`)
      apply(flag)
      return status === 204 ? reply(204) : reply(status, flag)
    }
    const turn = (name: string | undefined, environment: string | undefined, enabled?: boolean) => {
      const flag = find(name)
      if (!flag) return missing(`flag ${name}`)
      const found = flag.environments.find((each) => each.name === environment)
      if (!found) return missing(`environment ${environment}`)
      if (enabled !== undefined) found.enabled = enabled
      return reply(200, found)
    }
    return {
      'POST /flags': ({ body }) => {
        const name = String(body?.name)
        if (find(name)) return reply(409, { error: `${name} exists` })
        const environments = ['development', 'production'].map((each) => ({ name: each, enabled: false }))
        const flag = { name, description: String(body?.description ?? ''), archived: false, environments }
        all.push(flag)
        return reply(201, flag)
      },
      'GET /flags': () => reply(200, { flags: all.filter(({ archived }) => !archived) }),
      'GET /flags/:name': ({ params }) => change(params.name, () => {}),
      'PATCH /flags/:name': ({ params, body }) =>
        change(params.name, (flag) => {
          flag.description = String(body?.description)
        }),
      'DELETE /flags/:name': ({ params }) =>
        change(
          params.name,
          (flag) => {
            flag.archived = true
          },
          204,
        ),
      'GET /flags/:name/environments/:environment': ({ params }) => turn(params.name, params.environment),
      'POST /flags/:name/environments/:environment/on': ({ params }) => turn(params.name, params.environment, true),
      'POST /flags/:name/environments/:environment/off': ({ params }) => turn(params.name, params.environment, false),
    }
  },
  traffic: (client) => {
    const name = () => client.fresh('flag', (number) => `${client.word()}-${number}`, 0.9)
    const flag = () => `/flags/${name()}`
    const environment = () => `${flag()}/environments/${client.pick(['development', 'production', 'development', 'production', 'staging'])}`
    return [
      [
        6,
        () =>
          client.post('/flags', {
            name: client.fresh('flag', (number) => `${client.word()}-${number}`, 0.3),
            ...client.some({ description: client.words(2) }),
          }),
      ],
      [5, () => client.post(`${environment()}/on`)],
      [3, () => client.post(`${environment()}/off`)],
      [3, () => client.get(environment())],
      [5, () => client.get(flag())],
      [4, () => client.get('/flags')],
      [3, () => client.patch(flag(), { description: client.words(3) })],
      [2, () => client.delete(flag())],
    ]
  },
}
