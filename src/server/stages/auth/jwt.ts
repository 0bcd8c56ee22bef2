import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { isSame } from './check-credential.ts'
import { createRsaKey } from './rsa-key.ts'

export type JwtAlgorithm = 'HS256' | 'RS256' | 'EdDSA'

export type Claims = Readonly<Record<string, unknown>>

/** Makes and checks JSON Web Tokens (RFC 7515, 7517, 7519) with a key that comes of a stream of numbers in [0, 1). */
export class JwtKey {
  readonly #algorithm: JwtAlgorithm
  readonly #key: KeyObject | Buffer
  readonly #id: string

  constructor(algorithm: JwtAlgorithm, random: () => number) {
    this.#algorithm = algorithm
    this.#key = createKey(algorithm, random)
    this.#id = createHash('sha256')
      .update(JSON.stringify(this.#publicJwk() ?? algorithm))
      .digest('hex')
      .slice(0, 16)
  }

  sign(claims: Claims): string {
    const head = encode({ alg: this.#algorithm, typ: 'JWT', kid: this.#id })
    const content = `${head}.${encode(claims)}`
    return `${content}.${this.#signature(content)}`
  }

  /** The claims of a token that this key has signed; undefined for any other. */
  read(token: string): Claims | undefined {
    const [head = '', payload = '', signature = '', ...more] = token.split('.')
    if (more.length > 0 || decode(head)?.['alg'] !== this.#algorithm) return undefined
    return this.#isSigned(`${head}.${payload}`, signature) ? decode(payload) : undefined
  }

  /** What others verify by; none for a secret that is shared. */
  jwks(): { keys: object[] } {
    const jwk = this.#publicJwk()
    return { keys: jwk === undefined ? [] : [{ ...jwk, use: 'sig', alg: this.#algorithm, kid: this.#id }] }
  }

  #publicJwk(): object | undefined {
    return this.#key instanceof Buffer ? undefined : createPublicKey(this.#key).export({ format: 'jwk' })
  }

  #signature(content: string): string {
    if (this.#key instanceof Buffer) return createHmac('sha256', this.#key).update(content).digest('base64url')
    return sign(this.#algorithm === 'RS256' ? 'sha256' : null, Buffer.from(content), this.#key).toString('base64url')
  }

  #isSigned(content: string, signature: string): boolean {
    if (this.#key instanceof Buffer) return isSame(this.#signature(content), signature)
    const digest = this.#algorithm === 'RS256' ? 'sha256' : null
    return verify(digest, Buffer.from(content), createPublicKey(this.#key), Buffer.from(signature, 'base64url'))
  }
}

function createKey(algorithm: JwtAlgorithm, random: () => number): KeyObject | Buffer {
  if (algorithm === 'RS256') return createRsaKey(random)
  const secret = Buffer.from(Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256)))
  if (algorithm === 'HS256') return secret
  // PKCS #8 of an Ed25519 key is this head and the key (RFC 8410)
  return createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  })
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
