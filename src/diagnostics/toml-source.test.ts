import { expect, test } from 'vitest'
import { readTomlSource } from './toml-source.ts'

const text = `# a comment
base_url = "http://x" # another
a.b = 1
[serve]
  port = 5
notes = """
[not] = "a table"
"""
[[limits]]
limit = 1
[[limits]]
route = 'GET /[a]'
by = [ "x", # one ]
  "y" ]
[limits.headers]
X-A = "1"
[diff.fields]
"summary.total" = { classify = "constant", values = ["]", { c = 1 }] }
`

test.each<[path: (string | number)[], place: string]>([
  [['base_url'], '2:1'],
  [['a'], '3:1'],
  [['a', 'b'], '3:1'],
  [['serve'], '4:1'],
  [['serve', 'port'], '5:3'],
  [['serve', 'notes'], '6:1'],
  [['limits'], '9:1'],
  [['limits', 0], '9:1'],
  [['limits', 0, 'limit'], '10:1'],
  [['limits', 1], '11:1'],
  [['limits', 1, 'route'], '12:1'],
  [['limits', 1, 'by', 1], '14:3'],
  [['limits', 1, 'headers', 'X-A'], '16:1'],
  [['diff', 'fields', 'summary.total', 'classify'], '18:21'],
  [['diff', 'fields', 'summary.total', 'values', 1, 'c'], '18:61'],
  [['diff', 'fields', 'summary.total', 'nothing'], '18:1'],
  [['nothing'], '1:1'],
])('%j stands at %s', (path, place) => {
  expect(readTomlSource('a.toml', text).placeOf(path)).toBe(`a.toml:${place}`)
})

test('what is no TOML is told with its place', () => {
  expect(readTomlSource('a.toml', 'a = 1\nb = \n').errors).toEqual([{ place: 'a.toml:2:5', message: expect.stringMatching(/./) }])
})
