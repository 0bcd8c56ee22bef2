import { describe, expect, test } from 'vitest'
import { ownHost, ownOrigin } from '#model'
import { createOriginMasker, mapTexts, unmaskOrigin } from './origin.ts'

describe('createOriginMasker', () => {
  const mask = createOriginMasker(['http://api.example.com', 'http://127.0.0.1:8080'])

  test.each([
    ['http://api.example.com/orders/7', `${ownOrigin}/orders/7`],
    ['https://api.example.com', ownOrigin],
    ['see http://127.0.0.1:8080/a and http://api.example.com/b', `see ${ownOrigin}/a and ${ownOrigin}/b`],
    ['api.example.com', ownHost],
    ['http://www.example.com/orders', 'http://www.example.com/orders'],
    ['http://127.0.0.1:80801/x', 'http://127.0.0.1:80801/x'],
    ['http://127.0.0.1:80', 'http://127.0.0.1:80'],
    ['http://my-api.example.com/x', 'http://my-api.example.com/x'],
    ['http://api.example.com.evil.test/x', 'http://api.example.com.evil.test/x'],
    ['ops@api.example.com', 'ops@api.example.com'],
    ['http://localhost:8080/x', `${ownOrigin}/x`],
    ['"http:\\/\\/api.example.com\\/x"', `"${ownOrigin}\\/x"`],
    ['?next=http%3A%2F%2Fapi.example.com%2Fx', `?next=http%3A%2F%2F${ownHost}%2Fx`],
    ['https://api.example.com.', `${ownOrigin}.`],
    ['', ''],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test('T47 what was masked is unmasked to where the twin is', () => {
    const text = '{"self":"http://api.example.com/orders/7","host":"api.example.com"}'
    expect(unmaskOrigin(mask(text), 'http://localhost:9000')).toBe('{"self":"http://localhost:9000/orders/7","host":"localhost:9000"}')
  })

  test('a host that is a word is masked in addresses only', () => {
    expect(createOriginMasker(['http://backend'])('the backend at http://backend/x')).toBe(`the backend at ${ownOrigin}/x`)
  })

  test('an origin without a host masks nothing', () => {
    expect(createOriginMasker(['', 'http://'])('http://api.example.com')).toBe('http://api.example.com')
  })
})

test('texts are changed everywhere in a value, keys stay', () => {
  const value = JSON.parse('{"a": ["x", 1, null, {"x": "x"}], "__proto__": "x"}')
  const changed = mapTexts(value, (text) => text.toUpperCase())
  expect(JSON.stringify(changed)).toBe('{"a":["X",1,null,{"x":"X"}],"__proto__":"X"}')
})
