import { describe, expect, test } from 'vitest'
import { judgeText } from './judge-text.ts'
import { createScope } from './scope-for-tests.ts'

const [a, b, c] = ['7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '0b0f8f6a-1111-4abc-8def-001122334455', '5c7d7e1f-2222-4abc-9def-665544332211']

describe('minted values', () => {
  test('are unverified at first sight and must stay the same thing from then on', () => {
    const scope = createScope()
    expect(judgeText(a, b, scope)).toBe('unverified')
    expect(judgeText(a, b, scope)).toBe('mapped')
    expect(judgeText(a, c, scope)).toBe('symbol_inconsistent')
    expect(judgeText(`/orders/${a}/pay`, `/orders/${b}/pay`, scope)).toBe('mapped')
    expect(judgeText(a.replaceAll('-', ''), b.replaceAll('-', ''), scope)).toBe('mapped')
  })

  test('are learned from inside a longer text', () => {
    const scope = createScope()
    expect(judgeText(`http://twin.test/orders/${a}?full=1`, `http://twin.test/orders/${b}?full=1`, scope)).toBe('unverified')
    expect(scope.correspondence.text(a)).toBe(b)
  })

  test('stand for one thing only', () => {
    const scope = createScope()
    expect(judgeText(a, c, scope)).toBe('unverified')
    expect(judgeText(b, c, scope)).toBe('symbol_inconsistent')
  })

  test('of another format are reported once', () => {
    const scope = createScope()
    expect(judgeText(a, '17', scope)).toBe('format_mismatch')
    expect(judgeText('ord_8f3k2j1h', 'ord_1234', scope)).toBe('format_mismatch')
    expect(judgeText('ord_8f3k2j1h', 'ord_1234', scope)).toBe('mapped')
  })

  test('that a client sent are equal or wrong', () => {
    const scope = createScope({ fromClient: [a] })
    expect(judgeText(a, b, scope)).toBe('value_mismatch')
  })

  test('that an earlier answer has shown and the twin has not are inconsistent', () => {
    expect(judgeText(a, b, createScope({ shownBefore: [a] }))).toBe('symbol_inconsistent')
  })

  test('with a wrong count before them are reported once, and go back as the twin gave them', () => {
    const scope = createScope()
    const [first, second] = ['2-9f3c07bea1d24c6f8b0e5d7a13c4f2e6', '1-07be9f3ca1d24c6f8b0e5d7a13c4f2e6']
    expect(judgeText(first, second, scope)).toBe('value_mismatch')
    expect(scope.correspondence.text(first)).toBe(second)
    expect(judgeText(first, second, scope)).toBe('mapped')
  })

  test('known by heart prove nothing, and stand for themselves from then on', () => {
    const scope = createScope()
    expect(judgeText(a, a, scope)).toBe('unverified')
    expect(judgeText(a, a, scope)).toBe('same')
    expect(judgeText(a, b, scope)).toBe('symbol_inconsistent')
  })

  test('may have symbols in them, wherever these fall', () => {
    const scope = createScope()
    expect(judgeText('V1StGXR8_Z5jdHi6B-myT', 'qW3rtY7uI9-oP1asD2fGh', scope)).toBe('unverified')
    expect(judgeText('see V1StGXR8_Z5jdHi6B-myT.', 'see qW3rtY7uI9-oP1asD2fGh.', scope)).toBe('mapped')
  })

  test('are so whatever they look like, where the twin made one up, too, and no client sent the other', () => {
    const [expected, actual] = ['TVlBbSOmlE', 'qwhdKzaeRb']
    const scope = createScope({ made: [actual] })
    expect(judgeText(`/items/${expected}`, `/items/${actual}`, scope)).toBe('unverified')
    expect(judgeText(expected, actual, scope)).toBe('mapped')
    expect(judgeText(expected, actual, createScope({ made: [] })), 'the twin says that it knows').toBe('value_mismatch')
    expect(judgeText(expected, actual, createScope({ made: [actual], fromClient: [expected] }))).toBe('value_mismatch')
    expect(judgeText(expected, 'qwhdKzaeRbx', createScope({ made: ['qwhdKzaeRbx'] }))).toBe('value_mismatch')
    expect(judgeText('created', 'qwhdkza', createScope({ made: ['qwhdkza'] })), 'a word is one of a few').toBe('value_mismatch')
  })

  test('of several pieces are one where some of these tell nothing', () => {
    const [expected, actual] = ['r:7f1ae307b42a457b1a2dbd79', 'q:0a2e5cfe26408df710cee456']
    const scope = createScope({ made: [actual] })
    expect(judgeText(expected, actual, scope)).toBe('unverified')
    expect(judgeText(expected, actual, scope)).toBe('mapped')
    expect(scope.correspondence.text(`Bearer ${expected}`)).toBe(`Bearer ${actual}`)
    expect(judgeText(expected, actual, createScope({ made: [] }))).toBe('value_mismatch')
  })

  test('in base64 are judged by what it says', () => {
    const scope = createScope()
    expect(judgeText(btoa(`Order:${a}`), btoa(`Order:${b}`), scope)).toBe('unverified')
    expect(judgeText(btoa('Order:17'), btoa('Order:18'), scope)).toBe('value_mismatch')
  })
})

describe('words around minted values', () => {
  test('count', () => {
    const scope = createScope()
    expect(judgeText(`/orders/${a}/paid`, `/orders/${b}/open`, scope)).toBe('value_mismatch')
    expect(judgeText(`Order ${a} is paid`, `Order ${b} is open`, scope)).toBe('value_mismatch')
  })

  test.each([
    ['draft', 'paid'],
    ['ORD-0007', 'ORD-0008'],
    ['OrderCreatedEvent', 'OrderDeletedEvent'],
    ['275.50', '275.5'],
    ['', 'x'],
  ])('%s is not %s', (expected, actual) => {
    expect(judgeText(expected, actual, createScope())).toBe('value_mismatch')
  })
})

describe('times of the session', () => {
  test('are right within the tolerance, if written alike', () => {
    const scope = createScope()
    expect(judgeText('2026-03-01T12:00:05.120Z', '2026-03-01T12:00:05.900Z', scope)).toBe('unverified')
    expect(judgeText('2026-03-01T12:00:05.120Z', '2026-03-01T12:00:05Z', scope)).toBe('format_mismatch')
    expect(judgeText('2026-03-01T12:00:05.120Z', '2026-03-01T12:00:09.900Z', scope)).toBe('symbol_inconsistent')
  })

  test('may differ for two things that were made in the same moment', () => {
    const scope = createScope()
    expect(judgeText('2026-03-01T12:00:05Z', '2026-03-01T12:00:04Z', scope)).toBe('unverified')
    expect(judgeText('2026-03-01T12:00:05Z', '2026-03-01T12:00:05Z', scope)).not.toBe('symbol_inconsistent')
  })

  test('are free when they lie before it or after it', () => {
    expect(judgeText('2026-03-01T11:00:00Z', '2026-02-01T07:00:00Z', createScope())).toBe('unverified')
    expect(judgeText('2026-03-02T12:00:10Z', '2026-03-02T11:59:10Z', createScope())).toBe('unverified')
  })

  test('are exact when they are of another week, or the client sent them', () => {
    expect(judgeText('2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z', createScope())).toBe('value_mismatch')
    const scope = createScope({ fromClient: ['2026-03-01T15:00:00Z'] })
    expect(judgeText('2026-03-01T15:00:00Z', '2026-03-01T15:00:01Z', scope)).toBe('value_mismatch')
  })
})
