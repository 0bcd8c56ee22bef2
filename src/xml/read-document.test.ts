import { describe, expect, it } from 'vitest'
import { printXml } from './print-xml.ts'
import { readDocument } from './read-document.ts'

const read = (text: string, ...lists: string[]) => readDocument(text, new Set(lists))

describe('readDocument', () => {
  it('reads elements by name, repeated ones and those known to repeat as lists', () => {
    const document = read('<?xml version="1.0"?>\n<Result xmlns="urn:x"><Name>a</Name><Item>1</Item><Item>2</Item></Result>')
    expect(document?.value).toEqual({ Result: { '@xmlns': 'urn:x', Name: 'a', Item: ['1', '2'] } })
    expect(read('<Result><Item>1</Item></Result>', 'Result/Item')?.value).toEqual({ Result: { Item: ['1'] } })
    expect(read('<Result></Result>', 'Result/Item')?.value).toEqual({ Result: { Item: [] } })
  })

  it.each([
    ['pairs', '<a><b></b></a>'],
    ['short empty elements', '<a><b/><c>1</c></a>'],
    ['spaced empty elements', "<?xml version='1.0' encoding='utf-8'?>\n<D:a xmlns:D=\"DAV:\"><D:b /></D:a>"],
    ['indentation', '<a>\n  <b>\n    <c>x</c>\n  </b>\n  <d>&lt;&amp;</d>\n</a>\n'],
    ['references', '<a><ETag>&quot;x&quot;</ETag><b>1 &gt; 0</b></a>'],
  ])('keeps %s', (_, text) => {
    const document = read(text)
    expect(document && printXml(document.value, document.layout)).toBe(text)
  })

  it('refuses what would not be written the same again', () => {
    expect(read('<a><b>1</b><c>2</c><b>3</b></a>')).toBeUndefined()
    expect(read('<a><b>bold</b> text</a>')).toBeUndefined()
    expect(read('<a><b></a>')).toBeUndefined()
    expect(read('no xml')).toBeUndefined()
  })

  it('refuses documents that are nested too deep', () => {
    expect(read('<a>'.repeat(300) + '</a>'.repeat(300))).toBeUndefined()
  })
})
