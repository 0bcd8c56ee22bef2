import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

test('numbers that are written as texts count up also where clients name others by such numbers', () => {
  const table = `
    POST /authors {"name":"a"} -> 201 {"id":"1","name":"a"}
    POST /posts {"title":"x","author":"1"} -> 201 {"id":"1","title":"x","author":"1"}
    POST /posts {"title":"y","author":"1"} -> 201 {"id":"2","title":"y","author":"1"}
    POST /posts {"title":"z","author":"1"} -> 201 {"id":"3","title":"z","author":"1"}
    GET /posts/2 -> 200 {"id":"2","title":"y","author":"1"}
    GET /authors/1 -> 200 {"id":"1","name":"a"}`
  const { context } = passesOf(sessionsOf(table, table, table))
  expect(context.sequences.get('post')).toMatchObject({ start: 1 })
})
