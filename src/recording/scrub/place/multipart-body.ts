import type { Place, ScrubRun } from '../scrub-run.ts'
import { scrubContent } from './content.ts'
import { actOnValue, findRule, scrubNamed } from './named-value.ts'
import { fromLatin1, toLatin1 } from './text-bytes.ts'

/** Fields of a form go under their names, parts with a content type are scrubbed like a body of that type; files of other types stay to the byte. */
export function scrubMultipart(run: ScrubRun, body: Uint8Array, boundary: string, place: Place, nesting: number): Uint8Array {
  const text = toLatin1(body)
  const parts = text.split(`--${boundary}`)
  const safe = parts.map((part, index) => (index === 0 || part.startsWith('--') ? part : scrubPart(run, part, place, nesting)))
  const joined = safe.join(`--${boundary}`)
  return joined === text ? body : fromLatin1(joined)
}

/** One byte per character. */
function scrubPart(run: ScrubRun, part: string, place: Place, nesting: number): string {
  const split = /\r?\n\r?\n/.exec(part)
  if (!split) return part
  const head = part.slice(0, split.index)
  const start = split.index + split[0].length
  const end = part.length - (/\r?\n$/.exec(part)?.[0].length ?? 0)
  if (end <= start) return part
  const name = /name="([^"]*)"/i.exec(head)?.[1] ?? ''
  const type = /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1] ?? ''
  const bytes = fromLatin1(part.slice(start, end))
  const inner: Place = { describe: () => `${place.describe()} ${name}`, talk: place.talk }
  const isField = type === '' || (/^text\/plain/i.test(type) && !/filename=/i.test(head))
  const safe = isField ? scrubField(run, name, bytes, inner, nesting) : scrubContent(run, type, bytes, inner, nesting + 1)
  return safe === bytes ? part : part.slice(0, start) + toLatin1(safe) + part.slice(end)
}

function scrubField(run: ScrubRun, name: string, bytes: Uint8Array, place: Place, nesting: number): Uint8Array {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes
  }
  const rule = findRule(run, 'key', name)
  const safe = rule ? (actOnValue(run, rule, text, place) ?? '') : scrubNamed(run, name, text, place, nesting + 1)
  return safe === text ? bytes : new TextEncoder().encode(safe)
}
