import {
  bodyText,
  type Exchange,
  type HeaderList,
  type HttpRequest,
  type HttpResponse,
  headerElements,
  headerValue,
  isJsonMediaType,
} from '#http'
import { decodeContent } from '#http/io'
import { indentJson } from './indent-json.ts'

/** An exchange for people: both heads and bodies; JSON is indented, encodings are undone, binary is shown as a piece of its bytes. */
export function showExchange(exchange: Exchange): string {
  const { request, response, failure, startedAtMs, endedAtMs } = exchange
  const lines = [
    `#${exchange.index}  ${new Date(startedAtMs).toISOString()}  ${endedAtMs - startedAtMs} ms${exchange.isDelivery ? '  webhook from the service' : ''}`,
    '',
    `${request.method} ${request.target}`,
    ...showMessage(request),
  ]
  if (response !== undefined) lines.push('', `${response.status}`, ...showMessage(response))
  if (failure !== undefined) lines.push('', `failed (${failure.kind}): ${failure.message}`)
  return printable(lines.join('\n'))
}

/** Recorded text must not steer the terminal that shows it. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) =>
    character === '\r' ? '' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** The same for programs. */
export function exchangeToJson(exchange: Exchange): unknown {
  const { request, response, failure } = exchange
  return {
    index: exchange.index,
    startedAt: new Date(exchange.startedAtMs).toISOString(),
    durationMs: exchange.endedAtMs - exchange.startedAtMs,
    request: { method: request.method, target: request.target, ...messageToJson(request) },
    ...(response === undefined ? {} : { response: { status: response.status, ...messageToJson(response) } }),
    ...(failure === undefined ? {} : { failure }),
    ...(exchange.isDelivery && { webhook: true }),
  }
}

type Message = HttpRequest | HttpResponse

/** A body with its encoding undone, as text where it is text. */
function readBody(message: Message): { readonly bytes: Uint8Array; readonly text: string | undefined; readonly note: string | undefined } {
  const codings = headerElements(message.headers, 'content-encoding')
  const bytes = codings.length === 0 ? message.body : decodeContent(message.body, codings, { partial: true })
  if (bytes === undefined) return { bytes: message.body, text: undefined, note: `can't be decoded as ${codings.join(', ')}` }
  const note = codings.length === 0 ? undefined : `decoded from ${codings.join(', ')}, ${message.body.length} bytes`
  return { bytes, text: bodyText({ headers: message.headers, body: bytes }), note }
}

function showMessage(message: Message): string[] {
  const lines = showHeaders(message.headers)
  const { omittedBodyBytes, body, trailers } = message
  if (omittedBodyBytes !== undefined) lines.push('', `(${omittedBodyBytes} bytes: too long to be kept)`)
  else if (body.length > 0) lines.push('', ...showBody(message))
  if (trailers !== undefined) lines.push('', ...showHeaders(trailers))
  return lines
}

function showHeaders(headers: HeaderList): string[] {
  return headers.map(([name, value]) => `${name}: ${value}`)
}

function showBody(message: Message): string[] {
  const { bytes, text, note } = readBody(message)
  const about = note === undefined ? [] : [`(${note})`]
  if (text === undefined) return [...about, ...showBytes(bytes)]
  const isJson = isJsonMediaType(headerValue(message.headers, 'content-type')) && parseOrUndefined(text) !== undefined
  return [...about, isJson ? indentJson(text) : text]
}

const shownBytes = 256

/** Offset, hexadecimal and printable characters, sixteen a line. */
function showBytes(bytes: Uint8Array): string[] {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, shownBytes); at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${characters}`)
  }
  if (bytes.length > shownBytes) lines.push(`… ${bytes.length} bytes in all`)
  return lines
}

function messageToJson(message: Message): object {
  const { headers, omittedBodyBytes, trailers } = message
  const { bytes, text } = readBody(message)
  const json = text !== undefined && isJsonMediaType(headerValue(headers, 'content-type')) ? parseOrUndefined(text) : undefined
  const body = text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text }
  return {
    headers,
    body: {
      bytes: omittedBodyBytes ?? bytes.length,
      ...(omittedBodyBytes === undefined ? body : { omitted: true }),
      ...(json === undefined ? {} : { json }),
    },
    ...(trailers === undefined ? {} : { trailers }),
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
