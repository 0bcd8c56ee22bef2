import { expect, test } from 'vitest'
import { deriveSeed } from './derive-seed.ts'

test('the same in every run, different for every name and seed', () => {
  expect([deriveSeed(1, 'a'), deriveSeed(1, 'b'), deriveSeed(2, 'a')]).toEqual([deriveSeed(1, 'a'), deriveSeed(1, 'b'), deriveSeed(2, 'a')])
  const names = Array.from({ length: 10_000 }, (_, index) => `session-${index}`)
  const seeds = new Set(names.flatMap((name) => [deriveSeed(0, name), deriveSeed(1, name)]))
  // Of 20,000 random 32-bit numbers about one in twenty runs has even two pairs alike.
  expect(seeds.size).toBeGreaterThan(19_990)
  for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff).toBe(true)
})
