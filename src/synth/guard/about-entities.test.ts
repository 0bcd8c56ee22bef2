import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const names = ['Lena', 'Omar', 'Ruth', 'Sven', 'Tara', 'Ugo']
const uuid = (at: number, which: number) => `0a1b2c3d-4e5f-4a${at}b-8c${which}d-0e1f2a3b4c5d`

/** People in teams that they may be put into: what is not there is refused, with the kind and the key. */
function staff(at: number, more: readonly Line[] = []) {
  const [team, one, two] = [uuid(at, 1), uuid(at, 2), uuid(at, 3)]
  const person = (id: string, which: number) => ({ id, name: `${names[which]} ${at}`, team_id: null })
  return session(at, [
    ['POST', '/teams', { title: `Team ${at}` }, 201, { id: team, title: `Team ${at}` }],
    ['GET', `/teams/${team}`, undefined, 200, { id: team, title: `Team ${at}` }],
    ['POST', '/people', { name: `${names[at]} ${at}` }, 201, person(one, at)],
    ['POST', '/people', { name: `${names[at + 1]} ${at}` }, 201, person(two, at + 1)],
    ['GET', `/people/${one}`, undefined, 200, person(one, at)],
    ['PUT', `/teams/${team}/members/${one}`, undefined, 204, undefined],
    ['PUT', `/teams/${team}/members/${two}`, undefined, 204, undefined],
    ...more,
  ])
}

const noTeam = (id: string) => ({ error: `Could not find team: ${id}.` })
const noPerson = (id: string) => ({ error: `Could not find person: ${id}.` })

test('a key that was only ever refused because it leads nowhere is taken where it leads somewhere', () => {
  const sent = (at: number) => ({ name: `Nora ${at}`, team_id: uuid(9, at) })
  const refused = (at: number): Line => ['POST', '/people', sent(at), 400, noTeam(uuid(9, at))]
  const ask = twinOf([staff(0, [refused(0)]), staff(1), staff(2, [refused(2)]), staff(3)])
  const team = ask('POST', '/teams', { title: 'Red' }).body as { id: string }
  expect(ask('POST', '/people', { name: 'Ivy', team_id: uuid(8, 8) })).toMatchObject({ status: 400, body: noTeam(uuid(8, 8)) })
  expect(ask('POST', '/people', { name: 'Ivy', team_id: team.id }).status).toBe(201)
})

test('what a path names at a place of another kind must be there', () => {
  const put = (at: number): Line => ['PUT', `/teams/${uuid(at, 1)}/members/${uuid(9, at)}`, undefined, 404, noPerson(uuid(9, at))]
  const ask = twinOf([staff(0, [put(0)]), staff(1), staff(2, [put(2)]), staff(3)])
  const team = ask('POST', '/teams', { title: 'Red' }).body as { id: string }
  const person = ask('POST', '/people', { name: 'Ivy' }).body as { id: string }
  expect(ask('PUT', `/teams/${team.id}/members/${person.id}`).status).toBe(204)
  expect(ask('PUT', `/teams/${team.id}/members/${uuid(8, 8)}`)).toMatchObject({ status: 404, body: noPerson(uuid(8, 8)) })
})

/** Members of teams, by the person; in every recording but one the team says that it can do without a lead. */
function members(at: number): Line[] {
  const person = { id: 1, name: `Lena ${at}` }
  const teams = [1, 2].map((id) => ({ id, title: `Team ${at} ${id}`, lead_id: 1 }))
  const team = (at % 2) + 1
  const member = { id: 1, team: { id: team }, person: { id: 1 } }
  return [
    ['POST', '/people', { name: person.name }, 201, person],
    ['GET', '/people/1', undefined, 200, person],
    ...teams.map((made): Line => ['POST', '/teams', { title: made.title, lead_id: 1 }, 201, made]),
    ['POST', '/teams', { title: 'None', lead_id: 70 + at }, 400, { error: 'no such lead' }],
    ['POST', `/teams/${team}/members`, { person_id: 1 }, 201, member],
    ['POST', `/teams/${team}/members`, { person_id: 1 }, 422, { error: 'is a member' }],
    ['GET', `/teams/${team}/members`, undefined, 200, [member]],
  ]
}

test('a reference that is left out is not refused as one that leads nowhere', () => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, members(at))))
  ask('POST', '/people', { name: 'Ivy' })
  expect(ask('POST', '/teams', { title: 'Red', lead_id: 9 }).status).toBe(400)
  expect(ask('POST', '/teams', { title: 'Red' }).status).toBe(201)
})

test('what is made within something must be another one there alone', () => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, members(at))))
  ask('POST', '/people', { name: 'Ivy' })
  for (const title of ['Red', 'Blue']) ask('POST', '/teams', { title, lead_id: 1 })
  const add = (team: number) => ask('POST', `/teams/${team}/members`, { person_id: 1 }).status
  expect([add(1), add(1), add(2), add(2)]).toEqual([201, 422, 201, 422])
})
