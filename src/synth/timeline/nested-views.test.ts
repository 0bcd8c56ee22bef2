import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const editor = { authorization: 'Basic ZWRpdG9yOnNlY3JldA==' }
const whole = (id: number, text: string) => ({ id, title: { raw: text, rendered: `<b>${text}</b>` } })
const part = (id: number, text: string) => ({ id, title: { rendered: `<b>${text}</b>` } })

function lines(words: readonly string[]): Line[] {
  return words.flatMap((word, at): Line[] => [
    ['POST', '/posts', { title: word }, 201, whole(at + 1, word), editor],
    ['GET', `/posts/${at + 1}`, undefined, 200, part(at + 1, word)],
    ['GET', `/posts/${at + 1}?context=edit`, undefined, 200, whole(at + 1, word), editor],
    ['GET', '/posts', undefined, 200, words.slice(0, at + 1).map((other, place) => part(place + 1, other))],
  ])
}

test('a view that shows a part of a map leaves the rest of it as it was', () => {
  const send = twinOf([session(0, lines(['plum', 'pear', 'fig'])), session(1, lines(['date', 'lime'])), session(2, lines(['nut', 'rye']))])
  send('POST', '/posts', { title: 'kiwi' }, editor)
  expect(send('GET', '/posts/1', undefined).body).toEqual(part(1, 'kiwi'))
  expect(send('GET', '/posts/1?context=edit', undefined, editor).body).toEqual(whole(1, 'kiwi'))
  expect(send('GET', '/posts', undefined).body).toEqual([part(1, 'kiwi')])
})
