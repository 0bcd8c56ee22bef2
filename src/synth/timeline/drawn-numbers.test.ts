import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** Pages each of whose texts is a row with a number of its own; what is published at once takes two, and a change of a draft none. */
function lines(steps: string): Line[] {
  let next = 1
  const pages: { key: string; row: number; title: string }[] = []
  const shown = ({ key, row, title }: (typeof pages)[number]) => ({ key, row, title })
  return [...steps].map((step, at): Line => {
    const title = `t${at}${steps}`
    if (step === 'p' || step === 'd') {
      if (step === 'p') next++
      const page = { key: `${steps}-${at}-${(at * 7919 + steps.length * 104_729).toString(36)}`, row: next++, title }
      pages.push(page)
      return ['POST', step === 'd' ? '/pages?as=draft' : '/pages', { title, key: page.key }, 201, shown(page)]
    }
    const page = pages[at % pages.length] as (typeof pages)[number]
    page.title = title
    if (step === 'c') page.row = next++
    return ['PUT', step === 'k' ? `/pages/${page.key}?as=draft` : `/pages/${page.key}`, { title }, 200, shown(page)]
  })
}

test('what is written anew gets a new number of the sequence that what is made is numbered in', () => {
  const sessions = ['pcdckpcd', 'dpckcpd', 'pdkccpc', 'dcpkdpcc', 'pkcdcdp'].map((steps, at) => session(at, lines(steps)))
  const send = twinOf(sessions)
  const rowOf = (method: string, path: string, body: object) => (send(method, path, body).body as { row: number }).row
  expect(rowOf('POST', '/pages', { title: 'a', key: 'one' })).toBe(2)
  expect(rowOf('POST', '/pages?as=draft', { title: 'b', key: 'two' })).toBe(3)
  expect(rowOf('PUT', '/pages/one', { title: 'c' })).toBe(4)
  expect(rowOf('PUT', '/pages/two?as=draft', { title: 'd' }), 'a draft is changed in its row').toBe(3)
  expect(rowOf('PUT', '/pages/two', { title: 'e' })).toBe(5)
  expect(rowOf('POST', '/pages', { title: 'f', key: 'three' })).toBe(7)
})

/** Each document counts its own versions. */
function versions(steps: string): Line[] {
  const documents: { id: number; version: number; text: string }[] = []
  return [...steps].map((step, at): Line => {
    const text = `t${at}${steps}`
    if (step === 'n') {
      const made = { id: documents.length + 1, version: 1, text }
      documents.push(made)
      return ['POST', '/documents', { text }, 201, { ...made }]
    }
    const document = documents[at % documents.length] as (typeof documents)[number]
    document.version++
    document.text = text
    return ['PUT', `/documents/${document.id}`, { text }, 200, { ...document }]
  })
}

test('a version that each entity counts for itself is no such number', () => {
  const send = twinOf(['nccnccc', 'ncncncc', 'ncccncn', 'nncccc'].map((steps, at) => session(at, versions(steps))))
  const versionOf = (method: string, path: string) => (send(method, path, { text: 'x' }).body as { version: number }).version
  expect(versionOf('POST', '/documents')).toBe(1)
  expect(versionOf('PUT', '/documents/1')).toBe(2)
  expect(versionOf('PUT', '/documents/1')).toBe(3)
  expect(versionOf('POST', '/documents')).toBe(1)
  expect(versionOf('PUT', '/documents/2')).toBe(2)
})
