import { expect, test } from 'vitest'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

const key = (at: number, number: number) =>
  Math.trunc(((Math.sin(at * 7 + number * 13) + 1) / 2) * 0xffffffffffff)
    .toString(16)
    .padStart(24, 'f0e1')

test('a key that only the answer to its making shows is kept', () => {
  const table = (at: number) => `
    POST /people {"name":"ada${at}"} -> 201 {"name":"ada${at}","bio":"b${at}","api_key":"${key(at, 1)}"}
    POST /people {"name":"bo${at}"} -> 201 {"name":"bo${at}","bio":"c${at}","api_key":"${key(at, 2)}"}
    GET /people/ada${at} -> 200 {"name":"ada${at}","bio":"b${at}"}
    GET /people/bo${at} -> 200 {"name":"bo${at}","bio":"c${at}"}`
  const { model } = learn(sessionsOf(...[1, 2, 3, 4].map(table)))
  const made = model.routes.find(({ method }) => method === 'POST')?.variants.at(-1)?.do ?? []
  expect(JSON.stringify(made)).toContain('"api_key"')
})
