import { expect, test } from 'vitest'
import { createAddressRewriter } from './own-addresses.ts'

const rewrite = createAddressRewriter(['https://api.example.com/v1', 'http://127.0.0.1:8080'], 'http://twin.test')

test.each([
  ['https://api.example.com/v1/orders', 'http://twin.test/v1/orders'],
  ['http:\\/\\/api.example.com\\/orders', 'http:\\/\\/twin.test\\/orders'],
  ['"//api.example.com/a" and api.example.com', '"//twin.test/a" and twin.test'],
  ['http://localhost:8080/x http://127.0.0.1:8080', 'http://twin.test/x http://twin.test'],
  ['https://api.example.com.', 'http://twin.test.'],
  ['xhttp://api.example.com', 'xhttp://twin.test'],
  ['ahttp:\\/\\/api.example.com', 'ahttp:\\/\\/twin.test'],
])('%s', (text, rewritten) => {
  expect(rewrite(text)).toBe(rewritten)
})

test.each(['my-api.example.com', 'api.example.com.au', 'https://other.example.com/', 'http://127.0.0.1:80801', 'example.com'])(
  'leaves %s alone',
  (text) => {
    expect(rewrite(text)).toBe(text)
  },
)
