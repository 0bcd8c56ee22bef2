import { decodeText } from './body-text.ts'
import { parseMediaType } from './media-type.ts'

/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string
  readonly fileName?: string
  readonly contentType?: string
  /** Undefined where the bytes are no text. */
  readonly text: string | undefined
  readonly size: number
}

/** The parts of a body of this `Content-Type`; undefined where it is no `multipart/form-data` or does not hold together. */
export function parseMultipart(contentType: string | undefined, body: Uint8Array): FormPart[] | undefined {
  const media = parseMediaType(contentType)
  const boundary = media?.parameters.get('boundary')
  if (media?.essence !== 'multipart/form-data' || boundary === undefined || boundary === '') return undefined
  // One character a byte, so that places in the text are places in the bytes.
  const text = Array.from({ length: Math.ceil(body.length / 8192) }, (_, at) =>
    String.fromCharCode(...body.subarray(at * 8192, at * 8192 + 8192)),
  ).join('')
  const places = [...delimiters(text, `--${boundary}`)]
  if (places.length < 2 || !text.startsWith('--', places.at(-1)?.end)) return undefined
  const parts: FormPart[] = []
  for (let at = 0; at + 1 < places.length; at++) {
    const start = text.indexOf('\r\n', places[at]?.end)
    const split = text.indexOf('\r\n\r\n', start)
    const end = places[at + 1]?.start ?? 0
    if (start < 0 || split < 0 || split + 4 > end) return undefined
    const part = toPart(text.slice(start, split), body.subarray(split + 4, end))
    if (!part) return undefined
    parts.push(part)
  }
  return parts
}

/** Where the lines that separate parts begin (with the line feed before them) and end. */
function* delimiters(text: string, line: string): Iterable<{ start: number; end: number }> {
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + line.length)) {
    const isWhole = /^(?:--)?[ \t]*(?:\r\n|$)/.test(text.slice(at + line.length, at + line.length + 80))
    if (isWhole && (at === 0 || text.startsWith('\r\n', at - 2))) yield { start: Math.max(0, at - 2), end: at + line.length }
  }
}

function toPart(head: string, bytes: Uint8Array): FormPart | undefined {
  const disposition = /^content-disposition:\s*form-data(;.*)$/im.exec(head)?.[1] ?? ''
  const name = parameterOf(disposition, 'name')
  if (name === undefined) return undefined
  const fileName = parameterOf(disposition, 'filename')
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1]
  return {
    name,
    ...(fileName === undefined ? {} : { fileName }),
    ...(contentType === undefined ? {} : { contentType }),
    text: decodeText(bytes),
    size: bytes.length,
  }
}

function parameterOf(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition)
  const raw = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2]
  // Names are UTF-8, and the text has one character a byte.
  return raw === undefined ? undefined : decodeText(Uint8Array.from(raw, (character) => character.charCodeAt(0)))
}
