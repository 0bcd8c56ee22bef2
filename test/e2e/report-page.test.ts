import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printHtml } from '../../src/conform/render/html/print-html.ts'
import { createReport, type Played } from '../../src/conform/report-for-tests.ts'
import { type Browser, findBrowser, openBrowser } from './browser.ts'

const hostile = `</script><script>document.title='broken'</script><img src=http://127.0.0.1:9/ onerror="document.title='broken'">`

const order = (id: number): Played => [
  [`GET /orders/${id}`, undefined, 200, { id, total: id + 0.5, lines: [{ total: id + 0.5 }] }],
  { body: { id, total: id, lines: [{ total: id }] }, route: 'GET /orders/{id}' },
]
const note: Played = [['GET /notes/1', undefined, 200, { text: hostile, [hostile]: 1 }], { body: { text: 'ok' }, route: 'GET /notes/{id}' }]
const gone: Played = [['GET /carts/a/very/long/path/that/no/phone/has/room/for/on/one/line', undefined, 200, {}], { status: 404, body: {} }]
const warned: Played = [['GET /pages', undefined, 200, []], { header: ['Etag', '"x"'] }]

const program = findBrowser()
if (program === undefined) console.warn('skipped: the page of a report in a browser (no chromium on the path, and CHROMIUM is not set)')

describe.skipIf(program === undefined)('the page of a report in a browser', { timeout: 120_000 }, () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doppel-page-'))
    writeFileSync(join(folder, 'report.html'), printHtml(createReport({ one: [order(1), order(2), order(3), note, gone, warned] })))
    browser = await openBrowser(program as string)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function openAt(width: number): Promise<void> {
    await browser.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 })
    await browser.open(pathToFileURL(join(folder, 'report.html')).href)
  }

  const titles = () =>
    browser.evaluate<string[]>(`[...document.querySelectorAll('.cause:not([hidden]) .title')].map((title) => title.textContent)`)
  const shown = () => browser.evaluate<string>(`document.querySelector('#shown').textContent`)

  it.each([1280, 390])('at a width of %i it asks nobody for anything, breaks nowhere and fits', async (width) => {
    await openAt(width)
    const asked = browser.events.filter(({ method }) => method === 'Network.requestWillBeSent')
    const urls = asked.map(({ params }) => (params as unknown as { request: { url: string } }).request.url)
    expect(urls.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(join(folder, 'report.html')).href])
    expect(browser.events.filter(({ method }) => ['Runtime.exceptionThrown', 'Log.entryAdded'].includes(method))).toEqual([])
    expect(await browser.evaluate('document.title')).toBe('FAIL shop 1666/10000 · doppel check')
    await browser.evaluate(`document.querySelector('#open-all').click()`)
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await browser.evaluate(`document.body.textContent.includes(${JSON.stringify(JSON.stringify(hostile))})`)).toBe(true)
    const [left, right] = await browser.evaluate<[number, number]>(
      `[...document.querySelectorAll('.pair')[0].children].map((side) => side.getBoundingClientRect().top)`,
    )
    expect(left === right).toBe(width > 600)
  })

  it('shows all causes, and what was expected beside what came', async () => {
    await openAt(1280)
    expect(await titles()).toHaveLength(5)
    expect(await shown()).toBe('10 divergences')
    const [first] = await browser.evaluate<string[]>(
      `[...document.querySelectorAll('.cause[open] .pair')].map((pair) => pair.innerText.replace(/\\s+/g, ' '))`,
    )
    expect(first).toBe('expected 1.5 the twin 1')
  })

  it('filters by category and severity from the keyboard', async () => {
    await openAt(1280)
    await browser.evaluate(`document.querySelector('[value=value_mismatch]').focus()`)
    await browser.press(' ', ' ')
    expect(await shown()).toBe('3 of 10 divergences')
    await browser.evaluate(`document.querySelector('[value=error]').focus()`)
    await browser.press(' ', ' ')
    expect(await titles()).toEqual(['Differences that do not count'])
    await browser.press('Escape')
    expect(await shown()).toBe('10 divergences')
  })

  it('finds words from the keyboard, and what is wrong with a route', async () => {
    await openAt(1280)
    await browser.press('/', '/')
    await browser.send('Input.insertText', { text: '/ORDERS 2.5' })
    expect(await shown()).toBe('6 of 10 divergences')
    await browser.evaluate(`[...document.querySelectorAll('.route')].find(({ textContent }) => textContent.includes('/carts')).click()`)
    expect(await shown()).toBe('1 of 10 divergences')
    expect(await browser.evaluate(`document.querySelector('.cause:not([hidden])').open`)).toBe(true)
  })

  it('is dark where the reader has it dark, and can be read in both', async () => {
    const read = async (scheme: string) => {
      await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
      await openAt(1280)
      return browser.evaluate<[string, string]>(`[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]`)
    }
    for (const scheme of ['light', 'dark']) {
      const [ink, page] = (await read(scheme)).map(luminanceOf) as [number, number]
      expect(ink < page).toBe(scheme === 'light')
      expect((Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05)).toBeGreaterThan(7)
    }
  })
})

/** Relative luminance of `rgb(31, 35, 40)`, as WCAG has it. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
