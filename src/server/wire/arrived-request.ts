import type { IncomingMessage } from 'node:http'
import { decodeText, type HeaderList, type HttpRequest, headerElements, withoutHeaders } from '#http'
import { decodeContent } from '#http/io'

const noBytes = new Uint8Array(0)
const ownPrefix = 'x-doppel-'

/** What comes before a body, and after it. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'rawTrailers'>

/** A request as the engine sees it; its header list is made only when somebody looks at it. */
export class ArrivedRequest implements HttpRequest {
  readonly method: string
  target: string
  /** `/~NAME` where the target began with it: the session is named there, and the service is asked for the rest. */
  prefix = ''
  body: Uint8Array = noBytes
  /** Values of the headers that the server itself acts on. */
  host: string | undefined = undefined
  session: string | undefined = undefined
  fixture: string | undefined = undefined
  chaos: string | undefined = undefined
  upgrade: string | undefined = undefined
  /** The client asks why the answer comes out as it does. */
  asksWhy = false
  /** Declared length of the body: 0 when there is none, -1 when it comes in chunks. */
  bodyLength = 0
  /** A header that came twice and says different things, or a session that header and path name differently. */
  conflict: string | undefined = undefined
  /** The body as it came. */
  sent: Uint8Array = noBytes
  readonly #message: RequestHead
  #headers: HeaderList | undefined = undefined
  #utf8: { readonly of: Uint8Array; readonly text: string | undefined } | undefined = undefined

  constructor(message: RequestHead) {
    this.#message = message
    this.method = message.method as string
    this.target = message.url as string
    const raw = message.rawHeaders
    for (let index = 0; index < raw.length; index += 2) this.#note(raw[index] as string, raw[index + 1] as string)
    if (this.target.charCodeAt(0) !== 0x2f) this.target = this.#originForm(this.target)
  }

  get headers(): HeaderList {
    this.#headers ??= toHeaderList(this.#message.rawHeaders)
    return this.#headers
  }

  get utf8(): string | undefined {
    if (this.#utf8?.of !== this.body) this.#utf8 = { of: this.body, text: decodeText(this.body) }
    return this.#utf8.text
  }

  /** Takes the body as it came, and undoes its content-encoding where that is possible: twins read what was meant. */
  receive(body: Uint8Array, maxBytes: number): void {
    this.sent = body
    this.body = body
    const codings = body.length === 0 ? [] : headerElements(this.headers, 'content-encoding')
    if (codings.length === 0) return
    const decoded = decodeContent(body, codings, { maxBytes })
    if (decoded === undefined) return
    this.body = decoded
    this.#headers = withoutHeaders(this.headers, ['content-encoding', 'content-length'])
  }

  /** As it came, to be read again. */
  get head(): RequestHead {
    return this.#message
  }

  get trailers(): HeaderList {
    return toHeaderList(this.#message.rawTrailers)
  }

  /** The length of a name is looked at first: most headers are none of these. */
  #note(name: string, value: string): void {
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'host') this.host = this.#once(this.host, value, name)
        return
      case 7:
        if (name.toLowerCase() === 'upgrade') this.upgrade = value
        return
      case 12:
        if (name.toLowerCase() === 'x-doppel-why') this.asksWhy = value !== '0' && value !== 'false'
        return
      case 14:
        if (name.toLowerCase() === 'content-length') this.bodyLength = Number(value)
        else if (name.toLowerCase() === 'x-doppel-chaos') this.chaos = this.#once(this.chaos, value, name)
        return
      case 16:
        if (name.toLowerCase() === 'x-doppel-session') this.session = this.#once(this.session, value, name)
        else if (name.toLowerCase() === 'x-doppel-fixture') this.fixture = this.#once(this.fixture, value, name)
        return
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') this.bodyLength = -1
    }
  }

  /** Takes the session that a path of the form `/~NAME/…` names, for clients that can't send headers. */
  enterSession(): void {
    const match = /^\/~([^/?#]+)(.*)$/s.exec(this.target)
    if (match === null) return
    const [, name, rest] = match as unknown as [string, string, string]
    this.session = this.#once(this.session, name, 'X-Doppel-Session')
    this.prefix = `/~${name}`
    this.target = rest.startsWith('/') ? rest : `/${rest}`
  }

  #once(before: string | undefined, value: string, name: string): string {
    if (before !== undefined && before !== value) this.conflict = name
    return value
  }

  /** A proxy's client sends the whole URL: its authority stands for the `Host` header (RFC 9112, 3.2.2). */
  #originForm(target: string): string {
    const match = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(target)
    if (match === null) return target
    this.host = match[1]
    const rest = match[2] as string
    return rest.startsWith('/') ? rest : `/${rest}`
  }
}

/** What the server is told about sessions and control is no business of the service that is imitated. */
function toHeaderList(raw: readonly string[]): HeaderList {
  const list: [string, string][] = []
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string
    if (name.length >= ownPrefix.length && name.slice(0, ownPrefix.length).toLowerCase() === ownPrefix) continue
    list.push([name, raw[index + 1] as string])
  }
  return list
}
