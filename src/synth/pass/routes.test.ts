import { describe, expect, test } from 'vitest'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

/** The routes of sessions of GET requests, one list of paths a session. */
function routesOf(...sessions: readonly string[][]): string[] {
  const tables = sessions.map((paths) => paths.map((path) => `GET ${path} -> 200 {}`).join('\n'))
  return passesOf(sessionsOf(...tables)).routes.map(({ method, pattern }) => `${method} ${pattern}`)
}

test('T1: words under a version are literals, and so is the version', () => {
  const paths = ['/v1/balance', '/v1/charges', '/v10/balance']
  expect(routesOf(paths, paths)).toEqual(['GET /v10/balance', 'GET /v1/balance', 'GET /v1/charges'].sort())
})

test('T2: verb siblings stay apart', () => {
  const paths = ['/assets/search-v1', '/assets/vector-search', '/assets/12']
  expect(routesOf(paths, paths)).toEqual(['GET /assets/search-v1', 'GET /assets/vector-search', 'GET /assets/{asset_id}'])
})

test.each([
  ['numbers', '7', '12'],
  ['UUIDs', '0b8e2f9a-1c2d-4e3f-8a9b-0c1d2e3f4a5b', '1b8e2f9a-1c2d-4e3f-8a9b-0c1d2e3f4a5c'],
  ['32 hex digits', 'd41d8cd98f00b204e9800998ecf8427e', '900150983cd24fb0d6963f7d28e17f72'],
  ['letters mixed with digits', 'cus_9sk2LmQ4', 'cus_7fj1PzX0'],
])('T4: %s are values', (_, one, other) => {
  expect(routesOf([`/orders/${one}`], [`/orders/${other}`])).toEqual(['GET /orders/{order_id}'])
})

