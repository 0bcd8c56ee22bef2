import { scrubText } from '../detect/scrub-text.ts'
import type { Place, ScrubRun } from '../scrub-run.ts'
import { scrubJson } from './json-body.ts'
import { scrubMultipart } from './multipart-body.ts'
import { readText } from './text-bytes.ts'
import { scrubQuery } from './url.ts'
import { scrubXml } from './xml-body.ts'

type Reading = 'json' | 'lines' | 'events' | 'form' | 'xml' | 'text' | 'binary'

/** Scrubs a body that is not compressed, by its media type and by how it begins; the same array when nothing changed. */
export function scrubContent(run: ScrubRun, type: string, body: Uint8Array, place: Place, nesting = 0): Uint8Array {
  if (body.length < 2) return body
  const boundary = /^multipart\/.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type)
  if (boundary) return scrubMultipart(run, body, (boundary[1] ?? boundary[2]) as string, place, nesting)
  const reading = readingOf(type, body)
  if (reading === 'binary') return body
  const { text, encode } = readText(body, /charset="?([\w-]+)/i.exec(type)?.[1])
  const safe = scrubAs(run, reading, text, place, nesting)
  return safe === text ? body : encode(safe)
}

function scrubAs(run: ScrubRun, reading: Reading, text: string, place: Place, nesting: number): string {
  switch (reading) {
    case 'json':
    case 'lines':
      return scrubJson(run, text, place, nesting)
    case 'form':
      return scrubQuery(run, text, place, nesting)
    case 'xml':
      return scrubXml(run, text, place, nesting)
    case 'events':
      return text.replace(/^(data|id|event|retry)?(:\s?)(.*)$/gm, (_, field = '', colon: string, value: string) => {
        return field + colon + (/^\s*[{[]/.test(value) ? scrubJson(run, value, place, nesting) : scrubText(run, value, place, nesting + 1))
      })
    default:
      return scrubText(run, text, place, nesting)
  }
}

function readingOf(type: string, body: Uint8Array): Reading {
  const media = type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (
    /^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:grpc|zip|gzip|pdf|wasm|protobuf|x-protobuf|msgpack|x-msgpack|cbor|vnd\.apple\.pkpass))/.test(
      media,
    )
  )
    return 'binary'
  if (/[/+]json$|json-seq$|^application\/(?:problem|graphql-response)\+json/.test(media)) return 'json'
  if (/ndjson|jsonl|json-lines|stream\+json/.test(media)) return 'lines'
  if (media === 'text/event-stream') return 'events'
  if (media === 'application/x-www-form-urlencoded') return 'form'
  if (/[/+]xml$|^text\/html$|xhtml/.test(media)) return 'xml'
  if (!looksLikeText(body)) return 'binary'
  const first = firstCharacter(body)
  if (first === '{' || first === '[') return 'json'
  if (first === '<') return 'xml'
  return 'text'
}

function firstCharacter(body: Uint8Array): string {
  const code = body.find((byte) => byte > 32 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf)
  return code === undefined ? '' : String.fromCharCode(code)
}

/** Without control characters in the first part; what follows is then taken for text too. */
function looksLikeText(body: Uint8Array): boolean {
  const head = body.subarray(0, 1024)
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127)) return false
  const { text } = readText(head)
  // A sequence cut at the end of the head is no sign of bytes.
  const strange = [...text.slice(0, -4)].filter((character) => character >= '\u0080' && character <= '\u009f').length
  return strange * 10 <= text.length
}
