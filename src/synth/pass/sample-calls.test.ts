import { expect, test } from 'vitest'
import type { Call } from '../call.ts'
import { sampleCalls } from './sample-calls.ts'

const call = (session: number, index: number, target: string, value: object): Call =>
  ({
    session,
    index,
    request: { target, query: target.includes('?') ? { [target.split('?')[1] as string]: '' } : {}, body: undefined },
    body: { encoding: 'json', value },
  }) as unknown as Call

const places = (calls: readonly Call[]) => calls.map(({ session, index }) => `${session}.${index}`)

test('few calls are all taken', () => {
  const calls = [call(0, 0, '/a', {}), call(0, 1, '/a', {})]
  expect(places(sampleCalls(calls, 2))).toEqual(['0.0', '0.1'])
})

test('what is asked or answered in another form is taken before more of the same', () => {
  const usual = Array.from({ length: 50 }, (_, index) => call(index % 2, index, `/a/${index}`, { id: index }))
  const calls = [...usual, call(1, 90, '/a/1?deep', { id: 1 }), call(1, 91, '/a/2', { id: 2, parts: [{ name: 'x' }] })]
  expect(places(sampleCalls(calls, 4))).toEqual(['0.0', '1.1', '1.90', '1.91'])
})

test('the same question with the same answer is taken once while there are others', () => {
  const calls = [...Array.from({ length: 9 }, (_, index) => call(index, 0, '/a', { id: 1 })), call(8, 1, '/b', { id: 2 })]
  expect(places(sampleCalls(calls, 3))).toEqual(['0.0', '1.0', '8.1'])
})