test('T4: a word is a value where an answer gave it as the name of a thing', () => {
  const { routes } = passesOf(
    sessionsOf(
      'POST /posts {"title":"Red Fox"} -> 201 {"slug":"red-fox"}\nGET /posts/red-fox -> 200 {"slug":"red-fox"}',
      'POST /posts {"title":"Grey Wolf"} -> 201 {"slug":"grey-wolf"}\nGET /posts/grey-wolf -> 200 {"slug":"grey-wolf"}',
    ),
  )
  expect(routes.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual(['POST /posts', 'GET /posts/{post_id}'])
})

test('T4: an owner and a repository are two values with two names', () => {
  const table = (owner: string, name: string) => `
    POST /repos {"owner_name":"${owner}","name":"${name}"} -> 201 {"id":"${owner}/${name}"}
    GET /repos/${owner}/${name} -> 200 {"id":"${owner}/${name}"}`
  const { routes, calls } = passesOf(sessionsOf(table('ada', 'engine'), table('bo', 'notes'), table('cy', 'tables')))
  expect(routes.map(({ pattern }) => pattern)).toEqual(['/repos', '/repos/{repo_id}/{id}'])
  expect(calls[1]?.[1]?.path).toEqual({ repo_id: 'bo', id: 'notes' })
})

test('a word that all sessions use beside ids is a literal', () => {
  expect(routesOf(['/users/1', '/users/me', '/users/2'], ['/users/3', '/users/me'])).toEqual(['GET /users/me', 'GET /users/{user_id}'])
})

test('a suffix is no part of the value', () => {
  const { routes, calls } = passesOf(sessionsOf('GET /issues/12.json -> 200 {}', 'GET /issues/7.json -> 200 {}'))
  expect(routes.map(({ pattern }) => pattern)).toEqual(['/issues/{issue_id}.json'])
  expect(calls.map(([call]) => call?.path)).toEqual([{ issue_id: '12' }, { issue_id: '7' }])
})

test('a place in the tree of paths is one space for all methods and suffixes', () => {
  const { routes } = passesOf(
    sessionsOf('GET /issues/12.json -> 200 {}\nPUT /issues/12 {"a":1} -> 200 {}\nGET /issues/12/notes/3 -> 200 {}'),
  )
  const spaces = routes.map(({ segments }) => segments.flatMap(({ space }) => space ?? []))
  expect(new Set(spaces.map(([first]) => first))).toEqual(new Set(['/issues/{}']))
  expect(spaces).toContainEqual(['/issues/{}', '/issues/{}/notes/{}'])
})

describe('what clients put under paths of their own', () => {
  const put = (path: string) => `PUT ${path} "\\"text\\"" -> 201`
  const patternsOf = (...tables: readonly string[]) => passesOf(sessionsOf(...tables)).routes.map(({ pattern }) => pattern)

  test('is kept under the whole of what follows, where nothing answers on the way', () => {
    const table = (at: number) => `
      ${put(`/box-${at}a1b2c3/docs/plan.txt`)}
      ${put(`/box-${at}a1b2c3/img/2026/cat.png`)}
      GET /box-${at}a1b2c3/docs/plan.txt -> 200 hello
      GET /box-${at}a1b2c3 -> 200 {"keys":["docs/plan.txt","img/2026/cat.png"]}`
    expect(patternsOf(table(1), table(2))).toEqual(['/{root_id}', '/{root_id}/{id+}', '/{root_id}/{id+}'])
  })

  test('may be JSON under keys of any length', () => {
    const table = (at: number) => `
      PUT /kept/a/plan-${at} {"v":1} -> 200 true
      PUT /kept/b/deep/plan-${at} {"v":2} -> 200 true
      PUT /kept/plan-${at} {"v":3} -> 200 true
      GET /kept/b/deep/plan-${at} -> 200 {"v":2}`
    expect(new Set(patternsOf(table(1), table(2)))).toEqual(new Set(['/kept/{kept_id+}']))
  })

  test('are no things with parts, also where nobody asks for the things', () => {
    const wiki = (at: number) => `
      PUT /projects/blue-${at} {"v":1} -> 200 true
      PUT /projects/red-${at}/wiki/Home${at} {"v":2} -> 200 true
      PUT /projects/old-${at}/wiki/Plan${at} {"v":2} -> 200 true
      GET /projects/old-${at}/wiki/Plan${at} -> 200 {"v":2}`
    expect(patternsOf(wiki(1), wiki(2)).filter((pattern) => pattern.includes('+'))).toEqual([])
  })

  test('is a file of an entity by its whole name, where the entity answers', () => {
    const table = (at: number) => `
      PUT /docs/doc-${at}a1b2c3 {"title":"${at}"} -> 201 {"id":"doc-${at}a1b2c3"}
      ${put(`/docs/doc-${at}a1b2c3/note.txt`)}
      GET /docs/doc-${at}a1b2c3/note.txt -> 200 hello
      GET /docs/doc-${at}a1b2c3 -> 200 {"id":"doc-${at}a1b2c3","title":"${at}"}`
    expect(new Set(patternsOf(table(1), table(2)))).toEqual(new Set(['/docs/{doc_id}', '/docs/{doc_id}/{id}']))
  })
})

describe('in a single session', () => {
  const patternsOf = (table: string) => passesOf(sessionsOf(table)).routes.map(({ method, pattern }) => `${method} ${pattern}`)

  test('what a client makes by a PUT has the name that it chose', () => {
    expect(patternsOf('PUT /quarry -> 201 {"ok":true}\nGET /quarry -> 200 {"size":0}')).toEqual(['GET /{root_id}', 'PUT /{root_id}'])
    expect(patternsOf('PUT /settings {"a":1} -> 200 {"a":1}')).toEqual(['PUT /settings'])
  })

  test('a word beside ids that the service does not know is a name, and one that it does not take the body of is an operation', () => {
    const table = `
      GET /things/12 -> 200 {"id":12}
      GET /things/nothing -> 404 {"error":"no such thing"}
      POST /things/find {} -> 400 {"error":"say what to find"}`
    expect(new Set(patternsOf(table))).toEqual(new Set(['GET /things/{thing_id}', 'POST /things/find']))
  })

  test('a path under which things are made is no single thing', () => {
    const { routes } = passesOf(
      sessionsOf(`
        POST /things {"name":"a"} -> 201 {"data":{"id":1,"name":"a"}}
        PATCH /things {"keys":[1],"name":"b"} -> 200 {"data":[{"id":1,"name":"b"}]}
        GET /things -> 200 {"data":[{"id":1,"name":"b"}]}`),
    )
    expect(routes.flatMap(({ segments }) => segments.flatMap(({ fixed }) => fixed ?? []))).toEqual([])
  })
})

test('words that the answers to them repeat in one field are values, though all sessions use them', () => {
  const table = (at: number) => `
    POST /channels/news {"text":"a${at}"} -> 201 {"channel":"news","text":"a${at}"}
    POST /channels/jobs {"text":"b${at}"} -> 201 {"channel":"jobs","text":"b${at}"}
    DELETE /channels/news/last -> 204
    GET /stats/daily -> 200 {"period":"daily","visits":${at}}
    GET /stats/total -> 200 {"visits":${at}}`
  const { routes } = passesOf(sessionsOf(table(1), table(2), table(3)))
  expect(routes.map(({ method, pattern }) => `${method} ${pattern}`).sort()).toEqual([
    'DELETE /channels/{channel_id}/last',
    'GET /stats/daily',
    'GET /stats/total',
    'POST /channels/{channel_id}',
  ])
})
