import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '#http'
import { type PlantedSecret, plantNamed, plantRecognisable, secretPart } from './scrub-corpus.ts'
import { freshScrubber, makeExchange, textOf } from './scrub-exchange.ts'

/** Every place in which a value may stand that is known by its form. */
const places: Record<string, (value: string) => Exchange> = {
  header: (value) => makeExchange({ headers: [['X-Custom', oneLine(value)]] }),
  cookie: (value) => makeExchange({ headers: [['Cookie', `a=1; visit=${encodeURIComponent(value)}; theme=dark`]] }),
  'set-cookie': (value) => makeExchange({ answerHeaders: [['Set-Cookie', `visit=${encodeURIComponent(value)}; Path=/; HttpOnly`]] }),
  path: (value) => makeExchange({ target: `/things/${encodeURIComponent(value)}/edit` }),
  query: (value) => makeExchange({ target: `/search?page=1&q=${encodeURIComponent(value)}&sort=name` }),
  json: (value) => makeExchange({ body: JSON.stringify({ id: 7, note: value, tags: ['a'] }) }),
  'json in an answer': (value) => makeExchange({ answer: JSON.stringify({ data: [{ id: 7, note: value }] }) }),
  'json within a sentence': (value) => makeExchange({ answer: JSON.stringify({ message: `Now use ${value} for it.` }) }),
  'json within json': (value) => makeExchange({ body: JSON.stringify({ payload: JSON.stringify({ inner: value }) }) }),
  'json with escapes': (value) => makeExchange({ body: `{"note":"${[...value].map(unicode).join('')}"}` }),
  'json key': (value) => makeExchange({ answer: JSON.stringify({ map: { [value]: { count: 1 } } }) }),
  'lines of json': (value) => makeExchange({ answerType: 'application/x-ndjson', answer: `{"a":1}\n${JSON.stringify({ note: value })}\n` }),
  events: (value) => makeExchange({ answerType: 'text/event-stream', answer: `event: x\ndata: ${JSON.stringify({ note: value })}\n\n` }),
  form: (value) =>
    makeExchange({ type: 'application/x-www-form-urlencoded', body: new URLSearchParams({ a: '1', note: value }).toString() }),
  multipart: (value) => makeExchange({ type: 'multipart/form-data; boundary=xyz', body: multipart(value) }),
  text: (value) => makeExchange({ type: 'text/plain', body: `It is ${value}\nand more text.` }),
  xml: (value) => makeExchange({ type: 'application/xml', body: `<a note="x"><b>${markup(value)}</b></a>` }),
  'xml attribute': (value) => makeExchange({ type: 'application/xml', body: `<a note="${markup(value)}"/>` }),
  'nested url': (value) =>
    makeExchange({
      answerHeaders: [['Location', `https://app.test/next?then=${encodeURIComponent(`https://b.test/?x=${encodeURIComponent(value)}`)}`]],
    }),
  'url in json': (value) =>
    makeExchange({ answer: JSON.stringify({ next: `https://app.test/v1/list?limit=2&for=${encodeURIComponent(value)}` }) }),
}

/** Every place in which a value has a name. */
const namedPlaces: Record<string, (name: string, value: string) => Exchange> = {
  query: (name, value) => makeExchange({ target: `/x?a=1&${encodeURIComponent(name)}=${encodeURIComponent(value)}` }),
  json: (name, value) => makeExchange({ body: JSON.stringify({ user: { [name]: value } }) }),
  'json with a sibling': (name, value) => makeExchange({ body: JSON.stringify([{ name, value }]) }),
  'json in an answer': (name, value) => makeExchange({ answer: JSON.stringify({ data: { [name]: value } }) }),
  form: (name, value) =>
    makeExchange({ type: 'application/x-www-form-urlencoded', body: new URLSearchParams({ [name]: value }).toString() }),
  multipart: (name, value) => makeExchange({ type: 'multipart/form-data; boundary=xyz', body: multipart(value, name) }),
  'nested url': (name, value) =>
    makeExchange({ answer: JSON.stringify({ link: `https://a.test/?${encodeURIComponent(name)}=${encodeURIComponent(value)}` }) }),
  fragment: (name, value) =>
    makeExchange({ answerHeaders: [['Location', `https://a.test/cb#state=1&${encodeURIComponent(name)}=${encodeURIComponent(value)}`]] }),
  text: (name, value) => makeExchange({ type: 'text/plain', body: `login with ${name.replace(/[[\]]/g, '_')}=${value} please` }),
}

const planted = plantRecognisable()

describe('T51 to T56: no planted value is left', () => {
  it('plants more than 40 kinds', () => expect(planted.length).toBeGreaterThan(40))

  it.each(Object.entries(places))('%s', (_, plant) => {
    expect(planted.filter((secret) => isLeft(secret, plant(secret.value))).map(({ kind }) => kind)).toEqual([])
  })

  it.each(Object.entries(namedPlaces))('named: %s', (_, plant) => {
    const left = plantNamed().filter(({ kind, value }) => textOf(freshScrubber().scrubExchange(plant(kind, value))).includes(value))
    expect(left.map(({ kind }) => kind)).toEqual([])
  })
})

it('T51 scrubbing what is scrubbed changes no byte, for any kind in any place', () => {
  const changed: string[] = []
  for (const [place, plant] of Object.entries(places)) {
    for (const { kind, value } of planted) {
      const once = freshScrubber().scrubExchange(plant(value))
      if (freshScrubber().scrubExchange(once) !== once) changed.push(`${kind}, ${place}`)
    }
  }
  for (const [place, plant] of Object.entries(namedPlaces)) {
    for (const { kind, value } of plantNamed()) {
      const once = freshScrubber().scrubExchange(plant(kind, value))
      if (freshScrubber().scrubExchange(once) !== once) changed.push(`${kind}, ${place}`)
    }
  }
  expect(changed).toEqual([])
})

it('secretlint finds nothing in a scrubbed corpus, and much in the raw one', async () => {
  const exchanges = [
    ...Object.values(places).flatMap((plant) => planted.map(({ value }) => plant(value))),
    ...Object.values(namedPlaces).flatMap((plant) => plantNamed().map(({ kind, value }) => plant(kind, value))),
  ]
  const scrubber = freshScrubber()
  expect((await lint(exchanges.map(textOf).join('\n\n'))).length).toBeGreaterThan(200)
  expect(await lint(exchanges.map((exchange) => textOf(scrubber.scrubExchange(exchange))).join('\n\n'))).toEqual([])
})

function isLeft(secret: PlantedSecret, exchange: Exchange): boolean {
  const text = textOf(freshScrubber().scrubExchange(exchange))
  const part = secretPart(secret)
  return [
    part,
    encodeURIComponent(part),
    encodeURIComponent(encodeURIComponent(part)),
    markup(part),
    JSON.stringify(part).slice(1, -1),
  ].some((form) => text.includes(form))
}

async function lint(content: string): Promise<string[]> {
  const result = await lintSource({
    source: { filePath: 'recording.txt', content, contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
  })
  return result.messages.map(({ message }) => message)
}

function multipart(value: string, name = 'note'): string {
  return `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--xyz\r\nContent-Disposition: form-data; name="b"\r\n\r\n2\r\n--xyz--\r\n`
}

function oneLine(value: string): string {
  return value.replace(/\n/g, ' ')
}

function markup(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
