import { expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const purse = (at: number, gold: number) => `{"id":"purse-${at}a7c4e9","gold":${gold}}`

/** Every payment shows what is left under a name of its own; the purse itself is read after some of them only. */
const table = (at: number) => {
  const pay = (amount: number, left: number) =>
    `POST /purses/purse-${at}a7c4e9/payments {"amount":${amount}} -> 201 {"paid":${amount},"left":${left}}`
  return `
  POST /purses {"gold":${100 + at}} -> 201 ${purse(at, 100 + at)}
  ${pay(10, 90 + at)}
  GET /purses/purse-${at}a7c4e9 -> 200 ${purse(at, 90 + at)}
  ${pay(20, 70 + at)}
  ${pay(30, 40 + at)}
  GET /purses/purse-${at}a7c4e9 -> 200 ${purse(at, 40 + at)}`
}

test('what an answer shows of an entity under another name is a reading of it', () => {
  const { timeline } = passesOf(sessionsOf(table(1), table(2), table(3)))
  const [track] = timeline.tracks('purse', 0)
  expect(track?.versions.map(({ at, value }) => [at, value.gold])).toEqual([
    [0, 101],
    [1, 91],
    [3, 71],
    [4, 41],
  ])
})

test('what an answer shows under the name of a field is a reading of that, whatever it is', () => {
  const item = (tags: string) => `{"id":1,"tags":${tags}}`
  const rounds = (word: string) => `
    POST /items {"name":"a"} -> 201 ${item('[]')}
    PUT /items/1/tags/${word} -> 200 {"tags":["${word}"]}
    GET /items/1 -> 200 ${item(`["${word}"]`)}
    PUT /items/1/tags/extra -> 200 {"tags":["extra","${word}"]}
    PUT /items/1/tags/zero -> 200 {"tags":["extra","${word}","zero"]}
    GET /items/1 -> 200 ${item(`["extra","${word}","zero"]`)}`
  const { timeline, collections } = passesOf(sessionsOf(rounds('red'), rounds('blue'), rounds('green')))
  const name = collections.find(({ space }) => space === '/items/{}')?.name ?? ''
  expect(timeline.tracks(name, 0)[0]?.versions.map(({ at, value }) => [at, value.tags])).toEqual([
    [0, []],
    [1, ['red']],
    [3, ['extra', 'red']],
    [4, ['extra', 'red', 'zero']],
  ])
})
