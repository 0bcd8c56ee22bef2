import { expect, test } from 'vitest'
import { createReport, type Played } from '../../report-for-tests.ts'
import { html, Markup } from './markup.ts'
import { printHtml } from './print-html.ts'
import { printPair } from './print-pair.ts'

const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(1)> "'&`
const right: Played = [['GET /version', undefined, 200, { version: 'a' }]]
const evil: Played = [['GET /notes/1', undefined, 200, { [hostile]: hostile }], { body: { [hostile]: 'x' }, route: 'GET /notes/{id}' }]

test('what is put into a page is text, unless it is a page already', () => {
  expect(html`<p>${'<b>'}${1}${undefined}${[html`<i>${'&'}</i>`, '"']}${new Markup('<hr>')}</p>`.text).toBe(
    '<p>&lt;b&gt;1<i>&amp;</i>&quot;<hr></p>',
  )
})

test('what differs is marked on both sides', () => {
  expect(printPair('abcd', 'abXd').text).toContain('&quot;ab<mark>c</mark>d&quot;')
  expect(printPair(3.5, 3).text).toContain('>3<mark>.5</mark><')
  expect(printPair('aa', 'aaa').text).toContain('&quot;aa<mark>a</mark>&quot;')
  expect(printPair('\u{1f600}', '\u{1f601}').text).toContain('&quot;<mark>\u{1f600}</mark>&quot;')
  expect(printPair(undefined, [1]).text).toContain('<p class="nothing">nothing</p>')
  expect(printPair('x'.repeat(5000), 'y').text).toContain('… and 3002 more characters')
})

test('texts of recordings can not break out of the page', () => {
  const page = printHtml(createReport({ one: [evil, right] }))
  expect(page.match(/<script/g)).toHaveLength(1)
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;/script&gt;')
  expect(page.match(/<[a-z][^>]* (?:src|href|action)=/g)).toEqual(['<link rel="icon" href='])
})

test('the page has causes, routes, sessions, what is suppressed, and filters for what there is', () => {
  const wrong: Played = [['GET /a', undefined, 200, { a: 1, b: 2 }], { body: { a: 2, b: 3 }, header: ['Etag', '"x"'] }]
  const page = printHtml(createReport({ one: [wrong, right], two: [right] }, { suppress: [{ path: 'body.b', reason: 'fine as it is' }] }))
  expect(page).toContain('<title>FAIL shop 6666/10000 · doppel check</title>')
  expect(page).toContain('<input type="checkbox" name="category" value="value_mismatch" checked>value_mismatch <b>1</b>')
  expect(page).toContain('name="severity" value="warning"')
  expect(page).not.toContain('value="twin_miss"')
  expect(page).toContain('Differences that do not count')
  expect(page).toContain('1 route without a wrong answer')
  expect(page).toContain('Sessions: 1 of 2 pass')
  expect(page).toContain('GET /a body.b value_mismatch: fine as it is')
})

test('of thousands of divergences it shows some, and counts the others', () => {
  const fields = (value: number) => Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`f${at}`, value]))
  const wide = Array.from({ length: 300 }, (_, at): Played => [[`GET /r${at}`, undefined, 200, fields(0)], { body: fields(1) }])
  const page = printHtml(createReport({ one: wide }))
  expect(page).toContain('3000 divergences')
  expect(page).toContain('and 2900 more causes with 2900 divergences')
  expect(page.length).toBeLessThan(400_000)
})

test('a twin that is right has nothing to show but that', () => {
  expect(printHtml(createReport({ one: [right] }))).toContain('<p>Nothing.</p>')
})
