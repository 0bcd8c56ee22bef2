import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import { knownParts } from './known-parts.ts'

function knownOf(...tables: readonly string[]) {
  return passesOf(sessionsOf(...tables)).routes.map((route) => knownParts(route))
}

test('parameters and fields that requests had', () => {
  expect(knownOf('POST /orders?dry=1 {"lines":[{"sku":"a"}],"note":"x"} -> 201 {"id":1}')).toEqual([
    {
      query: ['dry'],
      body: ['lines', 'lines[]', 'lines[].sku', 'note'],
      kinds: ['lines list', 'lines[] map', 'lines[].sku text', 'note text'],
    },
  ])
})

test('fields that every session chooses anew are no vocabulary', () => {
  const tables = ['a', 'b', 'c', 'd'].map((name) => `POST /docs {"title":"x","${name}":1} -> 201 {"id":1}`)
  expect(knownOf(...tables)).toEqual([{ query: [] }])
})

test('kinds of values are those that were taken: what was refused alone is not known to be', () => {
  const taken = 'POST /orders {"price":5,"note":null} -> 201 {"id":1}'
  const refused = 'POST /orders {"price":-5,"note":" "} -> 422 {"error":"price"}'
  expect(knownOf(`${taken}\n${refused}`)).toMatchObject([{ body: ['note', 'price'], kinds: ['note null', 'price number'] }])
})
