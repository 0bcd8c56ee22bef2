import type { signingSchemes, Webhooks } from '#model'

type Signing = NonNullable<Webhooks['signing']>

/**
 * How a service signs what it sends: `content` is put under an HMAC, and the headers tell the rest. In both, `{name}` stands for
 * `id`, `uuid`, `event`, `timestamp` (seconds), `time` (ISO 8601), `url`, `body`, and in headers `signature`.
 */
export interface SigningScheme {
  readonly headers: Readonly<Record<string, string>>
  readonly content: string
  readonly algorithm: 'sha1' | 'sha256' | 'sha512'
  readonly encoding: 'hex' | 'base64'
  readonly key: 'text' | 'base64'
  /** The address carries a digest of a body that is no form, and is signed in place of it. */
  readonly hasDigestInUrl?: boolean
}

const sha256 = { algorithm: 'sha256', encoding: 'hex', key: 'text' } as const

/** As the services describe it to those who verify. */
const schemes: Readonly<Record<(typeof signingSchemes)[number], SigningScheme>> = {
  stripe: { ...sha256, content: '{timestamp}.{body}', headers: { 'Stripe-Signature': 't={timestamp},v1={signature}' } },
  slack: {
    ...sha256,
    content: 'v0:{timestamp}:{body}',
    headers: { 'X-Slack-Request-Timestamp': '{timestamp}', 'X-Slack-Signature': 'v0={signature}' },
  },
  github: {
    ...sha256,
    content: '{body}',
    headers: { 'X-GitHub-Delivery': '{uuid}', 'X-GitHub-Event': '{event}', 'X-Hub-Signature-256': 'sha256={signature}' },
  },
  shopify: {
    ...sha256,
    encoding: 'base64',
    content: '{body}',
    headers: {
      'X-Shopify-Topic': '{event}',
      'X-Shopify-Hmac-Sha256': '{signature}',
      'X-Shopify-Webhook-Id': '{uuid}',
      'X-Shopify-Triggered-At': '{time}',
    },
  },
  twilio: {
    algorithm: 'sha1',
    encoding: 'base64',
    key: 'text',
    content: '{url}{fields}',
    headers: { 'X-Twilio-Signature': '{signature}' },
    hasDigestInUrl: true,
  },
  svix: {
    algorithm: 'sha256',
    encoding: 'base64',
    key: 'base64',
    content: '{id}.{timestamp}.{body}',
    headers: { 'svix-id': '{id}', 'svix-timestamp': '{timestamp}', 'svix-signature': 'v1,{signature}' },
  },
  standard: {
    algorithm: 'sha256',
    encoding: 'base64',
    key: 'base64',
    content: '{id}.{timestamp}.{body}',
    headers: { 'webhook-id': '{id}', 'webhook-timestamp': '{timestamp}', 'webhook-signature': 'v1,{signature}' },
  },
}

export function signingScheme(signing: Signing): SigningScheme {
  return typeof signing === 'string' ? schemes[signing] : signing
}
