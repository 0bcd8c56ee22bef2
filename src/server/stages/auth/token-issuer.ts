import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseDuration } from '#base'
import type { Answer } from '#engine'
import type { AuthSchemeOf } from '#model'
import { createRandom, type Random, resumeRandom } from '#state'
import { bodyOf, withHeaders } from '../answer-with.ts'
import type { StageCall } from '../stage.ts'
import { basicCredential, isSame } from './check-credential.ts'
import { JwtKey } from './jwt.ts'

type Rule = AuthSchemeOf<'oauth2'>

const grantSchema = z.strictObject({
  kind: z.enum(['access', 'refresh', 'code']),
  client: z.string(),
  /** Who it was given for; the client itself where nobody has consented. */
  subject: z.string(),
  scope: z.string(),
  untilMs: z.number(),
  redirect: z.exactOptional(z.string()),
  challenge: z.exactOptional(z.strictObject({ text: z.string(), method: z.string() })),
})

/** What a token or a code stands for. */
type Grant = Readonly<z.output<typeof grantSchema>>

/** What an issuer remembers, as data. */
export const savedIssuerSchema = z.strictObject({
  random: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  grants: z.array(z.tuple([z.string(), grantSchema])),
})

/** Signing keys by scheme and seed: forks share them, and RSA keys take time to find. */
const keys = new Map<string, JwtKey>()
const keysMax = 100

const codeLifeMs = 60_000
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The endpoints of an authorization server (RFC 6749, 7636, 7009, 7662, 8414) with the tokens that it gave out. */
export class TokenIssuer {
  readonly #rule: Rule
  readonly #seed: number
  readonly #random: Random
  readonly #grants: Map<string, Grant>

  constructor(rule: Rule, seed: number, random = createRandom(seed ^ 0x0a17), grants = new Map<string, Grant>()) {
    this.#rule = rule
    this.#seed = seed
    this.#random = random
    this.#grants = grants
  }

