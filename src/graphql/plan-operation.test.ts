import { expect, test } from 'vitest'
import { parseDocument } from './document.ts'
import { planOperation } from './plan-operation.ts'
import { unalias } from './unalias.ts'

function plan(text: string, variables = {}, name?: string) {
  const parsed = parseDocument(text)
  if (!('document' in parsed)) throw new Error(parsed.fault.message)
  return planOperation(parsed.document, name, variables)
}

test('literals and variables of arguments become one, defaults included', () => {
  const operation = plan(
    'query($take: Int = 5, $term: String) { a: posts(take: $take, filter: { term: $term, states: [OPEN] }) { id } }',
    {},
  )
  expect(operation?.fields).toMatchObject([{ key: 'a', name: 'posts', args: { take: 5, filter: { states: ['OPEN'] } } }])
})

test('fragments are laid open with the types that they are for, directives obeyed', () => {
  const operation = plan(
    'query($no: Boolean!) { post(id: 1) { ...P title @skip(if: $no) ... on Draft { note } } } fragment P on Post { id author { name } }',
    { no: true },
  )
  const [post] = operation?.fields ?? []
  expect(post?.selection?.map(({ key, on }) => [key, on])).toEqual([
    ['id', ['Post']],
    ['author', ['Post']],
    ['note', ['Draft']],
  ])
})

test('a document with several operations needs a name', () => {
  const text = 'query A { a } mutation B { b }'
  expect(plan(text)).toBeUndefined()
  expect(plan(text, {}, 'B')).toMatchObject({ kind: 'mutation', fields: [{ name: 'b' }] })
})

test('fragments that hold each other end', () => {
  expect(plan('{ a { ...F } } fragment F on T { b { ...F } }')?.fields[0]?.name).toBe('a')
})

test('what is no GraphQL is a fault with its place', () => {
  expect(parseDocument('{ broken ')).toEqual({ fault: { message: 'Syntax Error: Expected Name, found <EOF>.', line: 1, column: 10 } })
})

test('an answer gets its own names back', () => {
  const [posts] = plan('{ all: posts { number: id by(first: 1) { name } } }')?.fields ?? []
  expect(unalias([{ number: 1, by: { name: 'x' } }], posts?.selection)).toEqual([{ id: 1, 'by({"first":1})': { name: 'x' } }])
})

test('edges are their nodes', () => {
  const [posts] = plan('{ posts { edges { cursor n: node { id } } } }')?.fields ?? []
  expect(unalias({ edges: [{ cursor: 'x', n: { id: 1 } }] }, posts?.selection)).toEqual({ nodes: [{ id: 1 }] })
})
