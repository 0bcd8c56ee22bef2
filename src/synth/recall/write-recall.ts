import { type Correspondence, looksRandom, type Origins, splitPieces } from '#compare'
import type { Situation } from '#engine'
import { bodyText, type HttpResponse, headerValue, isJsonMediaType } from '#http'
import { inferMintShape } from '#lang'
import type { Recall, RecallGap, RecallText } from '#model'
import type { Span, TimeNames } from './name-times.ts'

/** All that is known when an answer is put down. */
export interface RecallTerms {
  readonly situation: Situation
  readonly correspondence: Correspondence
  readonly origins: Origins
  readonly times: TimeNames
  readonly span: Span
  /** What the twin made up for this request in place of a piece, as far as its own answer shows it. */
  readonly paired: ReadonlyMap<string, string>
  /** Puts the marker of the service's own address in texts. */
  readonly mask: (text: string) => string
}

/** Headers of one connection, or of one moment. */
const transient = new Set(['connection', 'content-length', 'date', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'])

/** A recorded response with gaps where each session has values of its own. */
export function writeRecall(response: HttpResponse, terms: RecallTerms): Recall {
  const writer = new RecallWriter(terms)
  const headers = response.headers.filter(([name]) => !transient.has(name.toLowerCase()))
  return {
    status: response.status,
    headers: headers.map(([name, value]): [string, RecallText] => [name, writer.text(terms.mask(value))]),
    ...writeBody(response, writer, terms),
  }
}

function writeBody(response: HttpResponse, writer: RecallWriter, terms: RecallTerms): Pick<Recall, 'body'> {
  if (response.body.length === 0) return {}
  const raw = bodyText(response)
  if (raw === undefined) {
    const binary = Array.from(response.body, (byte) => String.fromCharCode(byte)).join('')
    return { body: { base64: btoa(binary) } }
  }
  const text = terms.mask(raw)
  const isJson = isJsonMediaType(headerValue(response.headers, 'content-type')) || /^\s*[[{]/.test(text)
  return { body: { text: isJson ? writer.json(text) : writer.text(text) } }
}

const jsonToken = /"((?:[^"\\]|\\.)*)"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

class RecallWriter {
  readonly #terms: RecallTerms
  /** Pieces for which a value will be made up, with its name. */
  readonly #minted = new Map<string, string>()

  constructor(terms: RecallTerms) {
    this.#terms = terms
  }

  /** Strings, keys and numbers; all else to the letter. */
  json(text: string): RecallText {
    const parts: RecallText = []
    let end = 0
    for (const match of text.matchAll(jsonToken)) {
      const [token, inner] = match
      const written = inner === undefined ? this.#number(token) : this.#literal(token, inner)
      if (written === undefined) continue
      append(parts, text.slice(end, match.index))
      for (const part of written) append(parts, part)
      end = match.index + token.length
    }
    append(parts, text.slice(end))
    return parts
  }

  text(text: string): RecallText {
    const parts: RecallText = []
    for (const part of this.#parts(text)) append(parts, part)
    return parts
  }

  /** Undefined where the token stays as it is. */
  #literal(token: string, inner: string): RecallText | undefined {
    const plain = inner.includes('\\') ? readLiteral(token) : inner
    if (plain === undefined || plain === '') return undefined
    const parts = this.#parts(plain)
    if (parts.length === 1 && parts[0] === plain) return undefined
    return ['"', ...parts.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part)), '"']
  }

  #number(token: string): RecallText | undefined {
    if (!/^-?\d+$/.test(token)) return undefined
    const time = this.#time(token)
    if (time !== undefined) return [time]
    const value = Number(token)
    const known = this.#terms.correspondence.number(Number.isSafeInteger(value) ? value : BigInt(token))
    return known === undefined ? undefined : [String(known)]
  }

  #parts(text: string): RecallText {
    const { correspondence, situation, times, span } = this.#terms
    const day = times.dayOf(text, span)
    if (day !== undefined) return [day]
    const own = this.#own(text)
    if (own !== undefined) return [own]
    const pieces = splitPieces(text)
    const hasTime = pieces.some((piece, at) => at % 2 === 1 && this.#time(piece) !== undefined)
    if (!hasTime && correspondence.hasText(text)) return this.#inTwinsTerms(correspondence.text(text))
    const parts: RecallText = []
    for (const [at, piece] of pieces.entries()) append(parts, at % 2 === 0 ? piece : this.#piece(piece))
    // Values of several pieces are known as words.
    const isPlain = parts.length === 1 && parts[0] === text
    const words = isPlain ? correspondence.text(text) : text
    return words === text || situation.nameOf(words) !== undefined ? parts : this.#inTwinsTerms(words)
  }

  #piece(piece: string): string | RecallGap {
    const { correspondence, origins, situation } = this.#terms
    const time = this.#time(piece)
    if (time !== undefined) return time
    const own = this.#own(piece)
    if (own !== undefined) return own
    const known = correspondence.piece(piece)
    if (known !== undefined) return known
    const made = this.#minted.get(piece)
    if (made !== undefined) return { issued: made }
    const shape = looksRandom(piece) && origins.isMinted(piece) && !origins.isKnown(piece) ? inferMintShape([piece]) : undefined
    if (shape === undefined) return piece
    this.#minted.set(piece, `${situation.key}.${situation.issuedCount + this.#minted.size}`)
    return { mint: shape }
  }

  /** The twin's value that is known, or is now taken, to stand for this one. */
  #own(text: string): RecallGap | undefined {
    const { correspondence, paired, situation } = this.#terms
    const twins = correspondence.hasText(text) ? correspondence.text(text) : paired.get(text)
    const issued = twins === undefined ? undefined : situation.nameOf(twins)
    return issued === undefined ? undefined : { issued }
  }

  #time(text: string): RecallGap | undefined {
    const { situation, times, span } = this.#terms
    return times.gapOf(text, span, !situation.isReading)
  }

  #inTwinsTerms(text: string): RecallText {
    const parts: RecallText = []
    splitPieces(text).forEach((piece, at) => {
      const issued = at % 2 === 0 ? undefined : this.#terms.situation.nameOf(piece)
      append(parts, issued === undefined ? piece : { issued })
    })
    return parts
  }
}

/** Literal parts beside each other are one. */
function append(parts: RecallText, part: string | RecallGap): void {
  const last = parts.at(-1)
  if (part === '') return
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
  else parts.push(part)
}

function readLiteral(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}
