import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

interface Flag {
  readonly name: string
  description: string
  readonly environments: { readonly name: string; enabled: boolean }[]
}

/** Flags that are made with two environments, which are switched by paths below; `shows` is whether the answer to that tells of them. */
const flags = (shows: boolean): DrawnService => ({
  make() {
    const all: Flag[] = []
    return (method, [, name, , environment, to], body) => {
      if (method === 'POST' && name === undefined) {
        if (all.some((flag) => flag.name === body.name)) return [409, { error: `${body.name} exists` }]
        const environments = ['test', 'live'].map((each) => ({ name: each, enabled: false }))
        const flag = { name: body.name, description: body.description, environments }
        all.push(flag)
        return [201, shows ? flag : { name: flag.name, description: flag.description }]
      }
      if (name === undefined) return [200, { flags: all }]
      const flag = all.find((each) => each.name === name)
      if (!flag) return [404, { error: `no flag ${name}` }]
      if (environment === undefined) return [200, flag]
      const found = flag.environments.find((each) => each.name === environment)
      if (!found) return [404, { error: `no environment ${environment}` }]
      found.enabled = to === 'on'
      return [200, found]
    }
  },
  step: ({ pick, word }) => {
    const name = pick(['dark', 'beta', 'chat', 'news'])
    const environment = pick(['test', 'live', 'test', 'live', 'none'])
    return pick([
      ['POST', '/flags', { name, description: word() }],
      ['POST', `/flags/${name}/environments/${environment}/${pick(['on', 'off'])}`],
      ['POST', `/flags/${name}/environments/${environment}/on`],
      ['GET', `/flags/${name}`],
      ['GET', '/flags'],
    ])
  },
})

test.each([true, false])(
  'parts that come with their whole are made with it, whether the answer shows them (%s) or a later one does',
  (shows) => {
    expect(differences(flags(shows))).toEqual([])
  },
)
