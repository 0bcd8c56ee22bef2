import { memoize } from '#base'
import type { HttpResponse } from '../exchange.ts'
import { headerElements } from '../headers.ts'

/** Where an answer broke the rules of HTTP/1.1 (RFC 9112), e.g. `content-length`, and how. */
export interface WireProblem {
  readonly at: string
  readonly message: string
}

type Framing = 'none' | 'length' | 'chunks' | 'close'

const maxHeadBytes = 128 * 1024
// One connection brings the same names, dates and status lines again and again.
const isToken = memoize((name: string) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
const date = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/
const isDate = memoize((text: string) => date.test(text))
/** Of these there is one, or a client would not know which counts. */
const single = ['content-type', 'location', 'date', 'content-length', 'etag', 'content-range', 'retry-after']

/** The status of a status line, and what is wrong with how it is written. Throws where it is none. */
const readStatusLine = memoize((line: string): { readonly status: number; readonly problems: readonly string[] } => {
  const [, version, status] = /^HTTP\/(\d\.\d) (\d{3})(?: |$)/.exec(line) ?? []
  if (status === undefined) throw new Error(`"${line.slice(0, 80)}" is no status line`)
  const isWritten = /^HTTP\/\d\.\d \d{3} [\t\x20-\x7e\x80-\xff]*$/.test(line)
  const problems = [...(version === '1.1' ? [] : [`it speaks HTTP/${version}`]), ...(isWritten ? [] : [`"${line}" is badly written`])]
  return { status: Number(status), problems }
})

/** The rest of a line from there on, without space and tabs at the ends. */
function trimSpace(line: string, start: number): string {
  let [from, to] = [start, line.length]
  while (from < to && isSpace(line.charCodeAt(from))) from++
  while (to > from && isSpace(line.charCodeAt(to - 1))) to--
  return line.slice(from, to)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** Reads one answer from the bytes of a connection. Throws where they are no answer at all. */
export class AnswerReader {
  readonly problems: WireProblem[] = []
  readonly #method: string
  #bytes: Buffer = Buffer.alloc(0)
  #status = 0
  #headers: [string, string][] = []
  #trailers: [string, string][] | undefined
  #framing: Framing | undefined
  #length = 0
  #parts: Buffer[] = []
  isDone = false
  /** The server ends the connection after this answer. */
  closes = false

  constructor(method: string) {
    this.#method = method
  }

  note(at: string, message: string): void {
    this.problems.push({ at, message })
  }

  /** Bytes that came after the end. */
  get leftover(): number {
    return this.isDone ? this.#bytes.length : 0
  }

  get hasBegun(): boolean {
    return this.#framing !== undefined || this.#bytes.length > 0
  }

  /** The close of the connection is the end of this answer. */
  get endsByClose(): boolean {
    return this.#framing === 'close'
  }

  response(): HttpResponse {
    const body =
      this.#framing === 'close' ? this.#bytes : this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length)
    return {
      status: this.#status,
      headers: this.#headers,
      body: bytes,
      ...(this.#trailers === undefined ? {} : { trailers: this.#trailers }),
    }
  }

  take(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    while (this.#framing === undefined && this.#readHead());
    if (this.#framing === 'none') this.isDone = true
    else if (this.#framing === 'length') this.#readLength()
    else if (this.#framing === 'chunks') while (!this.isDone && this.#readChunk());
  }

  /** Whether a head was read, so that there may be another one: one of 1xx comes before the answer's own. */
  #readHead(): boolean {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end === -1) {
      if (this.#bytes.length > maxHeadBytes) throw new Error(`the head of the answer is longer than ${maxHeadBytes} bytes`)
      return false
    }
    const lines = this.#bytes.toString('latin1', 0, end).split('\r\n')
    this.#bytes = this.#bytes.subarray(end + 4)
    const { status, problems } = readStatusLine(lines[0] as string)
    for (const problem of problems) this.note('status-line', problem)
    const headers = this.#readFields(lines, 1)
    if (status < 200 && status !== 101) return true
    this.#status = status
    this.#headers = headers
    this.#frame()
    return true
  }

  #readFields(lines: readonly string[], first = 0): [string, string][] {
    const fields: [string, string][] = []
    for (let at = first; at < lines.length; at++) {
      const line = lines[at] as string
      const colon = line.indexOf(':')
      const name = line.slice(0, Math.max(colon, 0))
      if (!isToken(name) || /[\0\r\n]/.test(line)) this.note('header', `"${line.slice(0, 80)}" is no header`)
      else fields.push([name, trimSpace(line, colon + 1)])
    }
    return fields
  }

  /** How long the body is (RFC 9112, 6.3). */
  #frame(): void {
    const byName = new Map<string, string[]>()
    for (const [spelled, value] of this.#headers) {
      const name = spelled.toLowerCase()
      const known = byName.get(name)
      if (known === undefined) byName.set(name, [value])
      else known.push(value)
    }
    for (const name of single) {
      const count = byName.get(name)?.length ?? 0
      if (count > 1) this.note(name, `it comes ${count} times`)
    }
    const dates = byName.get('date')
    if (dates === undefined) this.note('date', 'there is none')
    else if (!isDate(dates[0] as string)) this.note('date', `"${dates[0]}" is no date of HTTP`)
    this.closes = byName.has('connection') && headerElements(this.#headers, 'connection').some((option) => option.toLowerCase() === 'close')
    const lengths = byName.get('content-length')
    const codings = byName.get('transfer-encoding')
    const length = lengths?.[0]
    if (length !== undefined && !/^\d+$/.test(length)) this.note('content-length', `"${length}" is no length`)
    if (length !== undefined && codings !== undefined) this.note('content-length', 'it comes with a transfer-encoding')
    if (this.#status === 204 && (length ?? codings) !== undefined)
      this.note('content-length', 'an answer of 204 has no body and tells no length')
    if (this.#method === 'HEAD' || this.#status === 204 || this.#status === 304) this.#framing = 'none'
    else if (codings !== undefined) this.#frameCoded(codings)
    else if (length !== undefined && /^\d+$/.test(length)) {
      this.#framing = 'length'
      this.#length = Number(length)
    } else {
      this.#framing = 'close'
      this.closes = true
      this.note('content-length', 'nothing says how long the body is but the end of the connection')
    }
  }

  #frameCoded(codings: readonly string[]): void {
    if (codings.join(',').trim().toLowerCase() !== 'chunked') throw new Error(`its transfer-encoding is ${codings.join(', ')}, not chunked`)
    this.#framing = 'chunks'
  }

  #readLength(): void {
    if (this.#bytes.length < this.#length) return
    this.#parts = [this.#bytes.subarray(0, this.#length)]
    this.#bytes = this.#bytes.subarray(this.#length)
    this.isDone = true
  }

  /** Whether a chunk was whole, so that there may be another one. */
  #readChunk(): boolean {
    const end = this.#bytes.indexOf('\r\n')
    if (end === -1) return false
    const line = this.#bytes.toString('latin1', 0, end)
    const digits = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(line)?.[1]
    if (digits === undefined) throw new Error(`"${line.slice(0, 80)}" is no size of a chunk`)
    const size = Number.parseInt(digits, 16)
    if (size === 0) return this.#readTrailers(end)
    const start = end + 2
    if (this.#bytes.length < start + size + 2) return false
    if (this.#bytes.toString('latin1', start + size, start + size + 2) !== '\r\n') throw new Error('a chunk is longer than it says')
    this.#parts.push(this.#bytes.subarray(start, start + size))
    this.#bytes = this.#bytes.subarray(start + size + 2)
    return true
  }

  #readTrailers(sizeEnd: number): boolean {
    // The empty line may follow at once: then it begins with the end of the size.
    const end = this.#bytes.indexOf('\r\n\r\n', sizeEnd)
    if (end === -1) return false
    const text = this.#bytes.toString('latin1', sizeEnd + 2, Math.max(end, sizeEnd + 2))
    if (text !== '') this.#trailers = this.#readFields(text.split('\r\n'))
    this.#bytes = this.#bytes.subarray(end + 4)
    this.isDone = true
    return false
  }
}
