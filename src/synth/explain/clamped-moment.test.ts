import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

// What was said a second ago and what the clock says now look alike; one of the two is the very text that was there.
test('what ends early ends now, what has begun stays as it was, and what has not begins now', () => {
  const bookings = (at: number) => {
    const time = (s: number) => new Date(Date.UTC(2026, 0, 1 + at) + s * 1000 + 2).toISOString()
    const later = `2026-02-0${at + 1}T10:00:00.000Z`
    const ends = `2026-03-0${at + 1}T10:00:00.000Z`
    const lines: Line[] = []
    const book = (name: string, begins?: string) => {
      const one = { id: lines.length + 1, name: `${name} ${at}`, begins: begins ?? time(lines.length), ends }
      const sent = { name: one.name, ends, ...(begins ? { begins } : {}) }
      lines.push(['POST', '/bookings', sent, 201, one], ['GET', `/bookings/${one.id}`, undefined, 200, one])
      const ended = time(lines.length)
      const cancelled = { ...one, begins: begins ? ended : one.begins, ends: ended }
      lines.push(['POST', `/bookings/${one.id}/cancel`, undefined, 204, undefined])
      lines.push(['GET', `/bookings/${one.id}`, undefined, 200, cancelled])
    }
    book('hall')
    book('yard', later)
    book('loft')
    if (at % 2 === 0) book('shed', later)
    return session(at, lines)
  }
  const ask = twinOf([0, 1, 2, 3, 4].map(bookings))
  const now = '2026-06-01T00:00:00.000Z'
  const cancelled = (begins: string) => {
    const { id } = ask('POST', '/bookings', { name: 'den', ends: '2026-08-01T10:00:00.000Z', begins }).body as { id: number }
    ask('POST', `/bookings/${id}/cancel`)
    return ask('GET', `/bookings/${id}`).body
  }
  expect(cancelled('2026-07-01T10:00:00.000Z')).toMatchObject({ begins: now, ends: now })
  expect(cancelled('2026-05-01T10:00:00.000Z')).toMatchObject({ begins: '2026-05-01T10:00:00.000Z', ends: now })
})
