import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'
import type { CollectionDraft } from './collection-draft.ts'

/** Collections by name, each with the places that show it: `GET /orders []`. */
function sitesOf(collections: readonly CollectionDraft[]): Record<string, string[]> {
  return Object.fromEntries(
    collections.map(({ name, sites }) => [
      name,
      sites.map(({ site }) => [site.route.method, site.route.pattern, ...site.path].join(' ')).sort(),
    ]),
  )
}

const orders = (at: number) => `
  POST /orders {"title":"Chair ${at}"} -> 201 {"id":1,"title":"Chair ${at}","state":"open"}
  POST /orders {"title":"Table ${at}"} -> 201 {"id":2,"title":"Table ${at}","state":"open"}
  GET /orders/1 -> 200 {"id":1,"title":"Chair ${at}","state":"open"}
  GET /orders -> 200 {"data":[{"id":1,"title":"Chair ${at}","state":"open"},{"id":2,"title":"Table ${at}","state":"open"}],"total":2}`

test('one kind of entity stands in the answers of a write, a read and a list', () => {
  const { collections } = passesOf(sessionsOf(orders(1), orders(2)))
  expect(sitesOf(collections)).toEqual({
    order: ['GET /orders data []', 'GET /orders/{order_id} ', 'POST /orders '].map((text) => text.trim()),
  })
  expect(collections.map(({ space, parents }) => ({ space, parents }))).toEqual([{ space: '/orders/{}', parents: [] }])
  expect(collections[0]?.sites.every(({ keyField }) => keyField === 'id')).toBe(true)
})

test('an entity within another answer is found by its key and what it says', () => {
  const table = (at: number) => `${orders(at)}
    GET /carts/77 -> 200 {"id":77,"owner":"Ada ${at}","order":{"id":2,"title":"Table ${at}","state":"open"}}`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  expect(sitesOf(collections).order).toContain('GET /carts/{cart_id} order')
  expect(sitesOf(collections).cart).toEqual(['GET /carts/{cart_id}'])
})

test('what says otherwise under the names that an entity has, and much else, only refers to it', () => {
  const table = (at: number) => `
    POST /domains {"host":"www-${at}.example.com","about":"Home ${at}"} -> 201 {"host":"www-${at}.example.com","about":"Home ${at}"}
    GET /domains/www-${at}.example.com -> 200 {"host":"www-${at}.example.com","about":"Home ${at}"}
    GET /lists/ab-${at}/config -> 200 {"host":"www-${at}.example.com","about":"List ${at}","size":${at + 3},"mode":"plain","owner":"bob"}`
  const { collections } = passesOf(sessionsOf(table(1), table(2), table(3)))
  expect(sitesOf(collections).domain).toEqual(['GET /domains/{domain_id}', 'POST /domains'])
})

test('an object that says where it is is the entity there, whatever lists it', () => {
  const table = (at: number) => `
    POST /queue {"name":"Q${at}"} -> 201 {"id":"3","_url":"http://h/queue/3"}
    POST /group {"name":"G${at}"} -> 201 {"id":"3","_url":"http://h/group/3"}
    GET /group/3 -> 200 {"id":3,"name":"G${at}","_links":{"self":{"href":"http://h/group/3"}}}
    GET /queue/3 -> 200 {"id":3,"name":"Q${at}"}
    GET /things/all -> 200 {"items":[{"id":"3","_url":"http://h/queue/3"}],"links":[{"id":"3","self":"/group/3?x=1"}]}`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  expect(sitesOf(collections).queue).toContain('GET /things/all items []')
  expect(sitesOf(collections).group).toContain('GET /things/all links []')
})

