import { type SigningScheme, signingScheme } from '#engine'
import { headerValue } from '#http'
import { signingSchemes, type Webhooks } from '#model'
import type { Delivery } from './delivery.ts'

export interface FoundSigning {
  readonly signing: NonNullable<Webhooks['signing']>
  /** Names of its headers, in lower case. */
  readonly headers: ReadonlySet<string>
  /** Which header has the event's id, and which the time. */
  readonly idHeader: string | undefined
}

/** What stands in the headers of schemes; of the signature, the form is known and not the value. */
const parts: Readonly<Record<string, string>> = {
  id: String.raw`\S+`,
  uuid: String.raw`[\da-fA-F-]{32,36}`,
  event: String.raw`[\w.:/ -]+`,
  timestamp: String.raw`\d{10}`,
  time: String.raw`\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)`,
}

/** The characters of a digest: without padding, and with. */
const digests = {
  hex: { sha1: '[0-9a-fA-F]{40}', sha256: '[0-9a-fA-F]{64}', sha512: '[0-9a-fA-F]{128}' },
  base64: { sha1: '[A-Za-z0-9+/_-]{27}=?', sha256: '[A-Za-z0-9+/_-]{43}=?', sha512: '[A-Za-z0-9+/_-]{86}={0,2}' },
}
const signatureName = /sign|hmac|digest|sha(1|256|512)|mac$/i

/**
 * How deliveries are signed, as far as their headers show it: by one of the known services, else by an HMAC whose length and letters tell the hash.
 * The secret is in no recording, so that what exactly is signed can't be tried: it is what schemes of that form sign.
 */
export function findSigning(deliveries: readonly Delivery[]): FoundSigning | undefined {
  if (deliveries.length === 0) return undefined
  for (const name of signingSchemes) {
    const scheme = signingScheme(name)
    if (deliveries.every((delivery) => isSignedBy(scheme, delivery))) return found(name, scheme)
  }
  return findGeneric(deliveries)
}

function found(signing: FoundSigning['signing'], scheme: SigningScheme): FoundSigning {
  const entries = Object.entries(scheme.headers).map(([name, text]) => [name.toLowerCase(), text] as const)
  const idHeader = entries.find(([, text]) => text === '{id}' || text === '{uuid}')?.[0]
  return { signing, headers: new Set(entries.map(([name]) => name)), idHeader }
}

function isSignedBy(scheme: SigningScheme, { headers }: Delivery): boolean {
  return Object.entries(scheme.headers).every(([name, text]) => {
    const value = headerValue(headers, name)
    return value !== undefined && patternOf(text, digests[scheme.encoding][scheme.algorithm]).test(value)
  })
}

function patternOf(text: string, signature: string): RegExp {
  const source = text
    .split(/\{(\w+)\}/)
    .map((part, at) =>
      at % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : part === 'signature' ? signature : (parts[part] ?? '.*'),
    )
    .join('')
  // Services add signatures by other keys behind the first.
  return new RegExp(`^${source}(?:[ ,].*)?$`)
}

interface Candidate {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly algorithm: SigningScheme['algorithm']
  readonly encoding: SigningScheme['encoding']
}

function findGeneric(deliveries: readonly Delivery[]): FoundSigning | undefined {
  const [first] = deliveries
  const candidates = (first?.headers ?? []).flatMap(([name, value]) => candidatesOf(name, value))
  const own = candidates.find((candidate) => {
    const pattern = signaturePattern(candidate)
    const values = deliveries.map(({ headers }) => headerValue(headers, candidate.name))
    return values.every((value) => value !== undefined && pattern.test(value)) && (values.length < 2 || new Set(values).size > 1)
  })
  if (own === undefined || first === undefined) return undefined
  const { name, before, after, algorithm, encoding } = own
  const shape = (text: string) => text.replace(/\d{10}(?!\d)/, '{timestamp}')
  const signature = `${shape(before)}{signature}${shape(after)}`
  const stamp = signature.includes('{timestamp}') ? undefined : timeHeader(deliveries)
  const isTimed = stamp !== undefined || signature.includes('{timestamp}')
  const headers = { ...(stamp === undefined ? {} : { [stamp]: '{timestamp}' }), [name]: signature }
  const content = isTimed ? '{timestamp}.{body}' : '{body}'
  return found({ headers, content, algorithm, encoding, key: 'text' }, { headers, content, algorithm, encoding, key: 'text' })
}

function candidatesOf(name: string, value: string): Candidate[] {
  if (!signatureName.test(name)) return []
  for (const encoding of ['hex', 'base64'] as const)
    for (const algorithm of ['sha512', 'sha256', 'sha1'] as const) {
      const match = new RegExp(`(?<![A-Za-z0-9+/_-])${digests[encoding][algorithm]}(?![A-Za-z0-9+/_=-])`).exec(value)
      if (match)
        return [{ name, before: value.slice(0, match.index), after: value.slice(match.index + match[0].length), algorithm, encoding }]
    }
  return []
}

function signaturePattern({ before, after, encoding, algorithm }: Candidate): RegExp {
  const plain = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\d{10}(?!\d)/, String.raw`\d{10}`)
  return new RegExp(`^${plain(before)}${digests[encoding][algorithm]}${plain(after)}$`)
}

/** A header of its own that has the time of each delivery, in seconds. */
function timeHeader(deliveries: readonly Delivery[]): string | undefined {
  return deliveries[0]?.headers.find(
    ([name]) =>
      /time/i.test(name) &&
      deliveries.every(({ headers, startedAtMs }) => {
        const value = headerValue(headers, name)
        return value !== undefined && /^\d{10}$/.test(value) && Math.abs(Number(value) * 1000 - startedAtMs) < clockMs
      }),
  )?.[0]
}

/** How far the service's clock may be from the recorder's. */
const clockMs = 300_000
