import { headerValues } from '#http'
import { compareBodies } from './compare-bodies.ts'
import { isClockReading } from './judge-clock.ts'
import { judgeText } from './judge-text.ts'
import type { ComparableResponse } from './message.ts'
import type { Scope } from './scope.ts'
import { Tally } from './tally.ts'

/** What a service sends by itself. */
export interface ComparableDelivery extends Pick<ComparableResponse, 'headers' | 'body'> {
  readonly method: string
  readonly target: string
}

export interface CompareDeliveryOptions {
  /** Names of the headers that carry the signature, in lower case: the secret is not known, so that they have to be there and no more. */
  readonly signed: ReadonlySet<string>
  /** The twin's target is what stands behind an address that the recording does not know. */
  readonly isBehind: boolean
}

const transport =
  /^(host|connection|content-length|transfer-encoding|keep-alive|date|expect|te|trailer|upgrade|via|forwarded|traceparent|tracestate|baggage|accept-encoding|accept-language|sec-fetch-[a-z]+|x-forwarded-[\w-]+|x-real-ip|x-request-id|cf-[\w-]+)$/i

/** Whether a header is one of the message on its way, or of the library that sends it. */
export function isOfTransport(name: string): boolean {
  return transport.test(name)
}

/** Compares what the service sent with what the twin would have sent, and lets the correspondence of `scope` grow. */
export function compareDeliveries(
  expected: ComparableDelivery,
  actual: ComparableDelivery,
  scope: Scope,
  { signed, isBehind }: CompareDeliveryOptions,
): Tally {
  const tally = new Tally(scope.onUnverified)
  compareBodies(expected.body, actual.body, { scope, tally, steps: [] })
  const wrong = (path: string, was: string, is: string | undefined) =>
    tally.divergences.push({ path, category: 'value_mismatch', severity: 'error', expected: was, actual: is, leaves: 0 })
  if (expected.method !== actual.method) wrong('method', expected.method, actual.method)
  const target = scope.correspondence.text(expected.target)
  if (isBehind ? !target.endsWith(actual.target) : target !== actual.target) wrong('target', target, actual.target)
  for (const [spelled, value] of expected.headers) {
    const name = spelled.toLowerCase()
    if (isOfTransport(name)) continue
    const [other] = headerValues(actual.headers, name)
    if (other === undefined) tally.headerWrong(name, value, undefined)
    else if (signed.has(name)) tally.headerRight(name, 'opaque')
    else compareHeader(name, value, other, scope, tally)
  }
  return tally
}

function compareHeader(name: string, expected: string, actual: string, scope: Scope, tally: Tally): void {
  const verdict = expected === actual ? 'same' : judgeText(expected, actual, scope)
  if (verdict === 'same' || verdict === 'mapped') tally.headerRight(name)
  else if (verdict === 'unverified' || (isClockReading(expected) && isClockReading(actual))) tally.headerRight(name, 'generated')
  else if (isSameSeconds(expected, actual)) tally.headerRight(name, 'timestamp')
  else tally.headerWrong(name, scope.correspondence.text(expected), actual)
}

/** Times in headers are texts of seconds: near to one another they are the same. */
function isSameSeconds(expected: string, actual: string): boolean {
  return /^\d{10}$/.test(expected) && /^\d{10}$/.test(actual) && Math.abs(Number(expected) - Number(actual)) <= 10
}