  /** The answer of an endpoint; undefined where the request is for none. */
  answer(call: StageCall): Answer | undefined {
    const { request } = call
    const path = request.target.split('?', 1)[0]
    const rule = this.#rule
    const asked = `${request.method} ${path}`
    if (asked === `GET ${rule.authorize_path}`) return this.#authorize(call)
    if (asked === `GET ${rule.jwks_path}`) return toJson(200, this.#key()?.jwks() ?? { keys: [] })
    if (asked === 'GET /.well-known/oauth-authorization-server') return toJson(200, this.#metadata(call.origin))
    if (asked === `POST ${rule.token_path}`) return this.#withClient(call, (form, client) => this.#token(form, client, call))
    if (asked === `POST ${rule.revoke_path}`) return this.#withClient(call, (form) => this.#revoke(form))
    if (asked === `POST ${rule.introspect_path}`) return this.#withClient(call, (form) => this.#introspect(form, call))
    return undefined
  }

  /** What a token that a request shows stands for; undefined for one that is unknown, revoked or over. */
  grantOf(token: string, { nowMs }: StageCall): Grant | undefined {
    const grant = this.#grants.get(token)
    if (grant === undefined || grant.kind !== 'access' || grant.untilMs <= nowMs) return undefined
    return this.#rule.tokens === 'opaque' || this.#key()?.read(token) !== undefined ? grant : undefined
  }

  fork(): TokenIssuer {
    return new TokenIssuer(this.#rule, this.#seed, this.#random.fork(), new Map(this.#grants))
  }

  save(): z.output<typeof savedIssuerSchema> {
    return { random: [...this.#random.words()], grants: [...this.#grants] } as z.output<typeof savedIssuerSchema>
  }

  load({ random, grants }: z.output<typeof savedIssuerSchema>): TokenIssuer {
    return new TokenIssuer(this.#rule, this.#seed, resumeRandom(random), new Map(grants))
  }

  #withClient(call: StageCall, run: (form: URLSearchParams, client: string) => Answer): Answer {
    const { request } = call
    const form = new URLSearchParams(Buffer.from(request.body).toString('utf8'))
    const shown = basicCredential(request.headers)
    const id = shown?.name ?? form.get('client_id') ?? ''
    const secret = shown?.password ?? form.get('client_secret') ?? undefined
    const client = Object.hasOwn(this.#rule.clients, id) ? this.#rule.clients[id] : undefined
    const isKnown =
      client !== undefined && (client.secret === undefined ? secret === undefined || secret === '' : isSame(client.secret, secret ?? ''))
    if (isKnown) return run(form, id)
    return withHeaders(refuse('invalid_client', 'the client is unknown, or its secret is another', 401), {
      'WWW-Authenticate': 'Basic realm="oauth"',
    })
  }

  #token(form: URLSearchParams, client: string, call: StageCall): Answer {
    const grant = form.get('grant_type') ?? ''
    if (!(this.#rule.grants as readonly string[]).includes(grant))
      return refuse('unsupported_grant_type', `grant_type "${grant}" is not given here`)
    if (grant === 'client_credentials') {
      if (this.#rule.clients[client]?.secret === undefined) return refuse('unauthorized_client', 'a client without a secret is nobody')
      return this.#give({ client, subject: client, scope: form.get('scope') ?? '' }, call, false)
    }
    return grant === 'refresh_token' ? this.#refresh(form, client, call) : this.#redeem(form, client, call)
  }

  #refresh(form: URLSearchParams, client: string, call: StageCall): Answer {
    const token = form.get('refresh_token') ?? ''
    const before = this.#grants.get(token)
    if (before?.kind !== 'refresh' || before.client !== client || before.untilMs <= call.nowMs)
      return refuse('invalid_grant', 'the refresh token is unknown, used or over')
    const scope = form.get('scope') ?? before.scope
    if (!isWithin(scope, before.scope)) return refuse('invalid_scope', 'more is asked for than was given')
    if (this.#rule.rotate) this.#grants.delete(token)
    return this.#give({ client, subject: before.subject, scope }, call, this.#rule.rotate)
  }

  /** A code is used once. */
  #redeem(form: URLSearchParams, client: string, call: StageCall): Answer {
    const code = form.get('code') ?? ''
    const before = this.#grants.get(code)
    if (before?.kind !== 'code' || before.client !== client || before.untilMs <= call.nowMs)
      return refuse('invalid_grant', 'the code is unknown, used or over')
    if (before.redirect !== (form.get('redirect_uri') ?? before.redirect))
      return refuse('invalid_grant', 'redirect_uri is another than that of the code')
    if (!isProven(before, form.get('code_verifier'))) return refuse('invalid_grant', 'code_verifier does not fit code_challenge')
    this.#grants.delete(code)
    return this.#give(before, call, this.#rule.grants.includes('refresh_token'))
  }

  #give({ client, subject, scope }: Pick<Grant, 'client' | 'subject' | 'scope'>, call: StageCall, refreshes: boolean): Answer {
    const most = this.#rule.clients[client]?.scope
    const given = scope === '' ? (most ?? '') : scope
    if (most !== undefined && !isWithin(given, most)) return refuse('invalid_scope', `the client gets ${most} at most`)
    const lifeMs = parseDuration(this.#rule.expires) ?? 0
    const grant = { client, subject, scope: given }
    const access = this.#mintAccess(grant, call, lifeMs)
    this.#grants.set(access, { ...grant, kind: 'access', untilMs: call.nowMs + lifeMs })
    const refresh = refreshes ? this.#mint('rt_') : undefined
    if (refresh !== undefined)
      this.#grants.set(refresh, { ...grant, kind: 'refresh', untilMs: call.nowMs + (parseDuration(this.#rule.refresh_expires) ?? 0) })
    return toJson(200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: Math.floor(lifeMs / 1000),
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      ...(given === '' ? {} : { scope: given }),
    })
  }

  #mintAccess(
    { client, subject, scope }: Pick<Grant, 'client' | 'subject' | 'scope'>,
    { nowMs, origin }: StageCall,
    lifeMs: number,
  ): string {
    const key = this.#key()
    if (key === undefined) return this.#mint('at_')
    const { issuer = origin, audience } = this.#rule
    const iat = Math.floor(nowMs / 1000)
    const claims = { iss: issuer, sub: subject, client_id: client, iat, exp: iat + Math.floor(lifeMs / 1000), jti: this.#mint('') }
    return key.sign({ ...claims, ...(audience === undefined ? {} : { aud: audience }), ...(scope === '' ? {} : { scope }) })
  }

  /** The user consents at once: the code is sent to where the client wants it. */
  #authorize({ request, nowMs }: StageCall): Answer {
    const asked = new URL(request.target, 'http://twin').searchParams
    const id = asked.get('client_id') ?? ''
    const client = Object.hasOwn(this.#rule.clients, id) ? this.#rule.clients[id] : undefined
    const redirect = asked.get('redirect_uri') ?? client?.redirects[0] ?? ''
    // RFC 6749, 4.1.2.1: nothing is sent to an address that the client has not named before
    if (client === undefined || !client.redirects.includes(redirect))
      return refuse('invalid_request', 'the client, or its redirect_uri, is unknown')
    const challenge = asked.get('code_challenge')
    const problem =
      asked.get('response_type') !== 'code'
        ? 'unsupported_response_type'
        : client.secret === undefined && challenge === null
          ? 'invalid_request'
          : undefined
    const target = new URL(redirect)
    const state = asked.get('state')
    if (state !== null) target.searchParams.set('state', state)
    if (problem === undefined) {
      const code = this.#mint('')
      const proof = challenge === null ? {} : { challenge: { text: challenge, method: asked.get('code_challenge_method') ?? 'plain' } }
      const subject = asked.get('login_hint') ?? this.#rule.subject
      this.#grants.set(code, {
        kind: 'code',
        client: id,
        subject,
        scope: asked.get('scope') ?? '',
        untilMs: nowMs + codeLifeMs,
        redirect,
        ...proof,
      })
      target.searchParams.set('code', code)
    } else {
      target.searchParams.set('error', problem)
    }
    return { provenance: 'learned', response: { status: 302, headers: [['Location', target.href]], body: new Uint8Array() } }
  }

  #revoke(form: URLSearchParams): Answer {
    this.#grants.delete(form.get('token') ?? '')
    return { provenance: 'learned', response: { status: 200, headers: [], body: new Uint8Array() } }
  }

  #introspect(form: URLSearchParams, { nowMs }: StageCall): Answer {
    const grant = this.#grants.get(form.get('token') ?? '')
    if (grant === undefined || grant.kind === 'code' || grant.untilMs <= nowMs) return toJson(200, { active: false })
    const { client, subject, scope, untilMs } = grant
    return toJson(200, {
      active: true,
      client_id: client,
      sub: subject,
      ...(scope === '' ? {} : { scope }),
      exp: Math.floor(untilMs / 1000),
    })
  }

  #metadata(origin: string): object {
    const { issuer = origin, token_path, authorize_path, revoke_path, introspect_path, jwks_path, grants } = this.#rule
    return {
      issuer,
      token_endpoint: origin + token_path,
      authorization_endpoint: origin + authorize_path,
      revocation_endpoint: origin + revoke_path,
      introspection_endpoint: origin + introspect_path,
      jwks_uri: origin + jwks_path,
      grant_types_supported: grants,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256', 'plain'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    }
  }

  #mint(prefix: string): string {
    return prefix + Array.from({ length: 40 }, () => letters[Math.floor(this.#random() * letters.length)]).join('')
  }

  /** Undefined where tokens are texts. */
  #key(): JwtKey | undefined {
    const { tokens } = this.#rule
    if (tokens === 'opaque') return undefined
    const name = `${tokens} ${this.#seed}`
    let key = keys.get(name)
    if (key === undefined) {
      key = new JwtKey(tokens, createRandom(this.#seed ^ 0x5ec))
      if (keys.size >= keysMax) keys.delete(keys.keys().next().value as string)
      keys.set(name, key)
    }
    return key
  }
}

function isProven({ challenge }: Grant, verifier: string | null): boolean {
  if (challenge === undefined) return true
  if (verifier === null) return false
  return challenge.text === (challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier)
}

function isWithin(scope: string, most: string): boolean {
  const all = new Set(most.split(' '))
  return scope.split(' ').every((one) => one === '' || all.has(one))
}

function refuse(error: string, description: string, status = 400): Answer {
  return toJson(status, { error, error_description: description })
}

function toJson(status: number, value: object): Answer {
  return withHeaders({ provenance: 'learned', response: { status, ...bodyOf(value) } }, { 'Cache-Control': 'no-store' })
}
