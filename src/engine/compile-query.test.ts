import { describe, expect, test } from 'vitest'
import type { Query } from '#model'
import { ask, createModel, json, startSession } from './model-for-tests.ts'

const fixtures = [
  { id: 1, name: 'lamp', price: 30, tag: { name: 'b' }, sold: true, parent: 'x' },
  { id: 2, name: 'Table', price: 120, tag: { name: 'a' }, sold: false, parent: 'x' },
  { id: 3, name: 'chair', price: 30, tag: { name: 'c' }, sold: true, parent: 'y' },
  { id: 4, name: 'Bed', price: null, tag: null, sold: false, parent: 'y' },
].map((value) => ({ value }))

/** Ids on the page that a query gives, and what it says about the page. */
function run(query: Omit<Query, 'collection'>, wish = ''): { ids: number[]; page: Record<string, unknown> } {
  const show = json({ ids: { $: 'page.items.map(i, i.id)' }, page: { $: 'omit(page, "items")' } })
  const model = createModel(
    { 'GET /': [{ do: [{ query: { collection: 'thing', ...query }, as: 'page' }], ...show }] },
    { thing: { key: ['id'], fixtures } },
  )
  return ask(startSession(model), `GET /${wish}`)[1] as { ids: number[]; page: Record<string, unknown> }
}

describe('filters', () => {
  const where = [
    { given: 'query.price', test: 'string(self.price) == query.price' },
    { given: 'query.sold', test: 'self.sold == boolean(query.sold)' },
  ]

  test.each<[string, number[]]>([
    ['', [1, 2, 3, 4]],
    ['?price=30', [1, 3]],
    ['?price=30&sold=false', []],
    ['?sold=false', [2, 4]],
    ['?price=', []],
  ])('T36 %j applies those whose input is there', (wish, ids) => {
    expect(run({ where }, wish).ids).toEqual(ids)
  })
})

test('a page that is cut before filters is what they leave of it, and counts all', () => {
  const page = { size: 'query.size', start: 'query.start', unfiltered: true as const }
  const { ids, page: told } = run(
    { where: [{ given: 'query.sold', test: 'self.sold == boolean(query.sold)' }], page },
    '?sold=true&size=2&start=1',
  )
  expect(ids).toEqual([3])
  expect(told).toMatchObject({ total: 4, pages: 2, more: true })
})

describe('a tree', () => {
  const places = [
    { id: 1, name: 'north' },
    { id: 2, name: 'alley', within: { id: 4 } },
    { id: 3, name: 'court', within: { id: 2 } },
    { id: 4, name: 'east' },
    { id: 5, name: 'yard', within: { id: 4 } },
    { id: 6, name: 'bend', within: { id: 9 } },
  ].map((value) => ({ value }))
  const query: Query = { collection: 'place', sort: { by: 'query.sort', default: [{ field: 'name' }], below: 'within.id' } }

  test.each<[string, number[]]>([
    ['', [6, 4, 2, 3, 5, 1]],
    ['?sort=-id', [6, 5, 4, 3, 2, 1]],
  ])('%j puts each member below the one whose key it holds unless another order is asked for', (wish, ids) => {
    const show = json({ $: 'page.items.map(i, i.id)' })
    const model = createModel({ 'GET /': [{ do: [{ query, as: 'page' }], ...show }] }, { place: { key: ['id'], fixtures: places } })
    expect(ask(startSession(model), `GET /${wish}`)[1]).toEqual(ids)
  })
})

describe('sort', () => {
  test.each<[NonNullable<Query['sort']>, string, number[]]>([
    [{ default: [{ field: 'price' }] }, '', [4, 1, 3, 2]],
    [{ default: [{ field: 'price', descending: true }], ties: [{ field: 'id', descending: true }] }, '', [2, 3, 1, 4]],
    [{ default: [{ field: 'name' }] }, '', [4, 2, 3, 1]],
    [{ default: [{ field: 'name' }], ignoreCase: true }, '', [4, 3, 1, 2]],
    [{ default: [{ field: 'tag.name' }] }, '', [4, 2, 1, 3]],
    [{ by: 'query.sort' }, '?sort=-price,name', [2, 3, 1, 4]],
    [{ by: 'query.sort' }, '?sort=price:desc,id:desc', [2, 3, 1, 4]],
    [{ by: 'query.sort', order: 'query.order' }, '?sort=id&order=desc', [4, 3, 2, 1]],
    [{ by: 'query.sort', fields: { cost: 'price' } }, '?sort=cost', [4, 1, 3, 2]],
    [{ by: 'query.sort', default: [{ field: 'id', descending: true }] }, '?sort=', [4, 3, 2, 1]],
    [{ by: 'query.sort' }, '?sort=__proto__', [1, 2, 3, 4]],
    [{ reverse: 'true' }, '', [4, 3, 2, 1]],
  ])('%j of %j', (sort, wish, ids) => {
    expect(run({ sort }, wish).ids).toEqual(ids)
  })
})

describe('T31 pages differ and end', () => {
  const offset = { start: 'query.offset', size: 'query.limit', default: 2, max: 3 }
  const numbered = { number: 'query.page', size: 'query.size', default: 3 }

  test.each<[NonNullable<Query['page']>, string, number[], object]>([
    [offset, '', [1, 2], { total: 4, start: 0, size: 2, more: true, pages: 2 }],
    [offset, '?offset=2', [3, 4], { start: 2, more: false }],
    [offset, '?offset=9', [], { total: 4, more: false }],
    [offset, '?limit=99', [1, 2, 3], { size: 3, more: true }],
    [offset, '?limit=x&offset=-1', [1, 2], { size: 2 }],
    [numbered, '', [1, 2, 3], { number: 1, pages: 2 }],
    [numbered, '?page=2', [4], { number: 2, more: false }],
    [numbered, '?page=3', [], { number: 3 }],
    [{ ...numbered, firstPage: 0 }, '?page=1', [4], { number: 1 }],
    [{ after: 'query.after', size: 'query.limit' }, '?after=2&limit=1', [3], { more: true }],
    [{}, '', [1, 2, 3, 4], { size: null, pages: 1, more: false }],
  ])('%j of %j', (page, wish, ids, about) => {
    const result = run({ page }, wish)
    expect(result.ids).toEqual(ids)
    expect(result.page).toMatchObject(about)
  })
})

test('a scope shows the members of one parent, and counts them', () => {
  const members = fixtures.map(({ value }) => ({ parents: [value.parent], value }))
  const show = json({ ids: { $: 'page.items.map(i, i.id)' }, all: { $: 'page.all' } })
  const variant = { do: [{ query: { collection: 'thing', scope: ['path.parent'] }, as: 'page' }], ...show }
  const session = startSession(createModel({ 'GET /{parent}': [variant] }, { thing: { key: ['id'], fixtures: members } }))
  expect(ask(session, 'GET /x')).toEqual([200, { ids: [1, 2], all: 2 }])
  expect(ask(session, 'GET /z')).toEqual([200, { ids: [], all: 0 }])
})
