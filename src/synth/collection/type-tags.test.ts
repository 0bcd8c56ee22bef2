import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'

const uuid = (at: number, which: number) => `0a1b2c3d-4e5f-4a${at}b-8c${which}d-0e1f2a3b4c5d`
const person = (id: string, name: string) => ({ type: 'people', id, attributes: { name } })
const article = (id: string, title: string, author: string) => ({
  type: 'articles',
  id,
  attributes: { title },
  links: { self: `http://service.test/articles/${id}` },
  relationships: { author: { data: { type: 'people', id: author } } },
})

/** Resources that say their type, in the manner of JSON:API. */
function library(at: number) {
  const [ada, one, hugo] = [uuid(at, 1), uuid(at, 2), uuid(at, 3)]
  const sent = (title: string, author: string) => ({
    data: { type: 'articles', attributes: { title }, relationships: { author: { data: { type: 'people', id: author } } } },
  })
  return session(at, [
    ['POST', '/people', { data: { type: 'people', attributes: { name: `Ada ${at}` } } }, 201, { data: person(ada, `Ada ${at}`) }],
    ['POST', '/people', { data: { type: 'people', attributes: { name: `Hugo ${at}` } } }, 201, { data: person(hugo, `Hugo ${at}`) }],
    ['GET', `/people/${ada}`, undefined, 200, { data: person(ada, `Ada ${at}`) }],
    ['POST', '/articles', sent(`Snow ${at}`, ada), 201, { data: article(one, `Snow ${at}`, ada) }],
    ['GET', `/articles/${one}`, undefined, 200, { data: article(one, `Snow ${at}`, ada), included: [person(ada, `Ada ${at}`)] }],
    ['PATCH', `/articles/${one}/relationships/author`, { data: { type: 'people', id: hugo } }, 204, undefined],
    ['GET', `/articles/${one}`, undefined, 200, { data: article(one, `Snow ${at}`, hugo), included: [person(hugo, `Hugo ${at}`)] }],
    ['PATCH', `/articles/${one}/relationships/author`, { data: { type: 'people', id: ada } }, 204, undefined],
    ['GET', `/articles/${one}`, undefined, 200, { data: article(one, `Snow ${at}`, ada), included: [person(ada, `Ada ${at}`)] }],
  ])
}

test('objects of another type are no entities of a kind, and bare references show none', () => {
  const { collections } = passesOf([0, 1, 2].map(library))
  const article = collections.find(({ noun }) => noun === 'article')
  expect(article?.tag).toEqual({ field: 'type', value: 'articles' })
  expect(article?.sites.map(({ site }) => `${site.route.method} ${site.path.join('.')}`).sort()).toEqual(['GET data', 'POST data'])
})

test('a reference is a part of the entity, which a write to its place changes', () => {
  const ask = twinOf([0, 1, 2].map(library))
  const create = (path: string, type: string, attributes: object, relationships?: object) =>
    (ask('POST', path, { data: { type, attributes, ...(relationships && { relationships }) } }).body as { data: { id: string } }).data.id
  const [one, two] = [create('/people', 'people', { name: 'Rosa' }), create('/people', 'people', { name: 'Tove' })]
  const id = create('/articles', 'articles', { title: 'Ice' }, { author: { data: { type: 'people', id: one } } })
  const author = () => (ask('GET', `/articles/${id}`).body as { data: { relationships: { author: unknown } } }).data.relationships.author
  expect(author()).toEqual({ data: { type: 'people', id: one } })
  ask('PATCH', `/articles/${id}/relationships/author`, { data: { type: 'people', id: two } })
  expect(author()).toEqual({ data: { type: 'people', id: two } })
})

test('of one kind alone a tag is known where it is the name of the kind', () => {
  const [one, ada] = [uuid(0, 1), uuid(0, 2)]
  const { collections } = passesOf([
    session(0, [
      ['GET', '/people', undefined, 200, { data: [person(ada, 'Ada')] }],
      ['POST', '/articles', { data: { type: 'articles', attributes: { title: 'Snow' } } }, 201, { data: article(one, 'Snow', ada) }],
      ['GET', `/articles/${one}`, undefined, 200, { data: article(one, 'Snow', ada), included: [person(ada, 'Ada')] }],
    ]),
  ])
  expect(
    collections.find(({ noun }) => noun === 'article')?.sites.map(({ site }) => `${site.route.method} ${site.path.join('.')}`),
  ).toEqual(['GET data', 'POST data'])
})

test('a type that clients choose, of things of one kind, does not tell kinds apart', () => {
  const pipe = (host: string, name: string, type: string) => ({ name, type, host })
  const queue = (host: string, name: string) => ({ name, host, type: 'classic', size: 3 })
  const hosting = (at: number) => {
    const host = `host-${at}-xk`
    const types = ['direct', 'topic', 'fanout'].slice(0, 2 + (at % 2))
    const made = types.map((type) => [`${type}.work`, type] as const)
    return session(at, [
      ['PUT', `/hosts/${host}/queues/main.${at}`, {}, 201, undefined],
      ['GET', `/hosts/${host}/queues/main.${at}`, undefined, 200, queue(host, `main.${at}`)],
      ['PUT', `/hosts/${host}/rules/rule.${at}`, {}, 201, undefined],
      ['GET', `/hosts/${host}/rules/rule.${at}`, undefined, 200, { name: `rule.${at}`, host, type: 'plain', weight: 1 }],
      ...made.flatMap(([name, type]): Line[] => [['PUT', `/hosts/${host}/pipes/${name}`, { type }, 201, undefined]]),
      ['GET', `/hosts/${host}/pipes/direct.work`, undefined, 200, pipe(host, 'direct.work', 'direct')],
      ['GET', `/hosts/${host}/pipes`, undefined, 200, made.map(([name, type]) => pipe(host, name, type))],
    ])
  }
  const ask = twinOf([0, 1, 2, 3].map(hosting))
  ask('PUT', '/hosts/mine-5-q/pipes/a.work', { type: 'topic' })
  ask('PUT', '/hosts/mine-5-q/pipes/b.work', { type: 'direct' })
  expect(ask('GET', '/hosts/mine-5-q/pipes').body).toEqual([pipe('mine-5-q', 'a.work', 'topic'), pipe('mine-5-q', 'b.work', 'direct')])
})
