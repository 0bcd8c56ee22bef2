import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('a list of names says which entries of a part are shown', () => {
  const item = (id: number, at: number) => ({ id, attributes: { title: `t${id} ${at}`, views: id * 10 + at, text: `text ${id} of ${at}` } })
  const library = (at: number) => {
    const all = [1, 2, 3].map((id) => item(id, at))
    const pick = (...names: string[]) =>
      all.map(({ id, attributes }) => ({
        id,
        attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name))),
      }))
    return session(at, [
      ...all.map((one) => ['POST', '/items', { attributes: one.attributes }, 201, one] as const),
      ['GET', '/items/2', undefined, 200, all[1]],
      ['GET', '/items', undefined, 200, all],
      ['GET', '/items?fields[items]=title', undefined, 200, pick('title')],
      ['GET', '/items?fields[items]=title,views', undefined, 200, pick('title', 'views')],
      ['GET', '/items', undefined, 200, all],
    ])
  }
  const ask = twinOf([0, 1].map(library))
  ask('POST', '/items', { attributes: { title: 'a', views: 1, text: 'b' } })
  expect(ask('GET', '/items?fields[items]=views,text').body).toEqual([{ id: 1, attributes: { views: 1, text: 'b' } }])
})

test('a list of names says which fields are shown of what is put together for the answer', () => {
  const jobs = (at: number) => {
    const title = `sweep ${at}`
    const all = { job: 1, phase: 'waiting', label: `job: ${title}`, owner: `team-${at}`, speed: 0 }
    const asked = (keys: readonly string[]) =>
      [
        'POST',
        '/jobs/1/status',
        { keys },
        200,
        { result: Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key))) },
      ] as const
    return session(at, [
      ['POST', '/jobs', { title, owner: `team-${at}` }, 201, { id: 1, title, owner: `team-${at}` }],
      asked(['job', 'label']),
      asked(at % 2 === 0 ? ['phase', 'speed', 'cost'] : ['owner', 'phase']),
      asked(['label', 'owner', 'job']),
      ['POST', '/jobs/1/status', {}, 200, { result: all }],
    ])
  }
  const ask = twinOf([1, 2, 3, 4].map(jobs))
  ask('POST', '/jobs', { title: 'mow', owner: 'us' })
  expect(ask('POST', '/jobs/1/status', { keys: ['speed', 'label', 'cost'] }).body).toEqual({ result: { label: 'job: mow', speed: 0 } })
  expect(ask('POST', '/jobs/1/status', {}).body).toEqual({
    result: { job: 1, phase: 'waiting', label: 'job: mow', owner: 'us', speed: 0 },
  })
})
