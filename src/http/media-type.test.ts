import { expect, test } from 'vitest'
import { isFormMediaType, isJsonMediaType, isTextMediaType, parseMediaType } from './media-type.ts'

test('a media type with parameters', () => {
  const media = parseMediaType('Application/Problem+JSON; Charset="utf-8"; q=1')
  expect(media).toMatchObject({ type: 'application', subtype: 'problem+json', suffix: 'json' })
  expect(media?.parameters.get('charset')).toBe('utf-8')
  expect(media?.parameters.get('q')).toBe('1')
})

test.each([undefined, '', 'json', '/', 'text/'])('%s is no media type', (value) => {
  expect(parseMediaType(value)).toBeUndefined()
})

test('JSON, forms and text are known by type', () => {
  expect(isJsonMediaType('application/json')).toBe(true)
  expect(isJsonMediaType('application/vnd.api+json; charset=utf-8')).toBe(true)
  expect(isJsonMediaType('application/x-ndjson')).toBe(false)
  expect(isFormMediaType('application/x-www-form-urlencoded; charset=utf-8')).toBe(true)
  expect(isTextMediaType('text/html')).toBe(true)
  expect(isTextMediaType('image/svg+xml')).toBe(true)
  expect(isTextMediaType('application/octet-stream')).toBe(false)
})

test('T79 a long value is read in linear time', () => {
  expect(parseMediaType(`text/plain;${' '.repeat(100_000)}x`)?.essence).toBe('text/plain')
  expect(parseMediaType(`text/plain${';a="'.repeat(20_000)}`)?.essence).toBe('text/plain')
})
