import { expect, test } from 'vitest'
import { differences } from '../drawn-service-for-tests.ts'
import { passesOf, sessionsOf } from '../sessions-for-tests.ts'

const patternsOf = (...tables: readonly string[]) => [...new Set(passesOf(sessionsOf(...tables)).routes.map(({ pattern }) => pattern))]

test('few words that an answer lists under the name of the place before them are values, however often they come', () => {
  const table = `
    GET /items/7 -> 200 {"id":7,"tags":["blue","red"]}
    POST /items/7/tags/red -> 204
    POST /items/7/tags/blue -> 204`
  expect(patternsOf(table, table)).toContain('/items/{item_id}/tags/{tag_id}')
})

test('so are names of listed things and keys of maps of alike things', () => {
  const table = `
    GET /flags/dark -> 200 {"environments":[{"name":"test","on":true},{"name":"live","on":false}],"limits":{"day":{"max":1},"hour":{"max":2}}}
    POST /flags/dark/environments/test/on -> 200 {}
    POST /flags/dark/environments/live/on -> 200 {}
    GET /flags/dark/limits/day -> 200 {"max":1}
    GET /flags/dark/limits/hour -> 200 {"max":2}`
  const patterns = patternsOf(table, table).join(' ')
  expect(patterns).toContain('/environments/{environment_id}/on')
  expect(patterns).toContain('/limits/{limit_id}')
})

test('words that are put and deleted alike are values; those that are answered in other forms are resources of their own', () => {
  const table = (author: string) => `
    PUT /boxes/7/marks/red -> 200 true
    DELETE /boxes/7/marks/red -> 200 true
    PUT /boxes/7/marks/blue -> 200 true
    DELETE /boxes/7/marks/blue -> 200 true
    GET /posts/7 -> 200 {"relationships":{"author":{"data":{"id":1}},"tags":{"data":[{"id":2}]}}}
    GET /posts/7/relationships/author -> 200 {"data":${author}}
    GET /posts/7/relationships/tags -> 200 {"data":[{"id":2}]}`
  const patterns = patternsOf(table('{"id":1}'), table('{"id":1}'))
  expect(patterns).toContain('/boxes/{box_id}/marks/{mark_id}')
  expect(patterns).toContain('/posts/{post_id}/relationships/author')
})

test('a list of words that paths name within a thing is a field of that: it keeps its order, and whoever is not in it is not found', () => {
  const service = {
    make() {
      const items: { id: number; name: string; tags: string[] }[] = []
      return (method: string, [, id, , tag = '']: readonly string[], body: { name: string }) => {
        if (method === 'POST') {
          items.push({ id: items.length + 1, name: body.name, tags: [] })
          return [201, items.at(-1)] as const
        }
        const item = items.find((each) => String(each.id) === id)
        if (!item) return [404, { error: 'no such item' }] as const
        if (method === 'GET') return [200, item] as const
        if (method === 'PUT') {
          item.tags = [...new Set([...item.tags, tag])].sort()
          return [200, { tags: item.tags }] as const
        }
        if (!item.tags.includes(tag)) return [404, { error: `not tagged ${tag}` }] as const
        item.tags = item.tags.filter((each) => each !== tag)
        return [204] as const
      }
    },
    step: ({ int, pick, word }: import('../drawn-service-for-tests.ts').Draw) => {
      const item = `/items/${int(1, 4)}`
      const tag = `${item}/tags/${pick(['red', 'blue', 'green'])}`
      return pick([
        ['POST', '/items', { name: word() }] as const,
        ['PUT', tag] as const,
        ['PUT', tag] as const,
        ['DELETE', tag] as const,
        ['GET', item] as const,
      ])
    },
  }
  expect(differences(service)).toEqual([])
})
