import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

/** A box has a generation, which is sent with what is put into it and must be the box's own. */
function linesOf(round: number): Line[] {
  const lines: Line[] = []
  const generations = [0, 0, 0]
  const id = (box: number) => `b${round}x${box}`
  const show = (box: number) => ({ id: id(box), label: `Box ${round}.${box}`, generation: generations[box] })
  const ask = (box: number) => lines.push(['GET', `/boxes/${id(box)}`, undefined, 200, show(box)])
  const put = (box: number, generation: number, weight: number) => {
    const isKnown = generation === generations[box]
    if (isKnown) generations[box] = generation + 1
    const body = { box_generation: generation, weight }
    lines.push(['POST', `/boxes/${id(box)}/contents`, body, isKnown ? 200 : 409, isKnown ? { weight } : { error: 'generation conflict' }])
    ask(box)
  }
  for (const box of [0, 1, 2]) lines.push(['POST', '/boxes', { id: id(box), label: `Box ${round}.${box}` }, 201, show(box)])
  put(0, 0, 3 + round)
  put(0, 1, 4)
  put(0, 1, 5)
  put(1, round, 6)
  put(1, 0, 7)
  put(1, 1, 8)
  put(2, 2, 9)
  put(2, 0, 10 + round)
  put(0, 2, 11)
  put(1, 0, 12)
  return lines
}

test('a version that is sent under the name of what it is of is compared with its own', () => {
  const send = twinOf([session(0, linesOf(0)), session(1, linesOf(1)), session(2, linesOf(2))])
  send('POST', '/boxes', { id: 'n', label: 'New' })
  expect(send('POST', '/boxes/n/contents', { box_generation: 4, weight: 1 })).toMatchObject({ status: 409 })
  expect(send('POST', '/boxes/n/contents', { box_generation: 0, weight: 1 })).toMatchObject({ status: 200 })
  expect(send('GET', '/boxes/n').body).toMatchObject({ generation: 1 })
  expect(send('POST', '/boxes/n/contents', { box_generation: 0, weight: 1 })).toMatchObject({ status: 409 })
  expect(send('POST', '/boxes/n/contents', { box_generation: 1, weight: 1 })).toMatchObject({ status: 200 })
})
