import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createScrubber, defaultScrubPolicy, isScrubToken, parseScrubPolicy } from '#recording'
import { scrubContentCodec } from '../../src/recording/io/scrub-content-codec.ts'
import { bodyText, freshScrubber, makeExchange, testKey, textOf } from './scrub-exchange.ts'

const secret = ['tok', 'Zx81', 'kQ92', 'mmPq'].join('')

it('T55 a token from a login is the same in the header of the next request, in path, query, body and nested URL', () => {
  const scrubber = freshScrubber()
  const login = scrubber.scrubExchange(makeExchange({ body: '{"password":"Tr0ub4dor-3"}', answer: `{"access_token":"${secret}"}` }))
  const token = JSON.parse(bodyText(login.response)).access_token as string
  expect(token).not.toBe(secret)
  const next = scrubber.scrubExchange(
    makeExchange({
      target: `/sessions/${secret}?t=${secret}&back=${encodeURIComponent(`https://a.test/x?y=${secret}`)}`,
      headers: [
        ['Authorization', `Bearer ${secret}`],
        ['Referer', `https://a.test/${secret}`],
      ],
      body: `{"note":"${secret}","text":"used ${secret}."}`,
      answerHeaders: [['Location', `/sessions/${secret}`]],
    }),
  )
  expect(next.request.target).toBe(`/sessions/${token}?t=${token}&back=${encodeURIComponent(`https://a.test/x?y=${token}`)}`)
  expect(next.request.headers.slice(0, 2)).toEqual([
    ['Authorization', `Bearer ${token}`],
    ['Referer', `https://a.test/${token}`],
  ])
  expect(bodyText(next.request)).toBe(`{"note":"${token}","text":"used ${token}."}`)
  expect(next.response?.headers[0]).toEqual(['Location', `/sessions/${token}`])
})

it('T55 a scheme word stays, whichever it is; Basic stays base64 of user and password', () => {
  const header = (value: string) =>
    freshScrubber().scrubExchange(makeExchange({ headers: [['authorization', value]] })).request.headers[0]?.[1] as string
  expect(header(`Bearer ${secret}`)).toMatch(/^Bearer [a-z]{3}[A-Z][a-z]\d\d[a-z][A-Z]\d\d[a-z]{2}[A-Z][a-z]$/)
  expect(header(`Token ${secret}`)).toMatch(/^Token (?!tokZx)/)
  const basic = header(`Basic ${btoa('grace:Tr0ub4dor&3')}`)
  const [user, password] = atob(basic.slice(6)).split(':') as [string, string]
  expect([user, password.length, password === 'Tr0ub4dor&3', isScrubToken(password)]).toEqual(['grace', 11, false, true])
  expect(atob(header(`Basic ${btoa(`${secret}:`)}`).slice(6))).not.toContain(secret)
  const aws = header(
    `AWS4-HMAC-SHA256 Credential=${['AK', 'IAZZZZ7ZZZZ2ZZZZQQ'].join('')}/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${'a1'.repeat(32)}`,
  )
  expect(aws).toMatch(
    /^AWS4-HMAC-SHA256 Credential=XK[A-Z0-9]{18}\/20260101\/eu-west-1\/s3\/aws4_request, SignedHeaders=host, Signature=[0-9a-f]{64}$/,
  )
  expect(aws).not.toContain('a1a1a1a1')
  const digest = header('Digest username="grace", realm="api", nonce="dcd98b7102dd", uri="/x", response="6629fae49393a05397450978507c4ef1"')
  expect(digest).toMatch(/^Digest username="grace", realm="api", nonce="dcd98b7102dd", uri="\/x", response="(?!6629)[0-9a-f]{32}"$/)
})

it('T55 cookies: the value that was set comes back, names, attributes and settings stay', () => {
  const scrubber = freshScrubber()
  const set = scrubber.scrubExchange(
    makeExchange({
      answerHeaders: [
        ['Set-Cookie', `sid=s%3A${secret}.aB3/x%2By; Path=/; HttpOnly; SameSite=Lax`],
        ['Set-Cookie', 'theme=dark; Max-Age=99999'],
      ],
    }),
  )
  const value = /^sid=([^;]+); Path=\/; HttpOnly; SameSite=Lax$/.exec(set.response?.headers[0]?.[1] as string)?.[1]
  expect(value).toMatch(/^s%3A\w{15}\.[a-z][A-Z]\d\/[a-z]%2B[a-z]$/)
  expect(value).not.toContain(secret)
  expect(set.response?.headers[1]?.[1]).toBe('theme=dark; Max-Age=99999')
  const sent = scrubber.scrubExchange(makeExchange({ headers: [['Cookie', `lang=en-GB; sid=s%3A${secret}.aB3/x%2By; n=3`]] }))
  expect(sent.request.headers[0]?.[1]).toBe(`lang=en-GB; sid=${value}; n=3`)
})

it('T54 what the client sent still echoes, in another case too', () => {
  const made = makeExchange({
    body: '{"email":"Grace.Hopper99@navy.example"}',
    answer: '{"email":"grace.hopper99@navy.example","mailto":"mailto:grace.hopper99@navy.example"}',
  })
  const scrubbed = freshScrubber().scrubExchange(made)
  const sent = JSON.parse(bodyText(scrubbed.request)).email as string
  const echoed = JSON.parse(bodyText(scrubbed.response)) as { email: string; mailto: string }
  expect(sent).toMatch(/^[A-Z][a-z]{4}\.[A-Z][a-z]{5}\d\d@navy\.example$/)
  expect(sent).not.toContain('Grace')
  expect(echoed).toEqual({ email: sent.toLowerCase(), mailto: `mailto:${sent.toLowerCase()}` })
})

it('T52 leaves ids, times, cursors, versions, labels, hashes, nulls and names of people alone', () => {
  const body = JSON.stringify({
    id: '550e8400-e29b-41d4-a716-446655440000',
    numeric: '12345678-1234-1234-1234-123456789012',
    order: 'ord_1NXWPnCo6bFb1KQto6C8OWvE',
    snowflake: '1541815603606036480',
    micros: 1700000000123456,
    nanos: '1700000000123456789',
    microsText: '1700000000123456',
    at: '2026-01-01T10:00:00.123456+02:00',
    day: '2026-01-01 10:00:00',
    version: '1.22.333.4',
    release: 'v2024.11.03',
    address: '192.168.100.200',
    next_cursor: 'eyJpZCI6MTIzfQ==',
    page_token: 'CAEQAA1234567890abcdef',
    nextPageToken: 'abcDEF123456ghi',
    pageToken: 'abcDEF123456ghj',
    next_token: 'abcDEF123456ghk',
    starting_after: 'cus_9s6XKzkNRiz8i3',
    continuationToken: 'abcDEF123456ghl',
    token_type: 'Bearer',
    grant_type: 'password',
    auth: 'basic',
    etag: '"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    sha: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    rev: '1-967a00dff5e02add41819138abb3284d',
    password: null,
    token: '',
    has_password: true,
    total_tokens: 512,
    max_tokens: 100,
    password_changed_at: '2026-01-01T00:00:00Z',
    name: 'Grace Hopper',
    first_name: 'Grace',
    login: 'grace',
    key: 'ANY-1',
    keys: ['a', 'b'],
    code: 'ABC123XYZ',
    price: 1234567890123456,
    amount: '4111.11',
    iso: 'PT15M',
    isbn: '978-3-16-148410-0',
    ean: '4006381333931',
    ratio: '16:9',
    logo: 'logo@2x.png',
    clone: 'git@host.test:a/b.git',
    module: 'react@18.2.0',
    range: '2024-2026',
    phone: null,
    mail: 'not-a-mail',
    status: 'PHONE',
    token_count: 3,
    secret_name: 'db-main',
    api_key_id: 'key_123',
    public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI',
    sid: 'SM12',
  })
  const made = makeExchange({
    target: '/v10/things/1541815603606036480?cursor=abcDEF123456&page_token=CAEQAA1234&limit=10&sort=-created_at',
    body,
    answer: body,
  })
  const scrubbed = freshScrubber().scrubExchange(made)
  expect(bodyText(scrubbed.request)).toBe(body)
  expect(scrubbed).toBe(made)
})

it('T52 leaves messages about a field under its name alone, in answers that refuse', () => {
  const answer =
    '{"errors":{"password":["is too short","too_short"],"email":"is not an e-mail","token":"expired"},"message":"Password is required","password":"must not be blank"}'
  const made = makeExchange({ status: 422, answer })
  expect(freshScrubber().scrubExchange(made)).toBe(made)
})

it('T53 binary bodies keep their bytes', () => {
  const bytes = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) & 255)
  for (const type of ['image/png', 'application/octet-stream', 'application/grpc', 'application/pdf', '']) {
    const made = makeExchange({ type, body: bytes, answer: bytes, answerType: type })
    expect(freshScrubber().scrubExchange(made)).toBe(made)
  }
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 255]
  const file = new Uint8Array([
    ...new TextEncoder().encode('--b\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'),
    ...png,
    ...new TextEncoder().encode('\r\n--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nTr0ub4dor-3\r\n--b--\r\n'),
  ])
  const scrubbed = freshScrubber().scrubExchange(makeExchange({ type: 'multipart/form-data; boundary=b', body: file }))
  expect(Buffer.from(scrubbed.request.body).indexOf(Buffer.from(png))).toBe(Buffer.from(file).indexOf(Buffer.from(png)))
  expect(textOf(scrubbed)).not.toContain('Tr0ub4dor-3')
})

