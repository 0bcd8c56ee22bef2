import { expect, test } from 'vitest'
import { bodyText, sniffText } from './body-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the charset decides', () => {
  const body = new Uint8Array([0xe9])
  expect(bodyText({ headers: [['Content-Type', 'text/plain; charset=iso-8859-1']], body })).toBe('é')
  expect(bodyText({ headers: [['Content-Type', 'text/plain']], body })).toBeUndefined()
  expect(bodyText({ headers: [['Content-Type', 'text/plain; charset=klingon']], body })).toBeUndefined()
})

test('binary types are no text, an untyped body is looked at', () => {
  expect(bodyText({ headers: [['Content-Type', 'image/png']], body: bytes('{}') })).toBeUndefined()
  expect(bodyText({ headers: [], body: bytes('{"a":1}\n') })).toBe('{"a":1}\n')
  expect(sniffText(new Uint8Array([0x61, 0x00]))).toBeUndefined()
})
