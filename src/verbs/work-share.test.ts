import { expect, test } from 'vitest'
import { WorkShare } from './work-share.ts'

test('each part is dealt out once, to whoever has the memory', () => {
  const one = new WorkShare()
  const other = new WorkShare(one.memory)
  expect([one.takePart(3), other.takePart(3), other.takePart(3), one.takePart(3), other.takePart(3)]).toEqual([
    0,
    1,
    2,
    undefined,
    undefined,
  ])
})

test('routes are dealt out from both ends until those meet', () => {
  const one = new WorkShare()
  const other = new WorkShare(one.memory)
  expect([one.takeFirstRoute(4), other.takeLastRoute(4), other.takeLastRoute(4), one.takeFirstRoute(4)]).toEqual([0, 3, 2, 1])
  expect([one.takeFirstRoute(4), other.takeLastRoute(4)]).toEqual([undefined, undefined])
})

test('helping is worth it from when routes are wanted until half of them are taken', () => {
  const work = new WorkShare()
  expect(work.isWorthHelping).toBe(false)
  work.wantRoutes()
  expect(work.isWorthHelping).toBe(true)
  work.wantRoutes(2)
  expect(work.isWorthHelping).toBe(true)
  work.takeFirstRoute(2)
  expect(work.isWorthHelping).toBe(false)
  work.wantRoutes()
  work.wantRoutes(0)
  expect(work.isWorthHelping).toBe(false)
})
