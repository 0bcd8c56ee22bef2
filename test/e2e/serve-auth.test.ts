import { createHash, createHmac, createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createServingWorkspace, type ServingWorkspace, tellTwin } from './serving-workspace.ts'

let workspace: ServingWorkspace

beforeEach(async () => {
  workspace = await createServingWorkspace()
})

async function serveWith(toml: string, env: Record<string, string> = {}): Promise<string> {
  await appendFile(join(workspace.folder, 'twin.toml'), toml)
  return workspace.serve({ clock: 'fixed:2026-01-01' }, {}, env)
}

type Headers = Record<string, string>

const ask = (url: string, headers: Headers = {}, path = '/thing0/1') => fetch(`${url}${path}`, { headers })
const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status

const basic = (name: string, password: string) => ({ Authorization: `Basic ${btoa(`${name}:${password}`)}` })

async function tokens(
  url: string,
  form: Record<string, string>,
  headers: Headers = {},
): Promise<{ status: number; json: Record<string, string> }> {
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) })
  return { status: answer.status, json: (await answer.json()) as Record<string, string> }
}

test('T6 keys, passwords and tokens that are declared let in; some routes need none', async () => {
  const url = await serveWith(
    `
[auth]
except = ["GET /thing0"]
[[auth.schemes]]
kind = "api-key"
name = "X-Key"
accept = ["k1", "$MORE"]
[[auth.schemes]]
kind = "api-key"
in = "query"
name = "key"
accept = ["k3"]
[[auth.schemes]]
kind = "basic"
users = { ada = "secret" }
`,
    { MORE: 'k2' },
  )
  const refused = await ask(url)
  expect([refused.status, refused.headers.get('www-authenticate'), await refused.json()]).toMatchObject([
    401,
    'Basic realm="twin"',
    { error: { code: 'unauthenticated', message: 'a credential is missing' } },
  ])
  const seen = [
    await statusOf(url, { 'X-Key': 'k1' }),
    await statusOf(url, { 'X-Key': 'k2' }),
    await statusOf(url, { 'X-Key': 'k9' }),
    await statusOf(url, {}, '/thing0/1?key=k3'),
    await statusOf(url, basic('ada', 'secret')),
    await statusOf(url, basic('ada', 'other')),
    await statusOf(url, basic('toString', '')),
    await statusOf(url, {}, '/thing0'),
  ]
  expect(seen).toEqual([200, 200, 401, 200, 200, 401, 401, 200])
})

test('a signed request is let in when its signature and its time hold', async () => {
  const url = await serveWith(`
[auth]
[[auth.schemes]]
kind = "hmac"
secret = "shh"
headers = { X-Signature = "sha256={signature}", X-Timestamp = "{timestamp}" }
content = "{timestamp}.{method}.{target}.{body}"
`)
  const signed = (atMs: number, secret = 'shh', path = '/thing0/1') => {
    const timestamp = String(atMs / 1000)
    const signature = createHmac('sha256', secret).update(`${timestamp}.GET.${path}.`).digest('hex')
    return { 'X-Signature': `sha256=${signature}`, 'X-Timestamp': timestamp }
  }
  const nowMs = Date.UTC(2026, 0, 1)
  expect([
    await statusOf(url, signed(nowMs)),
    await statusOf(url, signed(nowMs, 'other')),
    await statusOf(url, signed(nowMs - 600_000)),
    await statusOf(url, signed(nowMs), '/thing0/2'),
    await statusOf(url, { ...signed(nowMs), 'X-Signature': 'nonsense' }),
    await statusOf(url),
  ]).toEqual([200, 401, 401, 401, 401, 401])
})

const oauth = `
[auth]
[[auth.schemes]]
kind = "oauth2"
expires = "1h"
clients.app = { secret = "s3", scope = "read write" }
clients.page = { redirects = ["http://localhost:3000/back"] }
scopes = { "POST /thing0" = "write" }
`

test('client credentials give tokens that last so long, for so much; they are revoked and told of', async () => {
  const url = await serveWith(oauth)
  const form = { grant_type: 'client_credentials', scope: 'read' }
  expect(await tokens(url, form)).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
  expect(await tokens(url, { ...form, scope: 'admin' }, basic('app', 's3'))).toMatchObject({
    status: 400,
    json: { error: 'invalid_scope' },
  })
  expect(await tokens(url, { grant_type: 'password' }, basic('app', 's3'))).toMatchObject({
    status: 400,
    json: { error: 'unsupported_grant_type' },
  })
  const given = await tokens(url, form, basic('app', 's3'))
  expect(given).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: 3600, scope: 'read' } })
  const bearer = { Authorization: `Bearer ${given.json['access_token']}` }
  expect([await statusOf(url, bearer), await statusOf(url, { Authorization: 'Bearer made-up' })]).toEqual([200, 401])
  const post = await fetch(`${url}/thing0`, { method: 'POST', headers: bearer })
  expect([post.status, post.headers.get('www-authenticate')]).toEqual([403, 'Bearer error="insufficient_scope", scope="write"'])

  const other = (await tokens(url, form, basic('app', 's3'))).json['access_token'] ?? ''
  const about = async (token: string) =>
    (await fetch(`${url}/oauth/introspect`, { method: 'POST', headers: basic('app', 's3'), body: new URLSearchParams({ token }) })).json()
  expect(await about(other)).toMatchObject({ active: true, client_id: 'app', scope: 'read', exp: Date.UTC(2026, 0, 1, 1) / 1000 })
  await fetch(`${url}/oauth/revoke`, { method: 'POST', headers: basic('app', 's3'), body: new URLSearchParams({ token: other }) })
  expect([await about(other), await statusOf(url, { Authorization: `Bearer ${other}` })]).toEqual([{ active: false }, 401])

  await tellTwin(url, '/clock/advance?by=1h', { method: 'POST' })
  const over = await ask(url, bearer)
  expect([over.status, over.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
})

