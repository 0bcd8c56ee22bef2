import { expect, test } from 'vitest'
import { readTrigger } from './trigger.ts'

test.each([
  ['POST /orders/{id}/confirm', { kind: 'route', method: 'POST', path: '/orders/{id}/confirm' }],
  ['transition API call with transitionId=21', { kind: 'parameter', name: 'transitionId', value: '21' }],
  ['an update with status = "done"', { kind: 'parameter', name: 'status', value: 'done' }],
  ['confirm API call', { kind: 'action', name: 'confirm' }],
  ['after 24h', { kind: 'time', period: '24h' }],
  ['after 1 month', { kind: 'time', period: '1mo' }],
  ['2 years pass', { kind: 'time', period: '2y' }],
  ['after 1.5h', { kind: 'time', period: '5400000ms' }],
  ['at ends_at', { kind: 'moment', field: 'ends_at' }],
  ['3 days later', { kind: 'time', period: '3d' }],
])('%s', (phrase, trigger) => {
  expect(readTrigger(phrase)).toEqual(trigger)
})

test.each(['when the moon is full', 'magic'])('"%s" is not understood', (phrase) => {
  expect(readTrigger(phrase)).toBeUndefined()
})
