import type { Random } from '#state'

/** A request to be sent on a connection of its own, or as one of many on a connection that stays. */
export interface FuzzRequest {
  readonly bytes: Buffer
  /** Whether it is a whole HTTP message, so that the connection goes on after its answer. */
  readonly isWhole: boolean
}

/** A request that the twin under test answers well. */
export interface SeedRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A request made of a good one by a few changes to its parts, with its length and the end of its head as they must be. */
export function structuredRequest(seeds: readonly SeedRequest[], random: Random): FuzzRequest {
  let { method, target, headers, body } = pick(seeds, random)
  let bytes: Buffer | undefined
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const part = random()
    if (part < 0.1) method = pick(methods, random)
    else if (part < 0.35) target = changeTarget(target, random)
    else if (part < 0.55) headers = changeHeaders(headers, random)
    else if (part < 0.95) body = changeBody(body, random)
    else bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)))
  }
  const sent = bytes ?? Buffer.from(body)
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines}Content-Length: ${sent.length}\r\n\r\n`
  return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), sent]), isWhole: true }
}

/** Bytes of a request with pieces cut out, put in, doubled and turned round. */
export function rawRequest(seeds: readonly SeedRequest[], random: Random): FuzzRequest {
  let { bytes } = structuredRequest(seeds, random)
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) {
    const at = Math.floor(random() * bytes.length)
    const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : Math.floor(random() * 8)
    const put = random() < 0.5 ? Buffer.from(pick(pieces, random), 'latin1') : noise(random)
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)])
  }
  return { bytes, isWhole: false }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'LINK', 'QUERY']

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  ': ',
  ' ',
  '\0',
  '%',
  '%00',
  '%zz',
  'HTTP/1.1',
  'HTTP/2.0',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 0\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Expect: 100-continue\r\n',
  'Connection: upgrade\r\nUpgrade: websocket\r\n',
  'ffffffffffffffff\r\n',
  '0\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
]

const words = [
  '',
  '0',
  '-0',
  '-1',
  '1e309',
  'NaN',
  '9007199254740993',
  'null',
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  '..',
  '.',
  '%2e%2e',
  '%00',
  '%ff',
  '%',
  '\u00e9',
  '\ud83e\udd80',
  "' or 1=1 --",
  '<script>',
  '*',
  '(a+)+$',
  'a'.repeat(2000),
  '9'.repeat(400),
  '2026-13-45T99:99:99Z',
  '\u0000',
]

/** What a header may hold: one line of it, without what would end the head early. */
const headerValues = [
  ...words.map((word) => encodeURIComponent(word)),
  'bytes=0-99999999999',
  'bytes=-1,0-0,5-2',
  'W/"x"',
  '*/*;q=9',
  'gzip',
  'br, deflate',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=',
  'application/x-www-form-urlencoded',
  'application/xml',
  'text/plain',
  'Bearer x',
  'Basic ====',
  'Mon, 99 Nov 2026',
]

const headerNames = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Authorization',
  'Content-Encoding',
  'Content-Type',
  'Cookie',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
  'Idempotency-Key',
  'Origin',
  'Access-Control-Request-Method',
  'Range',
  'X-Doppel-Fixture',
  'X-Doppel-Session',
  'X-Doppel-Why',
  'X-HTTP-Method-Override',
]

function changeTarget(target: string, random: Random): string {
  const [path = '', query = ''] = target.split('?')
  const word = encodeURI(pick(words, random)).slice(0, 2000)
  const at = random()
  if (at < 0.3) {
    const segments = path.split('/')
    segments[1 + Math.floor(random() * segments.length)] = word
    return `/${segments.slice(1).join('/')}`
  }
  if (at < 0.4) return `${path}/${word}?${query}`
  if (at < 0.5) return `/~${word}${target}`
  if (at < 0.6) return `${path}?${`${pick(names, random)}&`.repeat(Math.floor(random() * 200))}`
  const name = random() < 0.3 ? `${pick(names, random)}${'[a]'.repeat(Math.floor(random() * 30))}` : pick(names, random)
  return `${path}?${query}${query === '' ? '' : '&'}${name}=${word}`
}

const names = ['page', 'limit', 'offset', 'sort', 'color', 'fields', 'filter', 'q', 'include', '__proto__', 'id', '']

function changeHeaders(headers: SeedRequest['headers'], random: Random): SeedRequest['headers'] {
  if (random() < 0.2) return headers.slice(1)
  return [...headers, [pick(headerNames, random), pick(headerValues, random)]]
}

function changeBody(body: string, random: Random): string {
  const how = random()
  if (how < 0.15) return body.slice(0, Math.floor(random() * body.length))
  if (how < 0.25) return pick(bodies, random)
  // What nests as deep as that is too deep for this process, too.
  const value = body.length > 4000 ? undefined : parse(body)
  if (value === undefined || how < 0.35) {
    const at = Math.floor(random() * body.length)
    return body.slice(0, at) + pick(words, random) + body.slice(at + Math.floor(random() * 5))
  }
  return JSON.stringify(changeValue(value, random, 0))
}

const bodies = [
  '',
  '[',
  '"',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '[1e999,-1e999,0.1e-999]',
  '{"constructor":{"prototype":{"y":1}}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  `[${'0,'.repeat(20_000)}0]`,
  '<a><b></a>',
  '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
  'a=1&a[b]=2&a[b][c]=3&__proto__[x]=1',
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x',
  '{"query":"{ a { a { a } } }","variables":[]}',
  '\ufeff{"a":1}',
]

function changeValue(value: unknown, random: Random, depth: number): unknown {
  if (depth < 4 && Array.isArray(value) && value.length > 0 && random() < 0.7) {
    const at = Math.floor(random() * value.length)
    if (random() < 0.2) return Array.from({ length: Math.floor(random() * 100) }, () => value[at] as unknown)
    return value.map((item: unknown, place) => (place === at ? changeValue(item, random, depth + 1) : item))
  }
  if (depth < 4 && typeof value === 'object' && value !== null && !Array.isArray(value) && random() < 0.8) {
    const entries = Object.entries(value)
    const at = Math.floor(random() * (entries.length + 1))
    const [name = pick(words, random), inner] = entries[at] ?? []
    if (random() < 0.2) return Object.fromEntries(entries.filter((_, place) => place !== at))
    return { ...value, [name]: changeValue(inner, random, depth + 1) }
  }
  return pick(values, random)
}

const values: readonly unknown[] = [null, true, 0, -1, 1.5, 1e21, -0.000_000_1, [], {}, [[]], [null], { a: null }, ...words]

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * 12) }, () => Math.floor(random() * 256)))
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T
}