test('a code is given for PKCE, redeemed once, and its refresh token rotates; snapshots bring tokens back', async () => {
  const url = await serveWith(oauth)
  const verifier = 'a-long-verifier-that-nobody-guesses-0123456789'
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const authorize = async (more: Record<string, string>) => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'page',
      redirect_uri: 'http://localhost:3000/back',
      state: 'xyz',
      ...more,
    })
    const answer = await fetch(`${url}/oauth/authorize?${query}`, { redirect: 'manual' })
    return { status: answer.status, back: new URL(answer.headers.get('location') ?? 'http://none').searchParams }
  }
  expect((await authorize({ redirect_uri: 'http://evil.example' })).status).toBe(400)
  expect((await authorize({})).back.get('error')).toBe('invalid_request')
  const { status, back } = await authorize({ code_challenge: challenge, code_challenge_method: 'S256' })
  expect([status, back.get('state')]).toEqual([302, 'xyz'])
  const form = {
    grant_type: 'authorization_code',
    client_id: 'page',
    code: back.get('code') ?? '',
    redirect_uri: 'http://localhost:3000/back',
  }
  expect(await tokens(url, { ...form, code_verifier: 'wrong' })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
  const first = await tokens(url, { ...form, code_verifier: verifier })
  expect([first.status, (await tokens(url, { ...form, code_verifier: verifier })).status]).toEqual([200, 400])

  await tellTwin(url, '/snapshot?name=before', { method: 'POST' })
  const refresh = { grant_type: 'refresh_token', client_id: 'page', refresh_token: first.json['refresh_token'] ?? '' }
  const second = await tokens(url, refresh)
  expect([second.status, (await tokens(url, refresh)).status]).toEqual([200, 400])
  expect(await statusOf(url, { Authorization: `Bearer ${second.json['access_token']}` })).toBe(200)
  await tellTwin(url, '/restore?name=before', { method: 'POST' })
  expect(await statusOf(url, { Authorization: `Bearer ${second.json['access_token']}` })).toBe(401)
  expect((await tokens(url, refresh)).json).toEqual(second.json)
})

test.each(['RS256', 'EdDSA', 'HS256'])(
  'access tokens are JSON Web Tokens signed by %s, the same for the same seed, and verified by the published keys',
  async (algorithm) => {
    const url = await serveWith(oauth.replace('expires = "1h"', `tokens = "${algorithm}"\naudience = "things"`))
    const form = { grant_type: 'client_credentials' }
    const token = (await tokens(url, form, basic('app', 's3'))).json['access_token'] ?? ''
    const [head = '', payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    expect(claims).toMatchObject({
      iss: url,
      sub: 'app',
      aud: 'things',
      scope: 'read write',
      iat: Date.UTC(2026, 0, 1) / 1000,
      exp: Date.UTC(2026, 0, 1, 1) / 1000,
    })
    const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
    expect([await statusOf(url, bearer(token)), await statusOf(url, bearer(`${head}.${payload}x.${signature}`))]).toEqual([200, 401])
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: ({ kid: string } & JsonWebKey)[] }
    expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
      jwks_uri: `${url}/.well-known/jwks.json`,
    })
    if (algorithm === 'HS256') {
      expect(keys).toEqual([])
    } else {
      expect(keys[0]?.kid).toBe((JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }).kid)
      const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' })
      const digest = algorithm === 'RS256' ? 'sha256' : null
      expect(verify(digest, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
    }
    await tellTwin(url, '/reset', { method: 'POST' })
    expect((await tokens(url, form, basic('app', 's3'))).json['access_token']).toBe(token)
  },
)

test.each([
  ['[auth]\nexcept = ["GET /nothing"]\n[[auth.schemes]]\nkind = "bearer"\n', 'stage-invalid', /auth\.except\[0\]: the twin has no route/],
  ['[auth]\nschemes = []\n', 'config-invalid', /auth\.schemes/],
  ['[auth]\n[[auth.schemes]]\nkind = "api-key"\naccept = ["$NOT_THERE"]\n', 'auth-secret-missing', /NOT_THERE/],
])('what can not be done is refused before anything is served: %s', async (toml, code, message) => {
  await expect(serveWith(toml)).rejects.toMatchObject({ code, exitCode: 1, message: expect.stringMatching(message) })
})
