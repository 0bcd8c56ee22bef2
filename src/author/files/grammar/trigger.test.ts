import { expect, test } from 'vitest'
import { readTrigger } from './trigger.ts'

test.each([
  ['POST /orders/{id}/confirm', { kind: 'route', method: 'POST', path: '/orders/{id}/confirm' }],
  ['transition API call with transitionId=21', { kind: 'parameter', name: 'transitionId', value: '21' }],
  ['an update with status = "done"', { kind: 'parameter', name: 'status', value: 'done' }],
  ['confirm API call', { kind: 'action', name: 'confirm' }],
  ['after 24h', { kind: 'time', afterMs: 86_400_000 }],
  ['3 days later', { kind: 'time', afterMs: 3 * 86_400_000 }],
])('%s', (phrase, trigger) => {
  expect(readTrigger(phrase)).toEqual(trigger)
})

test.each(['when the moon is full', 'magic'])('"%s" is not understood', (phrase) => {
  expect(readTrigger(phrase)).toBeUndefined()
})
