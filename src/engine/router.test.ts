import { describe, expect, test } from 'vitest'
import { parseTarget } from '#http'
import { Router } from './router.ts'

function routerOf(...routes: string[]): (call: string) => [string, Record<string, string>] | undefined {
  const router = new Router<string>()
  for (const route of routes) {
    const [method = '', pattern = ''] = route.split(' ')
    router.add(method, pattern, route)
  }
  return (call) => {
    const [method = '', target = ''] = call.split(' ')
    const found = router.find(method, parseTarget(target).segments)
    return found && [found.route, { ...found.parameters }]
  }
}

test('T1 literals that look alike stay apart', () => {
  const find = routerOf('GET /v1/balance', 'GET /v1/charges', 'GET /v10/charges', 'GET /v1/charges/{id}')
  expect(find('GET /v1/balance')).toEqual(['GET /v1/balance', {}])
  expect(find('GET /v10/charges')).toEqual(['GET /v10/charges', {}])
  expect(find('GET /v1/charges/ch_1')).toEqual(['GET /v1/charges/{id}', { id: 'ch_1' }])
  expect(find('GET /v10/balance')).toBeUndefined()
  expect(find('GET /v1')).toBeUndefined()
})

test('T2 verbs beside a parameter are their own routes', () => {
  const find = routerOf('GET /assets/{id}', 'POST /assets/search-v1', 'POST /assets/vector-search', 'GET /assets/search-v1')
  expect(find('POST /assets/search-v1')?.[0]).toBe('POST /assets/search-v1')
  expect(find('POST /assets/vector-search')?.[0]).toBe('POST /assets/vector-search')
  expect(find('GET /assets/search-v1')?.[0]).toBe('GET /assets/search-v1')
  expect(find('GET /assets/a7')).toEqual(['GET /assets/{id}', { id: 'a7' }])
})

describe('T3 a literal with the wrong method does not hide the parameter beside it', () => {
  const find = routerOf(
    'POST /users/search',
    'GET /users/{id}',
    'GET /users/me/keys',
    'DELETE /users/{id}/keys',
    'DELETE /users/{id}/keys/{key}',
  )

  test.each<[string, string, Record<string, string>]>([
    ['GET /users/search', 'GET /users/{id}', { id: 'search' }],
    ['POST /users/search', 'POST /users/search', {}],
    ['DELETE /users/me/keys', 'DELETE /users/{id}/keys', { id: 'me' }],
    ['DELETE /users/me/keys/k1', 'DELETE /users/{id}/keys/{key}', { id: 'me', key: 'k1' }],
    ['GET /users/me/keys', 'GET /users/me/keys', {}],
  ])('%s', (call, route, parameters) => {
    expect(find(call)).toEqual([route, parameters])
  })

  test('and a method that no one has finds nothing', () => {
    expect(find('PUT /users/search')).toBeUndefined()
  })
})

describe('T4 whatever ids look like', () => {
  const find = routerOf(
    'GET /pokemon/{ids}',
    'GET /repos/{owner}/{repo}',
    'GET /files/{name}',
    'GET /files/{name}.json',
    'GET /raw/{path+}',
  )

  test.each<[string, Record<string, string>]>([
    ['GET /pokemon/1,4,25', { ids: '1,4,25' }],
    ['GET /repos/torvalds/linux', { owner: 'torvalds', repo: 'linux' }],
    ['GET /pokemon/5f0c9e1b2a3d4c5e6f708192a3b4c5d6', { ids: '5f0c9e1b2a3d4c5e6f708192a3b4c5d6' }],
    ['GET /files/a%2Fb%20c.txt', { name: 'a/b c.txt' }],
    ['GET /files/%E2%9C%93', { name: '✓' }],
    ['GET /files/100%', { name: '100%' }],
    ['GET /files/report.json', { name: 'report' }],
    ['GET /files/.json', { name: '.json' }],
    ['GET /raw/a/b/c.txt', { path: 'a/b/c.txt' }],
    ['GET /pokemon/__proto__', { ids: '__proto__' }],
  ])('%s', (call, parameters) => {
    expect(find(call)?.[1]).toEqual(parameters)
  })

  test('the pattern with more text around the parameter comes first', () => {
    expect(find('GET /files/report.json')?.[0]).toBe('GET /files/{name}.json')
    expect(find('GET /files/report.xml')?.[0]).toBe('GET /files/{name}')
  })
})

test('T5 dots and empty segments are segments, and not resolved', () => {
  const find = routerOf('GET /', 'GET /a', 'GET /a/{id}', 'GET /a/{id}/b')
  expect(find('GET /')?.[0]).toBe('GET /')
  expect(find('GET /a/.')?.[1]).toEqual({ id: '.' })
  expect(find('GET /a/../b')?.[1]).toEqual({ id: '..' })
  expect(find('GET /a/')).toBeUndefined()
  expect(find('GET //a')).toBeUndefined()
  expect(find('GET /a//b')).toBeUndefined()
})

test('T6 routes of one path and many methods are their own', () => {
  const find = routerOf('POST /rpc/Get', 'POST /rpc/Put', 'OPTIONS /rpc/Get')
  expect(find('POST /rpc/Get')?.[0]).toBe('POST /rpc/Get')
  expect(find('POST /rpc/Put')?.[0]).toBe('POST /rpc/Put')
  expect(find('GET /rpc/Get')).toBeUndefined()
})

test('T45 HEAD is answered by GET unless it has a route of its own', () => {
  const find = routerOf('GET /a', 'GET /b', 'HEAD /b')
  expect(find('HEAD /a')?.[0]).toBe('GET /a')
  expect(find('HEAD /b')?.[0]).toBe('HEAD /b')
})

test('a path of very many segments is refused quickly', () => {
  const find = routerOf('GET /{a}/{b}', 'GET /x/{b}', 'GET /{a}/y')
  expect(find(`GET /${'x/'.repeat(20_000)}y`)).toBeUndefined()
})

test('patterns that share a beginning do not multiply the work', () => {
  const routes = Array.from(
    { length: 12 },
    (_, at) => `GET /${Array.from({ length: 12 }, (_, part) => (part === at ? 'a' : '{p}')).join('/')}`,
  )
  const find = routerOf(...routes)
  expect(find(`GET /${'a/'.repeat(11)}b`)?.[0]).toBe('GET /a/{p}/{p}/{p}/{p}/{p}/{p}/{p}/{p}/{p}/{p}/{p}')
  expect(find(`POST /${'a/'.repeat(11)}a`)).toBeUndefined()
})
