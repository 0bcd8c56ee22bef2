import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Note {
  id: number
  title: string
  text: string
  pinned: boolean
  seen?: boolean
}

/** Changes of title or text keep what was there before as a draft with a number of its own; so does the first change, whatever it is. */
function lines(steps: string, at: number): Line[] {
  let next = 1
  const notes = new Map<number, Note>()
  const drafts = new Map<number, number>()
  const shown = (note: Note) => ({ ...note, links: { self: `/notes/${note.id}`, ...draftOf(note.id) } })
  const draftOf = (id: number) =>
    drafts.has(id) ? { before: [{ id: drafts.get(id), href: `/notes/${id}/drafts/${drafts.get(id)}` }] } : {}
  return [...steps].flatMap((step, place): Line[] => {
    const word = `${'abcdefghijkl'[place]}${'mnopqrstuvw'[at]}x`
    if (step === 'n') {
      const note: Note = { id: next++, title: word, text: `${word} y`, pinned: false }
      notes.set(note.id, note)
      return [['POST', '/notes', { title: note.title, text: note.text }, 201, shown(note)]]
    }
    const note = [...notes.values()].at(step === step.toUpperCase() ? 0 : -1) as Note
    const kind = step.toLowerCase()
    const sent = kind === 't' ? { title: `t${word}` } : kind === 'x' ? { text: `x${word}` } : { pinned: kind === 'p' }
    if (kind === 't' || kind === 'x' || !drafts.has(note.id)) drafts.set(note.id, next++)
    Object.assign(note, sent)
    return [
      ['POST', `/notes/${note.id}`, sent, 200, shown(note)],
      ['GET', `/notes/${note.id}`, undefined, 200, shown(note)],
    ]
  })
}

test('what a call makes only on one of several conditions is made on any of them, and not else', () => {
  const steps = ['ntpxnuTn', 'npxunPTn', 'nxpnUtXn', 'nuxntTPn', 'nttuxnpn', 'nxnpPtun', 'npunXtxn', 'nuptnxUn']
  const send = twinOf(steps.map((text, at) => session(at, lines(text, at))))
  const idOf = (path: string, body: object) => (send('POST', path, body).body as { id: number }).id
  const draftAfter = (path: string, body: object) =>
    (send('POST', path, body).body as { links: { before?: { id: number }[] } }).links.before?.[0]?.id
  expect(idOf('/notes', { title: 'one', text: 'a b' })).toBe(1)
  expect(draftAfter('/notes/1', { pinned: true })).toBe(2)
  expect(draftAfter('/notes/1', { pinned: false })).toBe(2)
  expect(draftAfter('/notes/1', { title: 'uno' })).toBe(3)
  expect(draftAfter('/notes/1', { pinned: true })).toBe(3)
  expect(idOf('/notes', { title: 'two', text: 'c d' })).toBe(4)
  expect(draftAfter('/notes/1', { text: 'e f' })).toBe(5)
})
