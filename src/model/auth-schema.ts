import { z } from 'zod'
import { late } from '#base'
import { positiveDuration as duration } from './duration-schema.ts'
import { json } from './query-schema.ts'

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header')

const path = z.string().regex(/^\/\S*$/, 'is no path: write /oauth/token')

/** Who may ask. */
export const authSchema = late(() => {
  const apiKey = z.strictObject({
    kind: z.literal('api-key'),
    in: z.enum(['header', 'query', 'cookie']).default('header'),
    name: z.string().min(1).default('X-Api-Key').describe('Of the header, the parameter or the cookie.'),
    accept: z
      .union([z.literal('any'), z.array(z.string())])
      .default('any')
      .describe('The keys; `any` is whatever is sent. In `twin.toml`, `$NAME` is read from the environment.'),
  })

  const basic = z.strictObject({
    kind: z.literal('basic'),
    realm: z.string().default('twin'),
    users: z.record(z.string(), z.string()).describe('Passwords by name. In `twin.toml`, `$NAME` is read from the environment.'),
  })

  const bearer = z.strictObject({
    kind: z.literal('bearer'),
    accept: z
      .union([z.literal('any'), z.array(z.string())])
      .default('any')
      .describe('The tokens; `any` is whatever is sent.'),
  })

  const hmac = z.strictObject({
    kind: z.literal('hmac'),
    secret: z.string().min(1),
    headers: z
      .record(headerName, z.string())
      .describe('How a request is signed: `{ X-Signature = "sha256={signature}", X-Timestamp = "{timestamp}" }`.'),
    content: z
      .string()
      .default('{body}')
      .describe(
        'What is signed, of `{method}`, `{target}`, `{body}`, and whatever the headers tell: `{timestamp}.{method}.{target}.{body}`.',
      ),
    algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    tolerance: duration.default('5m').describe('How far `{timestamp}` may be from the clock of the session.'),
  })

  const client = z.strictObject({
    secret: z.string().optional().describe('Of a client that can keep one; one without must use PKCE.'),
    redirects: z.array(z.string()).default([]).describe('Where codes may be sent.'),
    scope: z.string().optional().describe('The most that it gets, `orders:read orders:write`; anything unless said.'),
  })

  const oauth2 = z.strictObject({
    kind: z.literal('oauth2'),
    clients: z.record(z.string(), client),
    token_path: path.default('/oauth/token'),
    authorize_path: path.default('/oauth/authorize'),
    revoke_path: path.default('/oauth/revoke'),
    introspect_path: path.default('/oauth/introspect'),
    jwks_path: path.default('/.well-known/jwks.json'),
    grants: z
      .array(z.enum(['client_credentials', 'authorization_code', 'refresh_token']))
      .default(['client_credentials', 'authorization_code', 'refresh_token']),
    expires: duration.default('1h').describe('How long an access token lasts, on the clock of the session.'),
    refresh_expires: duration.default('30d'),
    rotate: z.boolean().default(true).describe('A refresh token can be used once, and gives the next one.'),
    subject: z.string().default('user-1').describe('Who consents at the authorization endpoint; `login_hint` of a request says another.'),
    tokens: z
      .enum(['opaque', 'HS256', 'RS256', 'EdDSA'])
      .default('opaque')
      .describe('What access tokens are: texts, or JSON Web Tokens signed so.'),
    issuer: z.string().optional().describe('Of JSON Web Tokens; the address of the twin unless said.'),
    audience: z.string().optional(),
    scopes: z
      .record(z.string(), z.string())
      .optional()
      .describe('What a route needs: `{ "POST /orders" = "orders:write" }`, with the same forms of routes as elsewhere.'),
  })

  return z.strictObject({
    schemes: z
      .array(z.discriminatedUnion('kind', [apiKey, basic, bearer, hmac, oauth2]))
      .min(1)
      .describe('Any of them lets a request in.'),
    except: z.array(z.string()).default([]).describe('Routes that need nothing: `["GET /health", "* /public/*"]`.'),
    status: z.int().min(400).max(499).default(401),
    body: z.union([z.string(), json]).optional().describe("What is answered to others; the service's own body of this status unless said."),
  })
})

export type Auth = z.output<typeof authSchema>
export type AuthScheme = Auth['schemes'][number]
export type AuthSchemeOf<Kind extends AuthScheme['kind']> = Extract<AuthScheme, { kind: Kind }>
