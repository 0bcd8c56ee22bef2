import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#base'
import { readBrackets } from '#lang'
import { type Condition, meets } from './condition.ts'
import { readFields } from './read-fields.ts'
import { readInfix } from './read-infix.ts'
import { meetsMatchers, readMatchers } from './read-matchers.ts'
import { readTree } from './read-tree.ts'

const chair: JsonObject = {
  id: 5,
  title: 'Warm Chair',
  price: 12.5,
  stock: 0,
  active: 1,
  status: { id: 2, name: 'Open' },
  tags: ['home'],
  sold_at: null,
  created_at: '2026-03-01',
}

function holds(condition: Condition | undefined): boolean {
  const look = (path: readonly string[]) => {
    let value: unknown = chair
    for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key]
    return value === undefined ? [] : ([value, ...(Array.isArray(value) ? value : [])] as JsonObject[])
  }
  return condition !== undefined && meets(condition, look)
}

describe('a tree', () => {
  test.each([
    [{ price: { $gt: 12 } }, true],
    [{ price: { _gt: '13' } }, false],
    [{ _or: [{ stock: { _gt: 5 } }, { title: { _contains: 'chair' } }] }, true],
    [{ AND: [{ stock: 0 }, { NOT: { title: { startsWith: 'Warm' } } }] }, false],
    [{ status: { name: { _in: 'Open,Closed' } } }, true],
    [{ 'status.name': 'Closed' }, false],
    [{ active: { _eq: 'true' } }, true],
    [{ sold_at: { _nnull: true } }, false],
    [{ tags: { $in: ['home', 'work'] } }, true],
    [{ title: { $regex: '^Warm' } }, true],
    [{ price: { between: [10, 13] } }, true],
    [{ price: '>12' }, true],
    [{ price: '<=12' }, false],
    [{ title: ':chair' }, true],
    [{ status: { name: '!Open' } }, false],
  ] as const)('%j holds: %j', (tree, expected) => {
    expect(holds(readTree(JSON.parse(JSON.stringify(tree))))).toBe(expected)
  })

  test('may come in brackets, with an operator never seen before', () => {
    expect(readBrackets({ 'filter[price][_lte]': '5', 'filter[_or][0][stock][_eq]': '1', limit: '2' }, 'filter')).toEqual({
      price: { _lte: '5' },
      _or: { 0: { stock: { _eq: '1' } } },
    })
    expect(readBrackets({ filter: '{"price":{"_gt":5}}' }, 'filter')).toEqual({ price: { _gt: 5 } })
    expect(readBrackets({ sort: 'price' }, 'filter')).toBeUndefined()
  })
})

describe('parameters named after fields', () => {
  const fields = {
    known: new Set(['id', 'title', 'price', 'stock', 'status.id', 'status.name', 'created_at', 'sold_at']),
    aliases: { state: 'status.name' },
    except: new Set(['stock']),
  }

  test.each([
    ['price', '12.5', true],
    ['price_gte', '13', false],
    ['price[lt]', '13', true],
    ['price__gt', '12', true],
    ['min_price', '13', false],
    ['price', '>=12', true],
    ['price', 'lt:12', false],
    ['title', '~chair', true],
    ['id', '4,5', true],
    ['id', '!5', false],
    ['status_id', '2', true],
    ['status_id', '3', false],
    // A word for a number names a group; that is for others to know.
    ['status_id', 'open', true],
    ['state', 'Open', true],
    ['created_after', '2026-04-01', false],
    ['sold_at', '*', true],
  ])('%s=%s holds: %s', (name, value, expected) => {
    const conditions = readFields({ [name]: value }, fields)
    expect(conditions).toHaveLength(1)
    expect(holds(conditions[0])).toBe(expected)
  })

  test('others are left alone', () => {
    expect(readFields({ colour: 'red', stock: '5', price_note: 'x' }, fields)).toEqual([])
  })
})

describe('a filter written out', () => {
  test.each([
    ["price gt 10 and contains(title,'Chair')", true],
    ['status.name = "Open" AND price >= 13', false],
    ['(price lt 5 or stock eq 0) and not (id eq 6)', true],
    ['stock==0;price=gt=12', true],
    ['id==6,title==Warm*', true],
    ["title in ('Warm Chair','Table')", true],
    ['sold_at is not null', false],
  ])('%s holds: %s', (text, expected) => {
    expect(holds(readInfix(text))).toBe(expected)
  })

  test.each(['price', 'price gt', '(price gt 5', '"a'])('%s can not be read', (text) => {
    expect(readInfix(text)).toBeUndefined()
  })
})

describe('matchers', () => {
  const alert = { labels: { severity: 'warning', service: 'api' }, matchers: [{ name: 'service', value: 'a.*', isRegex: true }] }
  const meet = (text: string | string[], path: string) => meetsMatchers(alert, [path], readMatchers(text) ?? [])

  test('meet a map of labels; what is not there is the empty text', () => {
    expect(meet('severity="warning"', 'labels')).toBe(true)
    expect(meet('severity=~"warn.*|info"', 'labels')).toBe(true)
    expect(meet('severity=~"warn"', 'labels')).toBe(false)
    expect(meet(['team!="db"', 'service!~"web.*"'], 'labels')).toBe(true)
    expect(meet('{severity="warning",team="db"}', 'labels')).toBe(false)
  })

  test('are read as far as the sign: anything may follow', () => {
    expect(readMatchers('severity===bad{')).toEqual([{ name: 'severity', value: '==bad{', isEqual: true, isRegex: false }])
    expect(readMatchers('{a="b", c!~"d"}')).toHaveLength(2)
  })

  test('meet a list of matchers that are the same', () => {
    expect(meet('service=~"a.*"', 'matchers')).toBe(true)
    expect(meet('service="a.*"', 'matchers')).toBe(false)
  })

  test('that are malformed are none', () => {
    expect(readMatchers('severity')).toBeUndefined()
    expect(readMatchers('severity="warning')).toBeUndefined()
  })
})