test('an address that ends in the paths of several kinds is that of the longest, and a kind right below the root has no longer ones', () => {
  const table = (at: number) => `
    GET /t${at}f3c9e7 -> 200 {"name":"t${at}f3c9e7","size":1}
    GET /tags/red-${at} -> 200 {"name":"red-${at}"}
    GET /projects/p${at}f3/tags/red-${at} -> 200 {"name":"red-${at}","project":"p${at}f3"}
    GET /all -> 200 {"a":[{"name":"red-${at}","self":"http://h/projects/p${at}f3/tags/red-${at}"}],"b":[{"name":"red-${at}","self":"/x/y/red-${at}"}]}`
  const { collections } = passesOf(sessionsOf(table(1), table(2), table(3)))
  const holding = (place: string) => collections.find(({ sites }) => sites.some(({ site }) => site.path.join() === place))?.space
  expect(holding('a,[]')).toMatch(/^\/projects\/.*\/tags\//)
  expect(holding('b,[]')).not.toBe('/{}')
})

test('the same small number in another kind of entity is another entity', () => {
  const table = (at: number) => `${orders(at)}
    POST /users {"name":"Ada ${at}"} -> 201 {"id":1,"name":"Ada ${at}"}
    GET /users/1 -> 200 {"id":1,"name":"Ada ${at}"}`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  expect(sitesOf(collections).user).toEqual(['GET /users/{user_id}', 'POST /users'])
})

test('T23: a field by which paths name an entity beside its key is an alias', () => {
  const table = (at: number) => `
    POST /users {"login":"ada-${at}"} -> 201 {"id":1,"login":"ada-${at}"}
    POST /users {"login":"bob-${at}"} -> 201 {"id":2,"login":"bob-${at}"}
    GET /users/1 -> 200 {"id":1,"login":"ada-${at}"}
    GET /users/bob-${at} -> 200 {"id":2,"login":"bob-${at}"}
    GET /users/2 -> 200 {"id":2,"login":"bob-${at}"}`
  const { collections } = passesOf(sessionsOf(table(1), table(2), table(3)))
  expect(collections.map(({ name, aliases }) => [name, [...aliases]])).toEqual([['user', ['login']]])
})

test('T26: the key of a part that is numbered within its parent begins with the parent’s', () => {
  const table = (at: number) => `
    POST /projects/7/issues {"title":"First ${at}"} -> 201 {"number":1,"title":"First ${at}"}
    GET /projects/7/issues/1 -> 200 {"number":1,"title":"First ${at}"}
    GET /projects/7/issues -> 200 [{"number":1,"title":"First ${at}"}]`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  const issue = collections.find(({ name }) => name === 'issue')
  expect(issue).toMatchObject({ space: '/projects/{}/issues/{}', parents: ['/projects/{}'] })
  expect(issue?.sites.map(({ keyField }) => keyField)).toEqual(['number', 'number', 'number'])
})

test('a part that is also shown without its parent has a key of its own', () => {
  const table = (at: number) => `
    POST /projects/7/issues {"title":"First ${at}"} -> 201 {"id":3001,"title":"First ${at}"}
    GET /projects/7/issues/3001 -> 200 {"id":3001,"title":"First ${at}"}
    GET /issues -> 200 [{"id":3001,"title":"First ${at}"}]`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  expect(collections.find(({ name }) => name === 'issue')?.parents).toEqual([])
})

test('lists of things that no path names are a kind of their own', () => {
  const table = 'GET /currencies -> 200 [{"code":"CHF","digits":2},{"code":"JPY","digits":0}]'
  const { collections } = passesOf(sessionsOf(table, table))
  expect(collections).toMatchObject([{ name: 'currency', space: undefined, sites: [{ keyField: 'code' }] }])
})

test('T16: hits of a search by POST are the entities that are searched', () => {
  const table = (at: number) => `${orders(at)}
    POST /orders/search {"title":"Table ${at}"} -> 200 {"hits":[{"id":2,"title":"Table ${at}","state":"open"}]}`
  const { collections } = passesOf(sessionsOf(table(1), table(2)))
  expect(Object.keys(sitesOf(collections))).toEqual(['order'])
})

test('a name that expressions use for something else is not given to a collection', () => {
  const { collections } = passesOf(sessionsOf('GET /pages/1 -> 200 {"id":1,"title":"a"}', 'GET /pages/2 -> 200 {"id":2,"title":"b"}'))
  expect(collections.map(({ name, noun }) => [name, noun])).toEqual([['page2', 'page']])
})

describe('relations', () => {
  const shop = (at: number) => `
    POST /users {"name":"Ada ${at}"} -> 201 {"id":501,"name":"Ada ${at}"}
    POST /users {"name":"Bob ${at}"} -> 201 {"id":502,"name":"Bob ${at}"}
    POST /orders {"user_id":501} -> 201 {"id":901,"user_id":501}
    POST /orders {"user_id":502} -> 201 {"id":902,"user_id":502}
    GET /users/501 -> 200 {"id":501,"name":"Ada ${at}","orders":[901]}
    GET /users/502 -> 200 {"id":502,"name":"Bob ${at}","orders":[902]}
    GET /orders/901 -> 200 {"id":901,"user_id":501}
    GET /orders/902 -> 200 {"id":902,"user_id":502}`
  const { collections } = passesOf(sessionsOf(shop(1), shop(2)))
  const relations = Object.fromEntries(collections.map(({ name, relations = {} }) => [name, relations]))

  test('a field that holds the key of another kind and is named after it leads there', () => {
    expect(relations.order).toEqual({ user_id: { collection: 'user', key: 'id' } })
  })

  test('a list of the keys of those that hold this one’s key is made of them', () => {
    expect(relations.user).toEqual({ orders: { collection: 'order', key: 'id', by: 'user_id' } })
  })
})

test('an envelope that all answers have is no kind of entity', () => {
  const table = `
    POST /pens {"name":"a"} -> 200 {"data":{"id":1,"name":"a"}}
    GET /pens -> 200 {"data":[{"id":1,"name":"a"}]}
    GET /cups -> 200 {"data":[{"id":1,"size":7}]}`
  expect(sitesOf(passesOf(sessionsOf(table)).collections)).toEqual({
    cup: ['GET /cups data []'],
    pen: ['GET /pens data []', 'POST /pens data'],
  })
})

test('what a place of paths lists the members of is not what the list of all shows', () => {
  const words = ['amber', 'calm', 'dusty', 'icy', 'keen']
  const queue = (host: string, name: string) => ({ arguments: {}, durable: true, name, vhost: host })
  const broker = (at: number) => {
    const host = `${words[at]}-${at}x`
    const made = [`${words[at]}.in.${at}`, `${words[at]}.out.${at}`]
    return session(at, [
      ...made.flatMap((name): Line[] => [
        ['PUT', `/queues/${host}/${name}`, {}, 201, undefined],
        ['GET', `/queues/${host}/${name}`, undefined, 200, queue(host, name)],
      ]),
      ['GET', `/queues/${host}`, undefined, 200, made.map((name) => queue(host, name))],
      ['DELETE', `/queues/${host}/${made[1]}`, undefined, 204, undefined],
      ['GET', '/queues', undefined, 200, [queue(host, made[0] as string)]],
    ])
  }
  const ask = twinOf([0, 1, 2, 3].map(broker))
  ask('PUT', '/queues/here-7y/first.q', {})
  ask('PUT', '/queues/here-7y/second.q', {})
  expect(ask('GET', '/queues').body).toEqual([queue('here-7y', 'first.q'), queue('here-7y', 'second.q')])
})
