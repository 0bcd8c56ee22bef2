import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const notes = (at: number) => [1, 2, 3, 4, 5].map((id) => ({ id, text: `note ${id} of ${at}` }))
const made = (at: number) => notes(at).map((note): Line => ['POST', '/notes', { text: note.text }, 201, note])

describe('the end of the list that is asked for decides', () => {
  test('that a page behind it is not there', () => {
    const page = (at: number, count: number, number: number): Line => {
      const some = notes(at)
        .slice(0, count)
        .slice(number * 2 - 2, number * 2)
      return number > 1 && some.length === 0
        ? ['GET', `/notes?page=${number}&size=2`, undefined, 404, { detail: 'Invalid page.' }]
        : ['GET', `/notes?page=${number}&size=2`, undefined, 200, { count, results: some }]
    }
    const lines = (at: number) => made(at).flatMap((line, index) => [line, ...[1, 2, 3, 4].map((number) => page(at, index + 1, number))])
    const ask = twinOf([0, 1].map((at) => session(at, lines(at))))
    for (let count = 0; count < 7; count++) ask('POST', '/notes', { text: 'x' })
    expect(ask('GET', '/notes?page=4&size=2')).toMatchObject({ status: 200, body: { count: 7 }, provenance: 'learned' })
    expect(ask('GET', '/notes?page=5&size=2')).toMatchObject({ status: 404, body: { detail: 'Invalid page.' }, provenance: 'learned' })
  })

  const range = (at: number, count: number, first: number, last: number): Line => {
    const all = notes(at).slice(0, count)
    const asked = { Range: `items=${first}-${last}` }
    if (first >= count) return ['GET', '/notes', undefined, 416, { error: 'no such range' }, asked, { 'Content-Range': `items */${count}` }]
    const some = all.slice(first, last + 1)
    const told = { 'Content-Range': `items ${first}-${first + some.length - 1}/${count}` }
    return ['GET', '/notes', undefined, some.length < count ? 206 : 200, some, asked, told]
  }

  test('what is shown in part, and what is out of range', () => {
    const ranges = [
      [0, 1],
      [1, 3],
      [0, 9],
      [2, 9],
      [4, 6],
      [5, 8],
      [6, 7],
    ] as const
    const lines = (at: number) =>
      made(at).flatMap((line, index) => [line, ...ranges.map(([first, last]) => range(at, index + 1, first, last))])
    const ask = twinOf([0, 1].map((at) => session(at, lines(at))))
    for (let count = 0; count < 8; count++) ask('POST', '/notes', { text: 'x' })
    const shown = (asked: string) => ask('GET', '/notes', undefined, { Range: asked })
    expect(shown('items=6-9')).toMatchObject({ status: 206, body: [{ id: 7 }, { id: 8 }], headers: { 'Content-Range': 'items 6-7/8' } })
    expect(shown('items=0-20')).toMatchObject({ status: 200, headers: { 'Content-Range': 'items 0-7/8' } })
    expect(shown('items=8-20')).toMatchObject({ status: 416, headers: { 'Content-Range': 'items */8' } })
  })
})
