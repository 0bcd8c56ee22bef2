import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { createFixedClock } from '#state'
import { type Line, session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

const names = ['Ada', 'Ben', 'Cyd', 'Dan', 'Eve']

/** A page of the people as a service with `Link` and `X-Total-Count` gives it. */
function list(page: number, size: number, of: number): Line {
  const people = names.slice(0, of).map((name, at) => ({ id: at + 1, name }))
  const last = Math.ceil(of / size)
  const link = (to: number, relation: string) => `<http://service.test/people?page=${to}&limit=${size}>; rel="${relation}"`
  const links = [
    link(1, 'first'),
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next')] : []),
    link(last, 'last'),
  ]
  const headers = { Link: links.join(', '), 'X-Total-Count': String(of) }
  return ['GET', `/people?page=${page}&limit=${size}`, undefined, 200, people.slice((page - 1) * size, page * size), {}, headers]
}

function create(id: number): Line {
  return ['POST', '/people', { name: names[id - 1] }, 201, { id, name: names[id - 1] }]
}

const all: Line = ['GET', '/people', undefined, 200, names.map((name, at) => ({ id: at + 1, name }))]
const made = [create(1), create(2), create(3), create(4), create(5)]
const one = session(0, [...made, all, list(1, 2, 5), list(2, 2, 5), list(3, 2, 5)])
const two = session(1, [...made, list(2, 3, 5), list(1, 3, 5), all, list(4, 1, 5)])

test('links to other pages and totals are sent where pages are asked for', () => {
  const twin = compileTwin(learn([one, two]).model).createSession({ seed: 1, origin: 'http://twin.test', clock: createFixedClock(0) })
  const send = (method: string, target: string, body?: object) =>
    twin.answer({
      method,
      target,
      headers: [['content-type', 'application/json']],
      body: new TextEncoder().encode(body ? JSON.stringify(body) : ''),
    }).response
  for (const name of names.slice(0, 4)) send('POST', '/people', { name })
  const headers = new Map(send('GET', '/people?page=2&limit=1').headers)
  expect(headers.get('Link')).toBe(
    [
      '<http://twin.test/people?page=1&limit=1>; rel="first"',
      '<http://twin.test/people?page=1&limit=1>; rel="prev"',
      '<http://twin.test/people?page=3&limit=1>; rel="next"',
      '<http://twin.test/people?page=4&limit=1>; rel="last"',
    ].join(', '),
  )
  expect(headers.get('X-Total-Count')).toBe('4')
  expect(new Map(send('GET', '/people').headers).has('Link')).toBe(false)
})

test('where a path says what comes in it, that is meant, and not what had the same number', () => {
  const member = (at: number, id: number): Line[] => {
    const location = { location: `http://service.test/members/${id}` }
    return [
      ['POST', `/teams/${id}/members`, { nick: `n${at}${id}` }, 201, { id, nick: `n${at}${id}` }, {}, location],
      ['GET', `/members/${id}`, undefined, 200, { id, nick: `n${at}${id}` }],
    ]
  }
  const team = (at: number, id: number): Line => ['POST', '/teams', { name: `t${at}${id}` }, 201, { id, name: `t${at}${id}` }]
  const { model } = learn([1, 2].map((at) => session(at, [team(at, 1), team(at, 2), ...member(at, 1), ...member(at, 2)])))
  const route = model.routes.find(({ path }) => path === '/teams/{team_id}/members')
  const [, location] = route?.variants[0]?.headers.find(([name]) => name === 'location') ?? []
  expect(location).toEqual({ $: '"http://origin.doppel.invalid/members/" + string(member.id)' })
})
