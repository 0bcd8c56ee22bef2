import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { documentStore, useDocuments } from './document-store.ts'
import { type Ask, learnedTwin } from './learned-twin.ts'

const rounds = 6
let known: Ask | undefined
/** A client of the twin; what one test writes has names of its own. */
const twin: Ask = (call, body, headers) => {
  known ??= learnedTwin(documentStore, useDocuments, rounds)
  return known(call, body, headers)
}

const revisionOf = (count: number, sent: object) => `${count}-${createHash('md5').update(JSON.stringify(sent)).digest('hex')}`

describe('revisions', () => {
  test('count up, and are digests of what was sent', () => {
    const first = twin('PUT /docs/rev-one', { title: 'One', color: 'red' })
    expect(first).toMatchObject({ status: 201, body: { revision: revisionOf(1, { title: 'One', color: 'red', key: 'rev-one' }) } })
    const sent = { title: 'Two', revision: first.body.revision }
    expect(twin('PUT /docs/rev-one', sent).body.revision).toBe(revisionOf(2, { ...sent, key: 'rev-one' }))
    expect(twin('GET /docs/rev-one').body).toEqual({ title: 'Two', key: 'rev-one', revision: revisionOf(2, { ...sent, key: 'rev-one' }) })
  })

  test('an old one is refused', () => {
    const { revision } = twin('PUT /docs/rev-two', { title: 'One' }).body
    twin('PUT /docs/rev-two', { title: 'Two', revision })
    expect(twin('PUT /docs/rev-two', { title: 'Three', revision })).toMatchObject({ status: 409, body: { error: 'stale' } })
    expect(twin('GET /docs/rev-two').body.title).toBe('Two')
  })
})

describe('a bulk request', () => {
  test('is answered item by item, refusals among them, each seeing what those before it did', () => {
    const { revision } = twin('PUT /docs/bulk-known', { title: 'Known' }).body
    const old = revisionOf(1, {})
    const { status, body } = twin('POST /bulk', {
      docs: [
        { key: 'bulk-new', title: 'New', extra: 7 },
        { key: 'bulk-known', title: 'Refused', revision: old },
        { key: 'bulk-known', title: 'Changed', revision },
        { key: 'bulk-known', title: 'Too late', revision },
      ],
    })
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { key: 'bulk-new', revision: expect.stringMatching(/^1-/) },
      { key: 'bulk-known', error: 'stale', message: 'revision is out of date' },
      { key: 'bulk-known', revision: expect.stringMatching(/^2-/) },
      { key: 'bulk-known', error: 'stale', message: 'revision is out of date' },
    ])
    expect(twin('GET /docs/bulk-known').body.title).toBe('Changed')
    expect(twin('GET /docs/bulk-new').body).toMatchObject({ title: 'New', extra: 7 })
  })
})

test('a file below a document is given back, and moves the revision of the document', () => {
  const plain = { 'Content-Type': 'text/plain' }
  const first = twin('PUT /docs/file-one', { title: 'One' }).body.revision
  const { status, body } = twin('PUT /docs/file-one/files/note.txt', 'Buy snow', plain)
  expect([status, body.key, body.revision]).toEqual([201, 'file-one', expect.stringMatching(/^2-/)])
  expect(twin('GET /docs/file-one/files/note.txt')).toMatchObject({ status: 200, text: 'Buy snow' })
  expect(twin('PUT /docs/file-one', { title: 'Two', revision: first }).status).toBe(409)
  expect(twin('PUT /docs/file-one', { title: 'Two', revision: body.revision }).body.revision).toMatch(/^3-/)
})

describe('what has been', () => {
  const writes = () => {
    const first = twin('PUT /docs/past-one', { title: 'One', size: 1 }).body.revision
    const second = twin('PUT /docs/past-one', { title: 'Two', revision: first }).body.revision
    return { first, second }
  }

  test('is shown by the revision that it had, and listed', () => {
    const { first, second } = writes()
    expect(twin(`GET /docs/past-one?revision=${first}`).body).toEqual({ title: 'One', size: 1, key: 'past-one', revision: first })
    expect(twin('GET /docs/past-one').body).toEqual({ title: 'Two', key: 'past-one', revision: second })
    expect(twin('GET /docs/past-one/history').body).toEqual({ revisions: [{ revision: second }, { revision: first }] })
  })

  test('goes on after a deletion', () => {
    const { revision } = twin('PUT /docs/past-gone', { title: 'One' }).body
    const left = twin(`DELETE /docs/past-gone?revision=${revision}`)
    expect(left).toMatchObject({ status: 200, body: { key: 'past-gone', revision: expect.stringMatching(/^2-/) } })
    expect(twin('GET /docs/past-gone').status).toBe(404)
    expect(twin('PUT /docs/past-gone', { title: 'Back' }).body.revision).toMatch(/^3-/)
  })

  test('is fed to clients as changes: each document once, deleted ones too, in the order of the last writes', () => {
    const { last } = twin('GET /feed').body
    const { revision } = twin('PUT /docs/feed-a', { title: 'A' }).body
    twin('PUT /docs/feed-b', { title: 'B' })
    twin('PUT /docs/feed-a', { title: 'A2', revision })
    const again = twin('PUT /docs/feed-c', { title: 'C' }).body.revision
    twin(`DELETE /docs/feed-c?revision=${again}`)
    expect(twin(`GET /feed?after=${last}`).body).toEqual({
      results: [
        { key: 'feed-b', seq: last + 2, revision: expect.stringMatching(/^1-/) },
        { key: 'feed-a', seq: last + 3, revision: expect.stringMatching(/^2-/) },
        { key: 'feed-c', seq: last + 5, revision: expect.stringMatching(/^2-/), deleted: true },
      ],
      last: last + 5,
    })
  })

  test('of a change that was refused there is nothing', () => {
    const before = twin('GET /feed').body.last
    twin('PUT /docs/past-one', { title: 'Too late', revision: revisionOf(1, {}) })
    expect(twin('GET /feed').body.last).toBe(before)
  })
})
