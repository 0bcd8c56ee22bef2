import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'
import { passesOf } from '../sessions-for-tests.ts'

/** Deleting a post deletes its comments, and the next comment gets the number after the largest that is left. */
const blog = (at: number) => {
  const post = (id: number) => ({ id, title: `post ${id} of ${at}` })
  const comment = (id: number, postId: number) => ({ id, postId, text: `comment ${id} on ${postId} of ${at}` })
  const create = (path: string, value: { id: number }) =>
    ['POST', path, Object.fromEntries(Object.entries(value).slice(1)), 201, value] as const
  return session(at, [
    create('/posts', post(1)),
    create('/posts', post(2)),
    create('/comments', comment(1, 1)),
    create('/comments', comment(2, 2)),
    ['GET', '/posts/1', undefined, 200, post(1)],
    ['DELETE', '/posts/2', undefined, 204, undefined],
    create('/comments', comment(2, 1)),
    ['GET', '/comments', undefined, 200, [comment(1, 1), comment(2, 1)]],
    ['GET', '/comments/99', undefined, 404, { error: 'not found' }],
  ])
}

test('a number that is given anew begins another life, and what had it went with its parent', () => {
  const { timeline } = passesOf([0, 1, 2].map(blog))
  expect(timeline.cascades).toEqual([{ parent: 'post', child: 'comment', field: 'postId', kind: 'delete' }])
  expect(timeline.tracks('comment', 0).map(({ key, bornBy, diedBy }) => [key, bornBy?.index, diedBy?.index])).toEqual([
    ['1', 2, undefined],
    ['2', 3, 5],
    ['2', 6, undefined],
  ])
})

test('the twin deletes with the parent, and counts on from what is left', () => {
  const ask = twinOf([0, 1, 2].map(blog))
  for (const title of ['a', 'b']) ask('POST', '/posts', { title })
  for (const postId of [1, 2]) ask('POST', '/comments', { postId, text: 'x' })
  ask('DELETE', '/posts/2')
  expect((ask('GET', '/comments').body as { id: number }[]).map(({ id }) => id)).toEqual([1])
  expect(ask('POST', '/comments', { postId: 1, text: 'y' }).body).toEqual({ id: 2, postId: 1, text: 'y' })
})
