import { expect, test } from 'vitest'
import { isTokenOf, tokenOf } from './page-token.ts'

test('a token stands for one member, in the form that is asked for', () => {
  const token = tokenOf('pt_{hex:28}', '7')
  expect(token).toMatch(/^pt_[0-9a-f]{28}$/)
  expect(tokenOf('pt_{hex:28}', '7')).toBe(token)
  expect(isTokenOf('pt_{hex:28}', '7', token)).toBe(true)
  expect(isTokenOf('pt_{hex:28}', '8', token)).toBe(false)
})

test('a fresh one is another each time, and stands for the same', () => {
  const [one, two] = ['pt_0000000000000000000000000000', 'pt_ffffffffffffffffffffffffffff'].map((fresh) =>
    tokenOf('pt_{hex:28}', '7', fresh),
  )
  expect(one).not.toBe(two)
  for (const token of [one, two]) {
    expect(token).toMatch(/^pt_[0-9a-f]{28}$/)
    expect(isTokenOf('pt_{hex:28}', '7', token ?? '')).toBe(true)
    expect(isTokenOf('pt_{hex:28}', '8', token ?? '')).toBe(false)
  }
})
