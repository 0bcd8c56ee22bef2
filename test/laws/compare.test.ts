import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '#base'
import { type ComparableResponse, Correspondence, compareResponses, type Scope, translateRequest } from '#compare'
import type { HttpRequest } from '#http'

const nowMs = Date.UTC(2026, 2, 1, 12)

function createScope(isMinted: boolean): Scope {
  return {
    correspondence: new Correspondence(),
    origins: { isMinted: () => isMinted, isKnown: () => false, isSent: () => false },
    clock: { sessionStartMs: nowMs - 60_000, startMs: nowMs - 10, endMs: nowMs, toleranceMs: 1000 },
  }
}

function toResponse(value: Json): ComparableResponse {
  return { status: 200, headers: [['content-type', 'application/json']], body: { kind: 'json', value } }
}

function divergencesOf(expected: Json, actual: Json, scope = createScope(true)) {
  return compareResponses(toResponse(expected), toResponse(actual), scope).divergences
}

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>

/** Values as services send them: words, counters, flags, entities with ids, lists of them. */
const word = fc.constantFrom('draft', 'paid', 'lamp', 'Ada', 'GET /orders', '275.50', 'ORD-7', '')
const scalar = fc.oneof(word, fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null))
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('id', 'name', 'total', 'items', 'odd key', '__proto__'), tie('tree'), { maxKeys: 4 }),
  ),
})) as { tree: fc.Arbitrary<Json> }

interface Planted {
  readonly value: Json
  readonly path: string
}

/** All values that differ from `value` in one leaf, with its path. */
function* plantChanges(value: Json, path = 'body'): Generator<Planted> {
  if (value === null || typeof value !== 'object') {
    yield { value: typeof value === 'number' ? value + 100_003 : 'another word', path }
    return
  }
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
    for (const planted of plantChanges(child as Json, path + step)) {
      if (Array.isArray(value)) yield { value: value.with(Number(key), planted.value), path: planted.path }
      else
        yield {
          value: Object.fromEntries(Object.entries(value).map((pair) => (pair[0] === key ? [key, planted.value] : pair))),
          path: planted.path,
        }
    }
  }
}

describe('comparison', () => {
  test('is reflexive: nothing differs from itself', () => {
    fc.assert(
      fc.property(anyJson, fc.boolean(), (value, isMinted) => {
        expect(divergencesOf(value, structuredClone(value), createScope(isMinted))).toEqual([])
      }),
    )
  })

  test('counts every leaf of a right answer', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const tally = compareResponses(toResponse(value), toResponse(value), createScope(true))
        expect(tally.rightLeaves).toBe(countLeaves(value))
        expect(tally.verified + tally.unverified).toBe(tally.rightLeaves + tally.rightHeaders)
      }),
    )
  })

  test('has one verdict, whichever side was recorded', () => {
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        expect(divergencesOf(left, right).length === 0).toBe(divergencesOf(right, left).length === 0)
      }),
    )
  })

  test('reports one changed leaf at exactly its path', () => {
    fc.assert(
      fc.property(tree, (value) => {
        for (const planted of plantChanges(value)) {
          expect(divergencesOf(value, planted.value).map(({ path }) => path)).toEqual([planted.path])
        }
      }),
    )
  })

  test('reports a lost and an added element at the list', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), fc.nat(), (list, seed) => {
        const at = seed % list.length
        for (const [longer, shorter] of [
          [list, list.toSpliced(at, 1)],
          [list.toSpliced(at, 1), list],
        ] as const) {
          const [first] = divergencesOf({ list: longer }, { list: shorter })
          expect(first).toMatchObject({ path: 'body.list', category: 'array_length_mismatch' })
        }
      }),
    )
  })
})

describe('correspondence', () => {
  const uuid = fc.uuid({ version: 4 })
  const pool = fc.uniqueArray(uuid, { minLength: 8, maxLength: 8 })
  const mention = fc.tuple(fc.constantFrom('id', 'owner', 'self', 'note'), fc.nat({ max: 3 }))
  const conversation = fc.array(fc.array(mention, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 })

  /** Answers that mention ids of the pool in several ways. */
  function write(talk: readonly (readonly (readonly [string, number])[])[], ids: readonly string[]): Json[] {
    return talk.map((mentions) =>
      mentions.map(([way, number], at) => {
        const id = ids[number] as string
        return { at, [way]: way === 'self' ? `http://twin.test/things/${id}?full=1` : way === 'note' ? `moved to ${id}, by hand` : id }
      }),
    )
  }

  test('accepts any other ids, as long as they stand for the same things', () => {
    fc.assert(
      fc.property(conversation, pool, (talk, ids) => {
        const scope = createScope(true)
        const theirs = write(talk, ids.slice(4))
        expect(write(talk, ids).flatMap((value, at) => divergencesOf(value, theirs[at] as Json, scope))).toEqual([])
      }),
    )
  })

  test('notices when one id stands for two things', () => {
    fc.assert(
      fc.property(conversation, pool, (talk, ids) => {
        const scope = createScope(true)
        const [one, , ...others] = ids.slice(4)
        const merged = write(talk, [one as string, one as string, ...others])
        const found = write(talk, ids).flatMap((value, at) => divergencesOf(value, merged[at] as Json, scope))
        const used = new Set(talk.flat().map(([, number]) => number))
        expect(found.length > 0).toBe(used.has(0) && used.has(1))
      }),
    )
  })

  test('puts a request into the other instance, and leaves alone what it does not know', () => {
    fc.assert(
      fc.property(pool, fc.nat({ max: 3 }), tree, (ids, number, sent) => {
        const scope = createScope(true)
        const talk = [[['id', number] as const]]
        divergencesOf(write(talk, ids)[0] as Json, write(talk, ids.slice(4))[0] as Json, scope)
        const request = (id: string): HttpRequest => ({
          method: 'PUT',
          target: `/things/${id}?of=${id}&n=1`,
          headers: [['content-type', 'application/json']],
          body: new TextEncoder().encode(JSON.stringify({ id, sent })),
        })
        const translated = translateRequest(request(ids[number] as string), scope.correspondence)
        expect(translated).toEqual(request(ids[number + 4] as string))
      }),
    )
  })
})

function countLeaves(value: Json): number {
  if (value === null || typeof value !== 'object') return 1
  return Math.max(
    1,
    Object.values(value).reduce((total: number, child) => total + countLeaves(child as Json), 0),
  )
}
