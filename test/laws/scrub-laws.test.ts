import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrubber, defaultScrubPolicy, isScrubToken } from '#recording'
import { bodyText, freshScrubber, type MadeMessage, makeExchange, testKey, textOf } from './scrub-exchange.ts'

const awkward = fc.constantFrom(
  'password',
  'token',
  'email',
  'value',
  'name',
  'errors',
  'phone',
  'card_number',
  'pin',
  'ssn',
  'key',
  'authorization',
  'url',
  'a@corp.io',
  '+1 415 555 2671',
  '4111 1111 1111 1111',
  '219-09-9999',
  'Bearer abcdef1234567',
  'https://u:p4ssw0rd@a.test/x?token=abc12345&b=c@d.test',
  '{"password":"x1"}',
  '["a@b.io"]',
  'password=hunter22',
  "it's o'brien@corp.io, ok?",
  'DE89 3704 0044 0532 0130 00',
  'eyJhbGciOiJub25lIn0.eyJhIjoiYkBjLmlvIn0.',
  'Basic Z3JhY2U6aG9wcGVy',
  'x',
  '12',
  '482913',
  '/reset/abcdef1234567890',
  'sess=abc123def; a=b',
  '$_abc',
  'user:pass@host',
  'null',
  '\u0000',
  '\ud800',
  'é@ü.de',
  'ann@corp.io@x.io',
  '::1',
  '%E0%A4%A',
  '+',
  '%2B49 151 23456789',
)
const text = fc.oneof(
  { weight: 3, arbitrary: awkward },
  fc.string({ maxLength: 24 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.array(awkward, { maxLength: 4 }).map((parts) => parts.join(' ')),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(4111111111111111, 14155552671, 482913),
)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.constantFrom(null, true),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 5 }),
  ),
}))
const headerName = fc.constantFrom('Authorization', 'Cookie', 'X-Api-Key', 'Referer', 'X-Note', 'X-Hub-Signature-256', 'Link')
const answerHeader = fc.constantFrom('Set-Cookie', 'Location', 'X-Auth-Token', 'X-Note')
const line = text.map((value) => value.replace(/\p{Cc}/gu, ' '))
const escaped = text.map((value) => encodeURIComponent(value.toWellFormed()))
const query = fc.array(fc.tuple(escaped, escaped), { maxLength: 4 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))
const path = fc.array(escaped, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)

const made: fc.Arbitrary<MadeMessage> = fc.record({
  target: fc.tuple(path, query).map(([where, what]) => `${where}?${what}`),
  status: fc.constantFrom(200, 201, 400, 422),
  headers: fc.array(fc.tuple(headerName, line), { maxLength: 3 }),
  answerHeaders: fc.array(fc.tuple(answerHeader, line), { maxLength: 3 }),
  answer: tree.map((value) => JSON.stringify(value)),
})
const body: fc.Arbitrary<MadeMessage> = fc.oneof(
  tree.map((value) => ({ body: JSON.stringify(value, null, 1) })),
  query.map((form) => ({ type: 'application/x-www-form-urlencoded', body: form })),
  text.map((plain) => ({ type: 'text/plain', body: plain })),
  fc.tuple(text, text).map(([name, value]) => ({ type: 'application/xml', body: `<a x="${name}"><password>${value}</password></a>` })),
  text.map((value) => ({
    type: 'multipart/form-data; boundary=q',
    body: `--q\r\nContent-Disposition: form-data; name="token"\r\n\r\n${value}\r\n--q--\r\n`,
  })),
)
const exchange = fc.tuple(made, body).map(([rest, content]) => makeExchange({ ...rest, ...content }))

describe('laws', () => {
  it('T51 scrubbing twice is scrubbing once, byte for byte, in a run of its own', () => {
    fc.assert(
      fc.property(exchange, (raw) => {
        const once = freshScrubber().scrubExchange(raw)
        expect(textOf(freshScrubber().scrubExchange(once))).toBe(textOf(once))
      }),
      { numRuns: 3000 },
    )
  })

  it('T51 also where a phone number and an IBAN stand side by side in a password', () => {
    const both = '+1 415 555 2671 DE89 3704 0044 0532 0130 00'
    const raw = makeExchange({
      type: 'application/xml',
      body: `<a><password>${both}</password></a>`,
      answer: JSON.stringify([{ '': both }]),
    })
    const once = freshScrubber().scrubExchange(raw)
    expect(textOf(freshScrubber().scrubExchange(once))).toBe(textOf(once))
  })

  it('T51 and over a whole session, where secrets of one exchange are known in the next', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 5 }), (session) => {
        const [first, second] = [freshScrubber(), freshScrubber()]
        const once = session.map((raw) => first.scrubExchange(raw))
        expect(once.map((raw) => textOf(second.scrubExchange(raw)))).toEqual(once.map(textOf))
      }),
      { numRuns: 500 },
    )
  })

  it('JSON keeps its structure: kinds, number and order of members, and names that are no secret', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const scrubbed = freshScrubber().scrubExchange(makeExchange({ body: JSON.stringify(value) }))
        expect(shapeOf(JSON.parse(bodyText(scrubbed.request)))).toEqual(shapeOf(JSON.parse(JSON.stringify(value))))
      }),
      { numRuns: 1500 },
    )
  })

  it('T56 flow is kept: equal secrets have equal tokens and different ones different tokens, of the same form', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).filter((value) => /\d/.test(value) && /[A-Za-z]{3}/.test(value))
    fc.assert(
      fc.property(secret, secret, (one, other) => {
        const scrubber = createScrubber(defaultScrubPolicy, testKey)
        const sent = scrubber.scrubExchange(
          makeExchange({ body: JSON.stringify({ password: one, api_key: other }), answer: JSON.stringify({ token: one, secret: other }) }),
        )
        const { password, api_key } = JSON.parse(bodyText(sent.request)) as { password: string; api_key: string }
        expect(JSON.parse(bodyText(sent.response))).toEqual({ token: password, secret: api_key })
        expect(password === api_key).toBe(one === other)
        expect(password.length).toBe(one.length)
        expect(password).not.toBe(one)
      }),
      { numRuns: 2000 },
    )
  })
})

it('T56 ten thousand addresses and passwords have ten thousand tokens each', () => {
  const scrubber = freshScrubber()
  const tokens = new Set<string>()
  const addresses = new Set<string>()
  for (let index = 0; index < 10_000; index++) {
    tokens.add(scrubber.tokenOf(`Passw0rd-${(index * 7919).toString(36)}`))
    addresses.add(scrubber.tokenOf(`u${index}@example.com`))
  }
  expect([tokens.size, addresses.size]).toEqual([10_000, 10_000])
})

it('what nobody scrubbed hardly ever passes for a token', () => {
  const passed = (make: (index: number) => string, count: number) =>
    Array.from({ length: count }, (_, index) => make(index)).filter((value) => isScrubToken(value)).length
  expect(passed((index) => `Password${index}!`, 50_000)).toBeLessThan(5)
  expect(passed((index) => `user.name${index}@corp.io`, 50_000)).toBeLessThan(5)
  expect(passed((index) => String(100_000 + index * 17), 50_000)).toBeLessThan(120)
})

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  return Object.values(value).map(shapeOf)
}
