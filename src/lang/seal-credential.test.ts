import { expect, test } from 'vitest'
import { sealCredential } from './seal-credential.ts'

const seal = (text: string) => `<${text}>`

test('a bare key is sealed as a whole', () => {
  expect(sealCredential('key-1', seal)).toBe('<key-1>')
})

test('the scheme stays', () => {
  expect(sealCredential('Bearer abc', seal)).toBe('Bearer <abc>')
})

test('of Basic the user stays, unless there is no password', () => {
  expect(sealCredential(`Basic ${btoa('ann:pw')}`, seal)).toBe(`Basic ${btoa('ann:<pw>')}`)
  expect(sealCredential(`Basic ${btoa('token:')}`, seal)).toBe(`Basic ${btoa('<token>:')}`)
  expect(sealCredential('Basic %%%', seal)).toBe('Basic <%%%>')
})
