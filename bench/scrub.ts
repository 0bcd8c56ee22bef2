// What scrubbing costs: CPU time of one core per exchange, for about 1 KB of JSON in the answer, with and without anything to scrub.
import type { Exchange, HeaderList } from '#http'
import { createScrubber, defaultScrubPolicy } from '#recording'

const exchanges = 20_000
const key = Uint8Array.from({ length: 16 }, (_, index) => index * 7)
const encoder = new TextEncoder()
const type = ['Content-Type', 'application/json'] as const
const requestHeaders: HeaderList = [
  ['Host', 'api.example.com'],
  ['User-Agent', 'client/3.1'],
  ['Accept', 'application/json'],
  ['Authorization', `Bearer ${'q7Zk'.repeat(10)}`],
]
const responseHeaders: HeaderList = [type, ['Date', 'Mon, 01 Jan 2026 10:00:00 GMT'], ['ETag', 'W/"3a-abcdef"'], ['Vary', 'Accept']]

function order(number: number, personal: boolean): string {
  const contact = personal
    ? { email: `ada.${number % 500}@corp.io`, phone: `+1 415 555 2${100 + (number % 900)}` }
    : { city: 'Oslo', zip: '0150' }
  return JSON.stringify({
    id: `ord_4eC39HqLyjWDarjt${number}`,
    customer: { id: `550e8400-e29b-41d4-a716-4466554${40_000 + number}`, name: 'Ada Lovelace', ...contact },
    status: 'shipped',
    created_at: '2026-01-01T10:00:00.123Z',
    items: Array.from({ length: 5 }, (_, at) => ({ sku: `SKU-${number + at}`, qty: at, price: 275.5, title: 'A very nice thing to have' })),
    note: 'Please ring twice: the bell is loud',
    links: { self: `https://api.example.com/v1/orders/${number}` },
    hash: 'd41d8cd98f00b204e9800998ecf8427e',
  })
}

function makeExchange(index: number, personal: boolean): Exchange {
  const request = { method: 'GET', target: `/v1/orders/${index}?expand=items&limit=10`, headers: requestHeaders, body: new Uint8Array() }
  const response = { status: 200, headers: responseHeaders, body: encoder.encode(order(index, personal)) }
  return { index, startedAtMs: 0, endedAtMs: 1, request, response }
}

for (const [label, personal] of [
  ['an address and a number in each answer', true],
  ['nothing but the credentials of the request', false],
] as const) {
  const list = Array.from({ length: exchanges }, (_, index) => makeExchange(index, personal))
  const rounds = Array.from({ length: 5 }, () => {
    const scrubber = createScrubber(defaultScrubPolicy, key)
    const start = process.cpuUsage()
    for (const exchange of list) scrubber.scrubExchange(exchange)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / exchanges
  })
  const bytes = list[0]?.response?.body.length
  console.log(`${bytes} B of JSON, ${label}: ${Math.min(...rounds).toFixed(1)} µs an exchange`)
}
