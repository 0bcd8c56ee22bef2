import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { encodeText } from '#http'
import { createSourceClock } from '#state'
import { learn } from '../learn.ts'
import { sessionsOf } from '../sessions-for-tests.ts'

/** A session of a service of notes in notebooks: ids count from 1, the total of a notebook is what its notes cost. */
function notebookSession(names: readonly string[], prices: readonly number[]): string {
  const lines: string[] = []
  const line = (query: string, variables: object, answer: object) =>
    lines.push(`POST /graphql ${JSON.stringify({ query, variables })} -> 200 ${JSON.stringify(answer)}`)
  const books = names.map((name, at) => ({ id: String(at + 1), name, notes: [] as { id: string; text: string; price: number }[] }))
  const total = (at: number) => (books[at]?.notes ?? []).reduce((sum, { price }) => sum + price, 0)
  const noBook = (id: string, name: string, column: number) => ({
    errors: [{ message: `No book ${id}`, locations: [{ line: 1, column }], path: [name], extensions: { code: 'NOT_FOUND' } }],
    data: { [name]: null },
  })
  for (const { id, name } of books)
    line(
      'mutation($i: BookInput!) { createBook(input: $i) { __typename id name } }',
      { i: { name } },
      {
        data: { createBook: { __typename: 'Book', id, name } },
      },
    )
  prices.forEach((price, at) => {
    const book = books[at % books.length] as (typeof books)[0]
    const note = { id: String(at + 1), text: `${book.name} note ${at}`, price }
    book.notes.push(note)
    line(
      'mutation($b: ID!, $t: String!, $p: Int!) { addNote(bookId: $b, text: $t, price: $p) { id name total notes { id text price } } }',
      { b: book.id, t: note.text, p: price },
      {
        data: { addNote: { id: book.id, name: book.name, total: total(at % books.length), notes: book.notes } },
      },
    )
  })
  line(
    'query($id: ID!) { book(id: $id) { id name total } }',
    { id: '1' },
    {
      data: { book: { id: '1', name: names[0], total: total(0) } },
    },
  )
  line('query($id: ID!) { book(id: $id) { id name } }', { id: '999' }, noBook('999', 'book', 18))
  line(
    '{ books { items { id name } totalItems } }',
    {},
    { data: { books: { items: books.map(({ id, name }) => ({ id, name })), totalItems: books.length } } },
  )
  return lines.join('\n')
}

const sessions = sessionsOf(
  notebookSession(['Amber Yard', 'Copper Lane'], [5, 7, 11]),
  notebookSession(['Silver Gate', 'Mellow Pond', 'Rapid Fox'], [3, 8, 20, 4]),
  notebookSession(['Wooden Harp', 'Quiet Mill'], [9, 2, 6, 13]),
)

function twin() {
  const learned = learn(sessions)
  const session = compileTwin(learned.model).createSession({
    seed: 1,
    clock: createSourceClock(() => 1_700_000_000_000),
    origin: 'http://twin.test',
  })
  return (body: unknown) => {
    const { response, provenance } = session.answer({
      method: 'POST',
      target: '/graphql',
      headers: [['content-type', 'application/json']],
      body: encodeText(JSON.stringify(body)),
    })
    return { status: response.status, provenance, body: JSON.parse(new TextDecoder().decode(response.body)) }
  }
}

const create = 'mutation($n: String!) { createBook(input: { name: $n }) { id name } }'
const add = 'mutation($b: ID!) { addNote(bookId: $b, text: "fresh words", price: 30) { total } }'

test('a selection that was never asked is answered from the entities: aliases, fragments, what follows from what', () => {
  const ask = twin()
  expect(ask({ query: create, variables: { n: 'Brave Wolf' } }).body).toEqual({ data: { createBook: { id: '1', name: 'Brave Wolf' } } })
  ask({ query: add, variables: { b: '1' } })
  const { body, provenance } = ask({
    query:
      'query Q { a: book(id: "1") { ...F sum: total } books { totalItems } } fragment F on Book { __typename called: name notes { text } }',
  })
  expect(body).toEqual({
    data: { a: { __typename: 'Book', called: 'Brave Wolf', notes: [{ text: 'fresh words' }], sum: 30 }, books: { totalItems: 1 } },
  })
  expect(provenance).toBe('learned')
})

test('a field that was never seen is null, and said to be a guess', () => {
  const ask = twin()
  ask({ query: create, variables: { n: 'Brave Wolf' } })
  expect(ask({ query: '{ book(id: "1") { id colour } }' })).toMatchObject({
    provenance: 'guess',
    body: { data: { book: { id: '1', colour: null } } },
  })
})

test('a refusal names what was asked and where it stands in this document', () => {
  const ask = twin()
  expect(ask({ query: '{\n  it: book(id: "777") { id } }' }).body).toEqual({
    errors: [{ message: 'No book 777', locations: [{ line: 2, column: 3 }], path: ['it'], extensions: { code: 'NOT_FOUND' } }],
    data: { it: null },
  })
})

test('a batch is answered in its order; a document is known by its hash once it was sent', () => {
  const ask = twin()
  const answers = ask([
    { query: create, variables: { n: 'One Two' } },
    { query: '{ books { totalItems } }', extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } },
  ]).body
  expect(answers).toEqual([{ data: { createBook: { id: '1', name: 'One Two' } } }, { data: { books: { totalItems: 1 } } }])
  const persisted = { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }
  expect(ask(persisted).body).toEqual({ data: { books: { totalItems: 1 } } })
  expect(ask({ extensions: { persistedQuery: { version: 1, sha256Hash: 'other' } } }).body.errors[0].message).toBe('PersistedQueryNotFound')
})
