import { expect, test } from 'vitest'
import { tokenOf } from '#lang'
import { type Line, session } from '../guard/service-for-tests.ts'
import { decode } from './decode.ts'
import { namePageTokens } from './page-tokens.ts'

const items = (...ids: number[]) => ids.map((id) => ({ id, code: `x7Gq2Lw9${id}` }))
const lines = (word: string): Line[] => [
  ['GET', '/items', undefined, 200, { items: items(1, 2), next: `${word}9fK2mQ7z`, trace: `${word}T4r8Nn0c` }],
  ['GET', `/items?cursor=${word}9fK2mQ7z`, undefined, 200, { items: items(3, 4), next: `${word}5Wb1xR3v` }],
  ['GET', `/items?cursor=${word}5Wb1xR3v`, undefined, 200, { items: items(5), next: null }],
]

test('a text that comes back as a parameter is named after the member before the page that it leads to', () => {
  const [calls = []] = namePageTokens(decode([session(0, lines('aA')), session(1, lines('bB'))]))
  const shape = calls[0]?.tokens?.shape ?? ''
  const [first, second] = [tokenOf(shape, '2'), tokenOf(shape, '4')]
  expect(calls.map(({ request }) => request.query.cursor)).toEqual([undefined, first, second])
  expect(calls.map(({ body }) => (body.value as { next: unknown }).next)).toEqual([first, second, null])
  expect(calls[0]?.body.value).toMatchObject({ trace: 'aAT4r8Nn0c', items: items(1, 2) })
})

test('what can be read, and what never comes back, stays as it is', () => {
  const readable: Line[] = [
    ['GET', '/items', undefined, 200, { items: items(1, 2), next: btoa('offset:2') }],
    ['GET', `/items?cursor=${btoa('offset:2')}`, undefined, 200, { items: items(3), next: btoa('offset:3') }],
    ['GET', `/items?cursor=${btoa('offset:3')}`, undefined, 200, { items: items(4), next: null }],
  ]
  const calls = decode([session(0, readable)])
  expect(namePageTokens(calls)).toEqual(calls)
})
