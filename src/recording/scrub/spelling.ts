/** A text and how each of its characters was spelled, e.g. `\u0041` or `%41` for `A`. */
export interface Spelled {
  readonly text: string
  /** Where in the raw text the spelling of each character begins; one more entry for the end. Undefined where raw and text are the same. */
  readonly starts?: readonly number[]
}

/**
 * Spells `changed` as `raw` was spelled: characters that did not change keep their spelling to the byte. Where the length is another,
 * everything between the common start and the common end is spelled anew by `spell`.
 */
export function respell(raw: string, spelled: Spelled, changed: string, spell: (text: string, raw: string) => string): string {
  const { text, starts } = spelled
  if (changed === text) return raw
  const at = (index: number) => (starts ? (starts[index] as number) : index)
  if (changed.length === text.length) {
    let out = ''
    let index = 0
    while (index < text.length) {
      const from = index
      const same = text[index] === changed[index]
      while (index < text.length && (text[index] === changed[index]) === same) index++
      out += same ? raw.slice(at(from), at(index)) : spell(changed.slice(from, index), raw)
    }
    return out
  }
  const shorter = Math.min(text.length, changed.length)
  let head = 0
  while (head < shorter && text[head] === changed[head]) head++
  let tail = 0
  while (tail < shorter - head && text[text.length - 1 - tail] === changed[changed.length - 1 - tail]) tail++
  return raw.slice(0, at(head)) + spell(changed.slice(head, changed.length - tail), raw) + raw.slice(at(text.length - tail))
}

const jsonEscapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Reads the inside of a JSON string; what is no valid escape stands for itself. */
export function readJsonString(raw: string): Spelled {
  if (!raw.includes('\\')) return { text: raw }
  const starts: number[] = []
  let text = ''
  for (let at = 0; at < raw.length; ) {
    starts.push(at)
    const unicode = raw[at] === '\\' && raw[at + 1] === 'u' ? /^[0-9a-fA-F]{4}/.exec(raw.slice(at + 2, at + 6)) : undefined
    if (unicode) {
      text += String.fromCharCode(Number.parseInt(unicode[0], 16))
      at += 6
    } else if (raw[at] === '\\' && at + 1 < raw.length) {
      const letter = raw[at + 1] as string
      text += jsonEscapes[letter] ?? letter
      at += 2
    } else text += raw[at++]
  }
  return { text, starts: [...starts, raw.length] }
}

export function writeJsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads percent escapes as UTF-8 (as Latin-1 where they are not), and `+` as a space where `plus` says so. */
export function readPercent(raw: string, plus: boolean): Spelled {
  if (!raw.includes('%') && !(plus && raw.includes('+'))) return { text: raw }
  const starts: number[] = []
  const units: string[] = []
  for (let at = 0; at < raw.length; ) {
    const byte = byteAt(raw, at)
    const sequence = byte !== undefined && byte >= 0xc0 ? readSequence(raw, at, byte) : undefined
    const character = sequence ?? (byte === undefined ? (raw[at] as string) : String.fromCharCode(byte))
    for (let index = 0; index < character.length; index++) {
      starts.push(at)
      units.push(plus && byte === undefined && character === '+' ? ' ' : (character[index] as string))
    }
    at += byte === undefined ? 1 : 3 * (sequence === undefined ? 1 : sequenceLength(byte))
  }
  starts.push(raw.length)
  return { text: units.join(''), starts }
}

/** The byte that is escaped at `at`. */
function byteAt(raw: string, at: number): number | undefined {
  if (raw.charCodeAt(at) !== 37) return undefined
  const pair = raw.slice(at + 1, at + 3)
  return /^[0-9a-fA-F]{2}$/.test(pair) ? Number.parseInt(pair, 16) : undefined
}

/** The character of the UTF-8 sequence at `at`; undefined when it is none. */
function readSequence(raw: string, at: number, lead: number): string | undefined {
  const bytes = Array.from({ length: sequenceLength(lead) }, (_, index) => byteAt(raw, at + index * 3))
  if (bytes.includes(undefined)) return undefined
  try {
    return utf8.decode(Uint8Array.from(bytes as number[]))
  } catch {
    return undefined
  }
}

function sequenceLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
}

/** Escapes what must be, but for characters that `raw` has without escapes. */
export function writePercent(text: string, raw = ''): string {
  const plain = raw.replace(/%[0-9a-fA-F]{2}|[+%]/g, '')
  return Array.from(text.toWellFormed(), (character) => (plain.includes(character) ? character : encodeURIComponent(character))).join('')
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Reads the five entities of XML and numeric ones; others stand for themselves. */
export function readEntities(raw: string): Spelled {
  if (!raw.includes('&')) return { text: raw }
  const starts: number[] = []
  let text = ''
  for (let at = 0; at < raw.length; ) {
    starts.push(at)
    const entity = raw[at] === '&' ? /^&(?:#(\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|(amp|lt|gt|quot|apos));/.exec(raw.slice(at, at + 10)) : null
    const code = entity?.[1] ? Number(entity[1]) : entity?.[2] ? Number.parseInt(entity[2], 16) : 0
    if (entity && code < 0x10000) {
      text += entity[3] ? entities[entity[3]] : String.fromCharCode(code)
      at += entity[0].length
    } else text += raw[at++]
  }
  return { text, starts: [...starts, raw.length] }
}

export function writeEntities(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${Object.keys(entities).find((name) => entities[name] === character)};`)
}
