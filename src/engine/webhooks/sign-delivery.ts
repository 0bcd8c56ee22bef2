import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { bytesFromBase64, bytesToBase64 } from '#base'
import type { HeaderList } from '#http'
import type { SigningScheme } from './signing-schemes.ts'

/** What is sent, before it is signed. */
export interface UnsignedDelivery {
  readonly id: string
  readonly event: string
  /** When this attempt is made; ms since 1970. */
  readonly atMs: number
  readonly url: string
  readonly body: string
  /** The fields of a body that is a form. */
  readonly fields?: Readonly<Record<string, string>> | undefined
}

export interface SignedDelivery {
  /** Where it goes: some schemes put a digest of the body there. */
  readonly url: string
  readonly headers: HeaderList
}

const hashes = { sha1, sha256, sha512 }

/** The headers that say who sends this, and prove it by `secret`; those of `more` come first. */
export function signDelivery(
  delivery: UnsignedDelivery,
  scheme: SigningScheme | undefined,
  secret: string,
  more: Readonly<Record<string, string>> = {},
): SignedDelivery {
  const url = scheme?.hasDigestInUrl && delivery.fields === undefined ? withDigest(delivery) : delivery.url
  const names: Record<string, string> = {
    id: delivery.id,
    uuid: uuidOf(delivery.id),
    event: delivery.event,
    timestamp: String(Math.floor(delivery.atMs / 1000)),
    time: new Date(delivery.atMs).toISOString(),
    url,
    body: delivery.body,
    fields: Object.entries(delivery.fields ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map((field) => field.join(''))
      .join(''),
  }
  if (scheme !== undefined) {
    const key = scheme.key === 'base64' ? bytesFromBase64(secret.replace(/^whsec_/, '')) : encode(secret)
    const signature = hmac(hashes[scheme.algorithm], key, encode(fill(scheme.content, names)))
    names['signature'] = scheme.encoding === 'hex' ? bytesToHex(signature) : bytesToBase64(signature)
  }
  return { url, headers: Object.entries({ ...more, ...scheme?.headers }).map(([name, text]) => [name, fill(text, names)]) }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function fill(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => (Object.hasOwn(names, name) ? (names[name] as string) : whole))
}

function withDigest({ url, body }: UnsignedDelivery): string {
  return `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${bytesToHex(sha256(encode(body)))}`
}

/** A UUID that is always the same for the same id; an id that is one stays what it is. */
function uuidOf(id: string): string {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return id
  const hex = bytesToHex(sha256(encode(id)))
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
