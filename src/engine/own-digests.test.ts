import { expect, test } from 'vitest'
import { OwnDigests } from './own-digests.ts'

const made = '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11'

test('a digest over what was made up or scrubbed is of this instance alone, and so is one over that', () => {
  const digests = new OwnDigests(
    (text) => text === made,
    (text) => text.includes('xq@vb.example.com'),
  )
  digests.note('5f4dcc3b5aa765d61d8327deb882cf99', { name: 'lamp' })
  digests.note('098f6bcd4621d373cade4e832627b4f6', { id: made })
  digests.note('ad0234829205b9033196ba818f7a872b', '{"mail":"xq@vb.example.com"}')
  digests.note('8ad8757baa8564dc136c1e07507f4a98', { rev: '1-098f6bcd4621d373cade4e832627b4f6' })
  const own = ['5f4dcc3b5aa765d61d8327deb882cf99', '098f6bcd4621d373cade4e832627b4f6', 'ad0234829205b9033196ba818f7a872b'].map((digest) =>
    digests.has(digest),
  )
  expect([...own, digests.has('8ad8757baa8564dc136c1e07507f4a98')]).toEqual([false, true, true, true])
})
