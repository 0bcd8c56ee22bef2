import { describe, expect, test } from 'vitest'
import { printLinks, withParameter } from './links.ts'

describe('withParameter', () => {
  test.each([
    ['/a?_page=1&q=x%20y', '_page', 2, '/a?_page=2&q=x%20y'],
    ['/a?q=x+y&page%5Bnumber%5D=4', 'page[number]', 3, '/a?q=x+y&page%5Bnumber%5D=3'],
    ['/a?q=1', 'page', 2, '/a?q=1&page=2'],
    ['/a', 'page', 2, '/a?page=2'],
  ])('%s with %s', (target, name, value, expected) => {
    expect(withParameter(target, name, value)).toBe(expected)
  })

  test('is without it where the value is null', () => {
    expect(withParameter('/a?page=1&q=x', 'page', null)).toBe('/a?q=x')
    expect(withParameter('/a?page=1', 'page', null)).toBe('/a')
  })

  test('is absent where the value is', () => {
    expect(withParameter('/a?page=1', 'page', undefined)).toBeUndefined()
  })
})

test('links are written as RFC 8288 says; none are absent', () => {
  expect(printLinks({ first: '/a?page=1', next: '/a?page=3' })).toBe('</a?page=1>; rel="first", </a?page=3>; rel="next"')
  expect(printLinks({})).toBeUndefined()
})
