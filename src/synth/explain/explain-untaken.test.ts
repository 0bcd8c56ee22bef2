import { expect, test } from 'vitest'
import { type DrawnService, differences } from '../drawn-service-for-tests.ts'

/** Posts whose slugs get a number where others have the same title. */
const posts: DrawnService = {
  make() {
    const all: { readonly title: string; readonly slug: string }[] = []
    return (method, [, slug], body) => {
      if (method === 'POST') {
        const base = body.title.toLowerCase().replaceAll(' ', '-')
        let own = base
        for (let count = 2; all.some((post) => post.slug === own); count++) own = `${base}-${count}`
        all.push({ title: body.title, slug: own })
        return [201, all.at(-1)]
      }
      if (slug === undefined) return [200, all]
      const post = all.find((each) => each.slug === slug)
      if (!post) return [404, { error: 'not found' }]
      if (method === 'DELETE') all.splice(all.indexOf(post), 1)
      return method === 'DELETE' ? [204] : [200, post]
    }
  },
  step: ({ pick }) => {
    const title = pick(['Red Fox', 'Blue Moon', 'Old Oak'])
    const post = `/posts/${title.toLowerCase().replaceAll(' ', '-')}${pick(['', '-2', '-3'])}`
    return pick([
      ['POST', '/posts', { title }],
      ['POST', '/posts', { title }],
      ['GET', post],
      ['GET', '/posts'],
      ['DELETE', post],
    ])
  },
}

test('a text that another has already gets the first number that is free', () => {
  expect(differences(posts)).toEqual([])
})
