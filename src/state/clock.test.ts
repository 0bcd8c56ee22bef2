import { expect, test } from 'vitest'
import { createFixedClock, createSourceClock, createSteppingClock } from './clock.ts'

const start = Date.UTC(2026, 0, 1)

test('a clock keeps pace with its source, and goes on from where it was moved to', () => {
  let source = start
  const clock = createSourceClock(() => source)
  source += 1500
  expect(clock.nowMs()).toBe(start + 1500)
  expect(clock.advanceTo(start + 10_000)).toBe(true)
  source += 1
  expect(clock.nowMs()).toBe(start + 10_001)
})

test('a scaled clock runs so many times as fast', () => {
  let source = start
  const clock = createSourceClock(() => source, 60)
  source += 1000
  expect(clock.nowMs()).toBe(start + 60_000)
})

test('frozen time stands still, for requests too, and goes on from there', () => {
  let source = start
  const [real, stepping] = [createSourceClock(() => source), createSteppingClock(start, 1000)]
  for (const clock of [real, stepping]) clock.freeze()
  source += 5000
  stepping.tick()
  expect([real.nowMs(), stepping.nowMs()]).toEqual([start, start])
  for (const clock of [real, stepping]) clock.resume()
  source += 7
  stepping.tick()
  expect([real.nowMs(), stepping.nowMs()]).toEqual([start + 7, start + 1000])
})

test('frozen time can be moved and stays frozen', () => {
  let source = start
  const clock = createSourceClock(() => source)
  clock.freeze()
  expect(clock.advanceTo(start + 60_000)).toBe(true)
  source += 5000
  expect(clock.position).toEqual({ nowMs: start + 60_000, isFrozen: true })
})

test('time does not run backwards, nor beyond what a date can name', () => {
  const clock = createFixedClock(start)
  for (const atMs of [start - 1, Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(clock.advanceTo(atMs), String(atMs)).toBe(false)
  expect(clock.nowMs()).toBe(start)
})

test('a position that was taken before is where a clock can be put back to', () => {
  let source = start
  const clock = createSourceClock(() => source)
  const before = clock.position
  source += 9000
  clock.freeze()
  clock.moveTo(before)
  source += 1
  expect(clock.position).toEqual({ nowMs: start + 1, isFrozen: false })
})
