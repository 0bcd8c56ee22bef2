import { describe, expect, test } from 'vitest'
import { parseTarget } from '#http'
import type { Environment } from '#lang'
import type { Query } from '#model'
import { createContext } from '../create-context.ts'
import { compilePage } from './page.ts'

const members = [1, 2, 3, 4, 5].map((id) => ({ key: String(id), parts: [id], value: { id }, order: id }))

/** Ids on the page that a target asks for. */
function shown(page: NonNullable<Query['page']>, target: string): unknown[] {
  const query = Object.fromEntries(parseTarget(target).query)
  const run = compilePage({ collection: 'item', page }, createContext({ collections: {} }))
  return run({ query } as unknown as Environment, members, members.length).items.map(({ id }) => id)
}

describe('a page', () => {
  test.each([
    [{ size: 'query.limit', number: 'query.page' }, '/?limit=2&page=2', [3, 4]],
    [{ start: 'query.from', end: 'query.end' }, '/?from=1&end=3', [2, 3]],
    [{ size: 'query.limit', number: 'query.page', clamp: true }, '/?limit=2&page=9', [5]],
    [{ size: 'query.limit', number: 'query.page' }, '/?limit=2&page=9', []],
    [{ number: 'query.page', default: 2, onDemand: true }, '/', [1, 2, 3, 4, 5]],
    [{ number: 'query.page', default: 2, onDemand: true }, '/?page=1', [1, 2]],
    [{ number: 'query.page', default: 2 }, '/', [1, 2]],
    [{ size: 'query.limit', after: 'query.after' }, '/?limit=2&after=2', [3, 4]],
    [{ size: 'query.limit', before: 'query.before' }, '/?limit=2&before=4', [2, 3]],
    [{ size: 'query.limit', before: 'query.before' }, '/?limit=9&before=3', [1, 2]],
  ])('%j of %s', (page, target, expected) => {
    expect(shown(page, target)).toEqual(expected)
  })
})
