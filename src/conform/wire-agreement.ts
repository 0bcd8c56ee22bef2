import { isEqualBytes, memoize } from '#base'
import { type Divergence, isCompared } from '#compare'
import { decodeText, type HeaderList, type HttpResponse, headerValue } from '#http'

/** What belongs to a connection and not to an answer, or is the server's own. */
const ofTheConnection = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export interface WireSides {
  readonly method: string
  /** What the twin says when it is asked itself. */
  readonly inMemory: HttpResponse
  /** The same through a server. */
  readonly onWire: HttpResponse
  /** The twin's time when it was asked. */
  readonly nowMs: number
}

/** Where the answer of a server is not the one that the twin in it gave: path `wire.status`, `wire.body`, `wire.header.NAME`. */
export function compareWire({ method, inMemory, onWire, nowMs }: WireSides): Divergence[] {
  const found: Divergence[] = []
  if (inMemory.status !== onWire.status) found.push(wireMismatch('status', inMemory.status, onWire.status))
  const isBodiless = method === 'HEAD' || onWire.status === 204 || onWire.status === 304
  const sent = isBodiless ? noBytes : inMemory.body
  if (!isEqualBytes(sent, onWire.body)) found.push(wireMismatch('body', print(sent), print(onWire.body)))
  const [expected, actual] = [byName(inMemory.headers), byName(onWire.headers)]
  for (const [name, values] of expected) {
    const other = actual.get(name)
    if (other !== values) found.push(headerMismatch(name, values, other))
  }
  for (const [name, values] of actual) if (!expected.has(name)) found.push(headerMismatch(name, undefined, values))
  if (!isBodiless && (inMemory.trailers ?? onWire.trailers) !== undefined) {
    const trailers = [byName(inMemory.trailers ?? []), byName(onWire.trailers ?? [])] as const
    if (JSON.stringify([...trailers[0]]) !== JSON.stringify([...trailers[1]])) {
      found.push(wireMismatch('trailers', [...trailers[0].keys()], [...trailers[1].keys()]))
    }
  }
  return [...found, ...compareLength(method, inMemory, onWire), ...compareDate(onWire, nowMs)]
}

/** A divergence of the wire at `place`, e.g. `content-length`. */
export function wireMismatch(
  place: string,
  expected: Divergence['expected'],
  actual: Divergence['actual'],
  severity: Divergence['severity'] = 'error',
): Divergence {
  return { path: `wire.${place}`, category: 'wire_mismatch', severity, expected, actual, leaves: 0 }
}

const noBytes = new Uint8Array(0)

/** One that no client acts on is a warning, as it is when a recorded one is missing. */
function headerMismatch(name: string, expected: string | undefined, actual: string | undefined): Divergence {
  const isActedOn = isCompared(name) || name === 'set-cookie' || name === 'content-encoding' || name === 'cache-control' || name === 'vary'
  return wireMismatch(`header.${name}`, expected, actual, isActedOn ? 'error' : 'warning')
}

/** A body that HEAD leaves out has the length that GET would give. */
function compareLength(method: string, inMemory: HttpResponse, onWire: HttpResponse): Divergence[] {
  if (method !== 'HEAD' || inMemory.body.length === 0) return []
  const told = onWire.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  const length = String(inMemory.body.length)
  return told === length ? [] : [wireMismatch('header.content-length', length, told)]
}

function compareDate(onWire: HttpResponse, nowMs: number): Divergence[] {
  const told = headerValue(onWire.headers, 'date')
  const now = printDate(String(Math.floor(nowMs / 1000)))
  return told === now ? [] : [wireMismatch('header.date', now, told)]
}

const printDate = memoize((second: string) => new Date(Number(second) * 1000).toUTCString())

/** Values of each header in their order, one a line. */
function byName(headers: HeaderList): Map<string, string> {
  const named = new Map<string, string>()
  for (const [spelled, value] of headers) {
    const name = nameOf(spelled)
    if (name === '') continue
    const known = named.get(name)
    const text = inBytes(value)
    named.set(name, known === undefined ? text : `${known}\n${text}`)
  }
  return named
}

/** A header's name in lower case; empty for one that belongs to the connection or is the server's own. */
const nameOf = memoize((spelled: string) => {
  const name = spelled.toLowerCase()
  return ofTheConnection.has(name) || name.startsWith('x-doppel-') ? '' : name
})

/** A value as its bytes come in, one a character: what is not Latin-1 goes out as UTF-8, and space at the ends is none of it. */
function inBytes(value: string): string {
  const text = value.trim()
  return /[^\0-\xff]/.test(text) ? String.fromCharCode(...new TextEncoder().encode(text)) : text
}

function print(bytes: Uint8Array): string {
  return decodeText(bytes) ?? `${bytes.length} bytes`
}
