import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** A second of the first session, as the clock of the service says it. */
const at = (second: number) => `2026-01-02T00:00:${String(second).padStart(2, '0')}.002Z`

test('what was changed before anybody read it was what was sent, and the write whose moment it tells changed it', () => {
  const hold = (id: number, end: string, second: number) => ({ id, end, updated: at(second) })
  const lines: Line[] = [
    ['POST', '/holds', { end: '2030-05-06' }, 201, { id: 1 }],
    ['GET', '/holds/1', undefined, 200, hold(1, '2030-05-06', 0)],
    ['POST', '/holds', { end: '2031-07-08' }, 201, { id: 2 }],
    ['POST', '/holds/2/close', undefined, 204, undefined],
    ['GET', '/holds/2', undefined, 200, hold(2, 'closed', 3)],
    ['POST', '/holds', { end: '2032-09-10' }, 201, { id: 3 }],
    ['POST', '/holds/3/close', undefined, 204, undefined],
    ['GET', '/holds/3', undefined, 200, hold(3, 'closed', 6)],
  ]
  const call = twinOf([session(1, lines)])
  call('POST', '/holds', { end: '2040-01-01' })
  expect(call('GET', '/holds/1').body).toMatchObject({ end: '2040-01-01' })
  call('POST', '/holds/1/close')
  expect(call('GET', '/holds/1').body).toMatchObject({ end: 'closed' })
})

test('what was made with a name is found by it, though no answer showed it', () => {
  const lines = (a: string, b: string, c: string): Line[] => [
    ['POST', '/queues', { name: a }, 201, { id: 1 }],
    ['GET', '/queues/1', undefined, 200, { id: 1, name: a }],
    ['GET', `/queues/${a}`, undefined, 200, { id: 1, name: a }],
    ['POST', '/queues', { name: b }, 201, { id: 2 }],
    ['POST', '/tickets', { queue: a, title: 'x' }, 201, { id: 1 }],
    ['POST', '/tickets', { queue: b, title: 'y' }, 201, { id: 2 }],
    ['POST', '/tickets', { queue: c, title: 'z' }, 403, { error: `no queue ${c}` }],
    ['GET', '/tickets/2', undefined, 200, { id: 2, queue: { id: 2 }, title: 'y' }],
  ]
  const call = twinOf([
    session(1, lines('sales', 'support', 'none')),
    session(2, lines('press', 'jobs', 'other')),
    session(3, lines('red', 'blue', 'grey')),
  ])
  call('POST', '/queues', { name: 'first' })
  call('POST', '/queues', { name: 'second' })
  expect(call('POST', '/tickets', { queue: 'third', title: 't' })).toMatchObject({ status: 403, body: { error: 'no queue third' } })
  expect(call('POST', '/tickets', { queue: 'second', title: 't' }).status).toBe(201)
  expect(call('GET', '/tickets/1').body).toEqual({ id: 1, queue: { id: 2 }, title: 't' })
})
