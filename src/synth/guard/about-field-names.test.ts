import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

const lamp = (at: number) => ({ id: at, name: `lamp ${at}`, price: 9 - at, colour: null, weight: 4 })
const refused = (name: string): Line => ['GET', `/lamps?sort=${name}`, undefined, 400, { error: `no field ${name}` }]

function lines(at: number): Line[] {
  const [one, two] = [lamp(1), lamp(2)]
  return [
    ['POST', '/lamps', { name: one.name, price: one.price }, 201, one],
    ['POST', '/lamps', { name: two.name, price: two.price }, 201, two],
    ['GET', '/lamps', undefined, 200, [one, two]],
    ['GET', '/lamps?sort=name', undefined, 200, [one, two]],
    ['GET', `/lamps?sort=${at % 2 === 0 ? '-name' : 'price,-id'}`, undefined, 200, [two, one]],
    refused(['depth', 'brightness', 'maker_code'][at] as string),
    ['GET', '/lamps?sort=price', undefined, 200, [two, one]],
  ]
}

describe('a parameter that names fields', () => {
  const ask = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  for (const name of ['tall', 'small']) ask('POST', '/lamps', { name, price: name.length })

  test('may name any field that answers show, in any form', () => {
    for (const sort of ['weight', '-weight', 'colour,-name', 'price:desc']) expect(ask('GET', `/lamps?sort=${sort}`).status).toBe(200)
  })

  test('is refused where it names one that there is not', () => {
    for (const sort of ['tone', 'bulbs'])
      expect(ask('GET', `/lamps?sort=${sort}`)).toMatchObject({ status: 400, body: { error: `no field ${sort}` } })
    expect(ask('GET', '/lamps?sort=name,tone').status).toBe(400)
  })
})
