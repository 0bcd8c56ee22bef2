import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const range = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

/** Teams and people, memberships of both, and rooms with seats: only teams were ever refused. */
function lines(at: number): Line[] {
  const team = (id: number): Line => ['POST', '/teams', { name: `Team ${at}${id}` }, 201, { id, name: `Team ${at}${id}` }]
  const person = (id: number): Line => ['POST', '/people', { nick: `nick${at}${id}` }, 201, { id, nick: `nick${at}${id}` }]
  const room = (id: number): Line => {
    const sent = { title: `Room ${at}${id}`, seats: at * 10 + id * 3, ...(id % 2 === 0 ? { floor: id } : {}) }
    return ['POST', '/rooms', sent, 201, { id, ...sent }]
  }
  const member = (id: number, team: number, person: number): Line => [
    'POST',
    `/teams/${team}/members`,
    { person_id: person },
    201,
    { id, team_id: team, person_id: person },
  ]
  return [
    ...range(3).map(team),
    ...range(3).map(person),
    ...range(4).map(room),
    member(1, 1, 2),
    member(2, 3, 1),
    member(3, 2, 3),
    ['GET', '/teams/1/members', undefined, 200, [{ id: 1, team_id: 1, person_id: 2 }]],
    ['POST', '/teams', { name: '' }, 422, { errors: ["Name can't be blank"] }],
    ['POST', '/teams', { name: `Team ${at}1` }, 422, { errors: ['Name has already been taken'] }],
    ['POST', '/teams', { name: '', size: 'big' }, 422, { errors: ["Name can't be blank", 'Size is not a number'] }],
  ]
}

describe('what is said of one field is said of those of other routes, as a guess', () => {
  const call = twinOf([1, 2, 3].map((at) => session(at, lines(at))))
  for (const at of [1, 2]) call('POST', '/teams', { name: `Mine ${at}` })
  for (const at of [1, 2]) call('POST', '/people', { nick: `me${at}` })

  test('what is always sent where other things are left out at times is missed', () => {
    const refused = { status: 422, provenance: 'guess' }
    expect(call('POST', '/rooms', { seats: 3 })).toMatchObject({ ...refused, body: { errors: ["Title can't be blank"] } })
    expect(call('POST', '/rooms', { title: 'Attic', seats: 'many' })).toMatchObject({
      ...refused,
      body: { errors: ['Seats is not a number'] },
    })
    expect(call('POST', '/rooms', { title: '' })).toMatchObject({
      ...refused,
      body: { errors: ["Title can't be blank", "Seats can't be blank"] },
    })
  })

  test('what only ties two things together is there once', () => {
    expect(call('POST', '/teams/1/members', { person_id: 2 }).status).toBe(201)
    expect(call('POST', '/teams/2/members', { person_id: 2 }).status).toBe(201)
    expect(call('POST', '/teams/1/members', { person_id: 2 })).toMatchObject({
      status: 422,
      body: { errors: ['Person has already been taken'] },
      provenance: 'guess',
    })
  })

  test('what was accepted stays accepted', () => {
    expect(call('POST', '/rooms', { title: 'Hall', seats: 3 }).status).toBe(201)
    expect(call('POST', '/people', { nick: 'other' }).status).toBe(201)
  })
})
