import { describe, expect, test } from 'vitest'
import { learnedTwin, type Play } from './learned-twin.ts'
import { createService, type Entity, keep, type Rules } from './rules.ts'

describe('which variant answers', () => {
  test('T7: where nothing fits the twin says so, and never gives the first variant', () => {
    const service = () =>
      createService({
        'POST /shapes': ({ body }) => {
          if (body.kind === 'circle') return [200, { area: Number(body.radius) * 3 }]
          if (body.kind === 'square') return [200, { side: body.side, corners: [1, 2, 3, 4] }]
          return [422, { error: 'unknown kind' }]
        },
      })
    const ask = learnedTwin(service, (send, round) => {
      send('POST /shapes', { kind: 'circle', radius: round + 1 })
      send('POST /shapes', { kind: 'square', side: round + 5 })
      send('POST /shapes', { kind: 'circle', radius: round + 3 })
      send('POST /shapes', { kind: 'square', side: round + 7 })
    })
    expect(ask('POST /shapes', { kind: 'square', side: 9 }).body).toEqual({ side: 9, corners: [1, 2, 3, 4] })
    expect(ask('POST /shapes', { kind: 'triangle', base: 2 }).provenance).not.toBe('learned')
  })

  test('T8: a guard from one row is not installed, and unseen header values meet the success', () => {
    const service = (round: number) => {
      let hiccups = round === 1 ? 1 : 0
      return createService({
        'GET /prices': ({ headers }) =>
          headers['x-client'] === 'web' && hiccups-- > 0 ? [503, { error: 'try again' }] : [200, { price: 5 }],
      })
    }
    const ask = learnedTwin(service, (send) => {
      for (const client of ['ios', 'web', 'web', 'ios']) send('GET /prices', undefined, { 'X-Client': client })
    })
    for (const client of ['web', 'ios', 'android'])
      expect(ask('GET /prices', undefined, { 'X-Client': client })).toMatchObject({ status: 200, body: { price: 5 } })
    expect(ask('GET /prices').status).toBe(200)
  })

  test('T9: without a credential one is asked for; another valid one is not challenged', () => {
    const service = (round: number) =>
      createService({
        'GET /me': ({ headers }) =>
          headers.authorization === `Bearer key-${round}-abcdef` ? [200, { plan: 'pro' }] : [401, { error: 'who are you' }],
        'GET /things': ({ headers }) =>
          headers.authorization === `Bearer key-${round}-abcdef` ? [200, { things: [] }] : [401, { error: 'who are you' }],
      })
    const ask = learnedTwin(service, (send, round) => {
      const headers = { Authorization: `Bearer key-${round}-abcdef` }
      send('GET /me')
      send('GET /me', undefined, headers)
      send('GET /things', undefined, headers)
      send('GET /me', undefined, headers)
    })
    expect(ask('GET /me')).toMatchObject({ status: 401, body: { error: 'who are you' } })
    expect(ask('GET /me', undefined, { Authorization: 'Bearer key-9-qwerty' })).toMatchObject({ status: 200, body: { plan: 'pro' } })
    expect(ask('GET /things').status, 'a route that was only ever asked with a credential').toBe(401)
  })

  // Fails today: an entity that is there for whoever asks is read as one that must be known; an action that only ends an entity, at a path below it, is not tracked.
  test.fails('T10: a tight 404 beside a 200 for everything', () => {
    const service = () => {
      const retired = new Set<string>()
      return createService({
        'POST /flags/:name/retire': ({ path }) => {
          retired.add(path.name ?? '')
          return [204]
        },
        'GET /flags/:name': ({ path }) =>
          retired.has(path.name ?? '') ? [404, { error: 'retired' }] : [200, { name: path.name, on: false }],
      })
    }
    const ask = learnedTwin(service, (send, round) => {
      for (const name of [`dark-${round}1`, `beta-${round}2`, `menu-${round}3`]) send(`GET /flags/${name}`)
      send(`POST /flags/dark-${round}1/retire`)
      send(`POST /flags/slim-${round}4/retire`)
      for (const name of [`dark-${round}1`, `slim-${round}4`, `beta-${round}2`, `wide-${round}5`]) send(`GET /flags/${name}`)
    })
    expect(ask('GET /flags/tall-99').body).toEqual({ name: 'tall-99', on: false })
    ask('POST /flags/tall-99/retire')
    expect(ask('GET /flags/tall-99')).toMatchObject({ status: 404, body: { error: 'retired' } })
  })

  const other = (text: string, type: string) => [text, [['Content-Type', type]]] as const

  /** Pages whose refusals are XML; reading number 0 breaks the service. */
  function pages() {
    const all = new Map<string, Entity>()
    const reads: Rules = {
      'GET /pages/:id': ({ path }) => {
        if (path.id === '0') return [500, ...other('<h1>Broken</h1>', 'text/html')]
        const page = all.get(path.id ?? '')
        return page ? [200, page] : [404, ...other(`<error>no page ${path.id}</error>`, 'application/xml')]
      },
    }
    return createService(
      reads,
      keep('pages', ({ body }) => ({ id: all.size + 1, title: body.title }), all),
    )
  }

  const readPages =
    (more: readonly number[]): Play =>
    (send, round) => {
      for (const at of [1, 2]) send('POST /pages', { title: `Page ${round}.${at}` })
      for (const id of [1, 7 + round, 2, ...more, 30 + round]) send(`GET /pages/${id}`)
    }

  test('T11: a JSON success beside an XML error', () => {
    const ask = learnedTwin(pages, readPages([]))
    ask('POST /pages', { title: 'Mine' })
    expect(ask('GET /pages/1').body).toEqual({ id: 1, title: 'Mine' })
    const missing = ask('GET /pages/55')
    expect(missing).toMatchObject({ status: 404, text: '<error>no page 55</error>' })
    expect(missing.headers['content-type']).toBe('application/xml')
  })

  test('T11: two errors of two forms where nothing is there', () => {
    const ask = learnedTwin(pages, readPages([0, 0]))
    expect(ask('GET /pages/55')).toMatchObject({ status: 404, text: '<error>no page 55</error>' })
    expect(ask('GET /pages/0')).toMatchObject({ status: 500, text: '<h1>Broken</h1>' })
  })

  test('T12: a refusal under status 200 is no success and makes nothing', () => {
    const service = () => {
      const all: Entity[] = []
      return createService({
        'POST /rpc/add': ({ body }) => {
          if (body.name === undefined) return [200, { error: { code: -32602, message: 'name is missing' } }]
          all.push({ id: all.length + 1, name: body.name })
          return [200, { result: all.at(-1) }]
        },
        'POST /rpc/list': () => [200, { result: all }],
      })
    }
    const ask = learnedTwin(service, (send, round) => {
      send('POST /rpc/add', { name: `A${round}` })
      send('POST /rpc/add', { title: 'x' })
      send('POST /rpc/add', { name: `B${round}` })
      send('POST /rpc/add', {})
      send('POST /rpc/list', {})
    })
    expect(ask('POST /rpc/add', {}).body).toEqual({ error: { code: -32602, message: 'name is missing' } })
    expect(ask('POST /rpc/add', { name: 'Mine' }).body).toEqual({ result: { id: 1, name: 'Mine' } })
    expect(ask('POST /rpc/list', {}).body).toEqual({ result: [{ id: 1, name: 'Mine' }] })
  })

  // Fails today: the number of calls so far is no term of a guard.
  test.fails('T44: a refusal for too many calls has the form of the route’s errors', () => {
    const service = () => {
      let calls = 0
      return createService({
        'POST /codes': () => (++calls > 5 ? [429, { error: { message: 'slow down', after: 60 } }] : [201, { code: 1000 + calls }]),
      })
    }
    const ask = learnedTwin(service, (send) => {
      for (let at = 0; at < 8; at++) send('POST /codes', {})
    })
    const statuses = Array.from({ length: 7 }, () => ask('POST /codes', {}).status)
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429])
  })
})
