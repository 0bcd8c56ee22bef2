import { decodeBase64 } from '#base'
import { decodeText, type HeaderList, type HttpRequest, withoutHeaders } from '#http'
import { classifyName, isScrubToken } from '#recording'

/** Shorter words are tokens by chance. */
const shortestToken = 6

/**
 * Puts live credentials in place of the recorded ones, whose secrets were scrubbed. A request that was recorded without credentials, or was
 * refused with them (401), is about just that, and stays as it is.
 */
export class LiveCredentials {
  readonly #headers: HeaderList
  readonly #names: readonly string[]

  /** `headers` go to the service, each in place of the recorded one of its name. */
  constructor(headers: HeaderList, recorded: readonly HttpRequest[]) {
    this.#headers = headers
    const known = new Set(recorded.flatMap((request) => request.headers.map(([name]) => name.toLowerCase())))
    this.#always = headers.filter(([name]) => !known.has(name.toLowerCase()))
    this.#names = headers.map(([name]) => name.toLowerCase())
  }

  /** Headers that no recorded request has: they are for all. */
  readonly #always: HeaderList

  apply(request: HttpRequest, recordedStatus: number): HttpRequest {
    if (recordedStatus === 401 || this.#headers.length === 0) return request
    const own = new Set(request.headers.map(([name]) => name.toLowerCase()))
    const put = this.#headers.filter((header) => own.has(header[0].toLowerCase()) || this.#always.includes(header))
    return { ...request, headers: [...withoutHeaders(request.headers, this.#names), ...put] }
  }
}

/** What of a request is a secret that the recording does not hold: the name of its header or field. Undefined when nothing is. */
export function findScrubbed(request: HttpRequest): string | undefined {
  for (const [name, value] of request.headers) {
    const isSecret = /^(?:proxy-)?authorization$|^cookie$/i.test(name) || classifyName(name) === 'secret'
    if (isSecret && holdsToken(value)) return name
  }
  const text = request.body.length === 0 ? undefined : decodeText(request.body)
  for (const [, jsonName, jsonValue, formName, formValue] of text?.matchAll(secretField) ?? []) {
    const [name, value] = [jsonName ?? formName ?? '', jsonValue ?? formValue ?? '']
    if (classifyName(name) === 'secret' && value.length >= shortestToken && isScrubToken(value)) return name
  }
  return undefined
}

/** `"password": "…"` in JSON, `password=…` in a form. */
const secretField = /"([\w-]+)"\s*:\s*"([^"\\]*)"|(?:^|&)([\w-]+)=([^&]*)/g

function holdsToken(value: string): boolean {
  const basic = /^basic\s+(\S+)$/i.exec(value)?.[1]
  const pair = basic === undefined ? undefined : decodeBase64(basic)
  const words =
    pair === undefined ? [value, ...value.split(/[\s,;="]+/)] : [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]
  return words.some((word) => word.length >= shortestToken && isScrubToken(word))
}