it('keeps the bytes of JSON around what changes, and the content length right', () => {
  const body =
    '{ "n" : 275.0 , "n":1e3,\r\n\t"e":"\\u00e9\\/\\n", "password" : "Tr0u\\u00624dor\\"3", "big": 12345678901234567890, "m":"a\\tb ann@corp.io \\u0041" }'
  const scrubbed = freshScrubber().scrubExchange(makeExchange({ body }))
  const text = bodyText(scrubbed.request)
  expect(text).toMatch(
    /^\{ "n" : 275\.0 , "n":1e3,\r\n\t"e":"\\u00e9\\\/\\n", "password" : "[A-Z][a-z]\d[a-z]{2}\d[a-z]{3}\\"\d", "big": 12345678901234567890, "m":"a\\tb [a-z]{11}@[a-z]{4}\.io \\u0041" \}$/,
  )
  expect(scrubbed.request.headers.at(-1)).toEqual(['Content-Length', String(scrubbed.request.body.length)])
  expect(textOf(freshScrubber().scrubExchange(scrubbed))).toBe(textOf(scrubbed))
})

it('opens compressed bodies, and closes them again only when something changed', () => {
  const scrubber = createScrubber(defaultScrubPolicy, testKey, { codec: scrubContentCodec })
  const zipped = (text: string) => makeExchange({ answer: gzipSync(text), answerHeaders: [['Content-Encoding', 'gzip']] })
  const clean = zipped('{"a":1}')
  expect(scrubber.scrubExchange(clean)).toBe(clean)
  const scrubbed = scrubber.scrubExchange(zipped('{"password":"Tr0ub4dor-3"}'))
  const plain = scrubContentCodec.decode('gzip', scrubbed.response?.body as Uint8Array) as Uint8Array
  expect(new TextDecoder().decode(plain)).toMatch(/^\{"password":"(?!Tr0ub)[A-Z][a-z]\d[a-z]{2}\d[a-z]{3}-\d"\}$/)
  expect(scrubbed.response?.headers.at(-1)).toEqual(['Content-Length', String(scrubbed.response?.body.length)])
  expect(createScrubber(defaultScrubPolicy, testKey, { codec: scrubContentCodec }).scrubExchange(scrubbed)).toBe(scrubbed)
})

it('keeps a web token readable: header, times and ids stay, claims about people do not', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { sub: 'user_17', email: 'grace.hopper@navy.mil', exp: 1900000000, iat: 1800000000 }
  const token = [part({ alg: 'HS256', typ: 'JWT' }), part(claims), 'q7'.repeat(21)].join('.')
  const scrubbed = freshScrubber().scrubExchange(
    makeExchange({ headers: [['Authorization', `Bearer ${token}`]], body: JSON.stringify({ jwt: token }) }),
  )
  const sent = String(scrubbed.request.headers[0]?.[1]).slice(7)
  const [head = '', body = '', signature] = sent.split('.')
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
  expect(read(head)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(read(body)).toEqual({ ...claims, email: expect.stringMatching(/^[a-z]{5}\.[a-z]{6}@[a-z]{4}\.mil$/) })
  expect(read(body)['email']).not.toBe(claims.email)
  expect(signature).not.toBe('q7'.repeat(21))
  expect(JSON.parse(bodyText(scrubbed.request))).toEqual({ jwt: sent })
})

it('gives one telephone number one token in every layout', () => {
  const scrubbed = freshScrubber().scrubExchange(
    makeExchange({ body: '["+1 415 555 2671","(415) 555-2671","+14155552671",{"phone":"4155552671"}]' }),
  )
  const digits = bodyText(scrubbed.request).replace(/\D/g, '')
  expect(bodyText(scrubbed.request)).toMatch(/^\["\+1 \d9\d \d{3} \d{4}","\(\d9\d\) \d{3}-\d{4}","\+1\d9\d{8}",\{"phone":"\d9\d{8}"\}\]$/)
  expect(new Set([digits.slice(1, 11), digits.slice(11, 21), digits.slice(22, 32), digits.slice(32)]).size).toBe(1)
})

it('reports which rule scrubbed how much where, and never a value', () => {
  const scrubber = freshScrubber()
  scrubber.scrubExchange(
    makeExchange({
      headers: [['Authorization', `Bearer ${secret}`]],
      body: '[{"owner":{"email":"a@corp.io"}},{"owner":{"email":"b@corp.io"}}]',
    }),
  )
  expect(scrubber.report()).toEqual({
    entries: [
      { rule: 'authorization', place: 'request header authorization', count: 1 },
      { rule: 'email', place: 'request body $[].owner.email', count: 2 },
    ],
    total: 3,
    late: 0,
  })
})

it('lets a workspace allow what is published anyway, such as test cards', () => {
  const body = '{"number":"4000000000000002","other":"4111111111111111"}'
  const { policy, findings } = parseScrubPolicy('[allow]\nvalues = ["4000000000000002"]\n')
  const text = bodyText(freshScrubber(policy).scrubExchange(makeExchange({ body })).request)
  expect(findings).toEqual([])
  expect(text).toMatch(/^\{"number":"4000000000000002","other":"400000\d{6}1111"\}$/)
})
