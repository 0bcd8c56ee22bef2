import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Correspondence } from './correspondence.ts'
import { isIdName, translateJson } from './translate-json.ts'

const a = '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11'
const b = '0b0f8f6a-1111-4abc-8def-001122334455'

function learned(teach: (correspondence: Correspondence) => void = () => {}): Correspondence {
  const correspondence = new Correspondence()
  correspondence.learnPiece(a, b)
  correspondence.learnNumber(7, 3)
  correspondence.learnNumber(80, 99)
  correspondence.learnOwned('order-1', 'ten', 'eleven')
  teach(correspondence)
  return correspondence
}

const token = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Token by token, as an expression finds them. */
function translateSlowly(text: string, correspondence: Correspondence, owners: readonly string[]): string {
  let key = ''
  return text.replace(token, (found: string, inner: string | undefined, colon = '') => {
    if (inner === undefined) {
      if (!isIdName(key) || !/^-?\d+$/.test(found)) return found
      const value = Number(found)
      return String(correspondence.number(Number.isSafeInteger(value) ? value : BigInt(found)) ?? found)
    }
    let plain: string | undefined
    try {
      plain = JSON.parse(found.slice(0, inner.length + 2)) as string
    } catch {
      plain = inner.includes('\\') ? undefined : inner
    }
    if (colon !== '') key = plain ?? inner
    if (plain === undefined) return found
    const owned = owners.map((owner) => correspondence.owned(owner, plain)).find((text) => text !== undefined)
    const translated = owned ?? correspondence.text(plain)
    return translated === plain ? found : JSON.stringify(translated) + colon
  })
}

const part = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' :',
  '\n',
  '"',
  '\\"',
  '\\',
  '\\u0037',
  '"id"',
  '"orderId":',
  '"n" :',
  '-',
  '7',
  '80',
  '.0',
  'e2',
  a,
  'ten',
  'é',
)

test('each string and number is translated as an expression would find it, in JSON or not', () => {
  const words = (correspondence: Correspondence) => correspondence.learnText('id', 'ident')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), fc.boolean(), fc.boolean(), (parts, hasOwner, hasWords) => {
      const text = parts.join('')
      const owners = hasOwner ? ['order-1'] : []
      const teach = hasWords ? words : undefined
      expect(translateJson(text, learned(teach), owners)).toBe(translateSlowly(text, learned(teach), owners))
    }),
    { numRuns: 2000 },
  )
})

test('a key that ends in a quote and `id` names none', () => {
  expect(translateJson('"\\"id":7', learned(), [])).toBe('"\\"id":7')
})

test.each([
  [`{"id":"${a}","n":7}`, `{"id":"${b}","n":7}`],
  [`{"id": 7, "ids" : [7, -7, 7.0, 80]}`, `{"id": 3, "ids" : [3, -7, 7.0, 99]}`],
  [`{"${a}" : "at ${a}"}`, `{"${b}" : "at ${b}"}`],
])('%s', (text, translated) => {
  expect(translateJson(text, learned(), [])).toBe(translated)
})

test('whole values are known by all of their text, however long', () => {
  const long = 'x1 '.repeat(100)
  const correspondence = learned((own) => own.learnText(long, 'short'))
  expect(translateJson(JSON.stringify([long, `${long}2`, long.replace('1', '2')]), correspondence, [])).toBe(
    JSON.stringify(['short', `${long}2`, long.replace('1', '2')]),
  )
})
