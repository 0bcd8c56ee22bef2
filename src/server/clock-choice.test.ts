import { expect, test } from 'vitest'
import { parseClockChoice } from './clock-choice.ts'

test('a fixed clock stands still', () => {
  const choice = parseClockChoice('fixed:2026-01-01T00:00:00Z')
  const clock = choice?.createClock()
  clock?.tick()
  expect([choice?.text, choice?.real, clock?.nowMs()]).toEqual(['fixed:2026-01-01T00:00:00.000Z', false, Date.UTC(2026, 0, 1)])
})

test('a stepping clock moves with each request, every session on its own', () => {
  const choice = parseClockChoice('stepping:2026-01-01T01:00:00+01:00:1500')
  const [first, second] = [choice?.createClock(), choice?.createClock()]
  first?.tick()
  expect([first?.nowMs(), second?.nowMs()]).toEqual([Date.UTC(2026, 0, 1) + 1500, Date.UTC(2026, 0, 1)])
  expect(parseClockChoice(choice?.text ?? '')?.text).toBe('stepping:2026-01-01T00:00:00.000Z:1500')
})

test.each(['scaled:60', 'scaled:60x'])('%s makes a minute of each second', (text) => {
  const choice = parseClockChoice(text)
  expect([choice?.text, Math.abs((choice?.createClock().nowMs() ?? 0) - Date.now()) < 60_000]).toEqual(['scaled:60', true])
})

test('a date is the beginning of its day', () => {
  expect(parseClockChoice('fixed:2026-01-01')?.text).toBe('fixed:2026-01-01T00:00:00.000Z')
})

test.each([
  '',
  'Real',
  'fixed',
  'fixed:',
  'fixed:now',
  'fixed:2026-13-01',
  'fixed:2026-01-01T00:00:00',
  'fixed:12',
  'scaled:',
  'scaled:0',
  'scaled:-1',
  'scaled:fast',
  'stepping:2026-01-01',
  'stepping:2026-01-01T00:00:00Z:',
  'stepping:2026-01-01T00:00:00Z:-1',
  'stepping:2026-01-01T00:00:00Z:1.5',
])('"%s" is no clock', (text) => {
  expect(parseClockChoice(text)).toBeUndefined()
})
