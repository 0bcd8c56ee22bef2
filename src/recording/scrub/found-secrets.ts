/** Secrets met in this run, to be recognised wherever else they turn up. */
export interface FoundSecrets {
  readonly size: number
  /** A secret, or a token that stands for itself. Values that are short or plain words are not kept: they would hit harmless text. */
  add(value: string, token: string): void
  /** Where in `text` known secrets stand, in order, without overlaps; undefined when nowhere. */
  find(text: string): FoundSpan[] | undefined
}

export interface FoundSpan {
  readonly start: number
  readonly end: number
  readonly token: string
}

/** The oldest are forgotten beyond this many. */
const maximumSecrets = 50_000
/** Longer ones (web tokens, private keys) are recognised by their form. */
const maximumLength = 1024
const filterBits = 14

export function createFoundSecrets(): FoundSecrets {
  const tokens = new Map<string, string>()
  /** How long the secrets are that begin with the same four characters, longest first. */
  const lengths = new Map<number, number[]>()
  const filter = new Uint8Array(1 << filterBits)

  function spanAt(text: string, start: number, four: number): FoundSpan | undefined {
    for (const length of lengths.get(four) ?? []) {
      const end = start + length
      const token = tokens.get(text.slice(start, end))
      if (token !== undefined && end <= text.length && standsAlone(text, start, end)) return { start, end, token }
    }
    return undefined
  }

  return {
    get size() {
      return tokens.size
    },
    add(value, token) {
      if (value.length > maximumLength || tokens.has(value) || !isTelling(value)) return
      if (tokens.size >= maximumSecrets) tokens.delete(tokens.keys().next().value as string)
      tokens.set(value, token)
      const four = fourAt(value, 0)
      const known = lengths.get(four) ?? []
      if (!known.includes(value.length))
        lengths.set(
          four,
          [...known, value.length].sort((a, b) => b - a),
        )
      filter[slotOf(four)] = 1
    },
    find(text) {
      if (tokens.size === 0 || text.length < 6) return undefined
      let spans: FoundSpan[] | undefined
      let four = fourAt(text, 0)
      const last = text.length - 4
      for (let at = 0; at <= last; at++) {
        if (filter[slotOf(four)] === 1) {
          const span = spanAt(text, at, four)
          if (span !== undefined) {
            spans ??= []
            spans.push(span)
            at = span.end - 1
            four = fourAt(text, span.end)
            continue
          }
        }
        four = (four >>> 7) | ((text.charCodeAt(at + 4) & 127) << 21)
      }
      return spans
    },
  }
}

/** The low bits of four characters. */
function fourAt(text: string, at: number): number {
  let four = 0
  for (let index = 3; index >= 0; index--) four = (four << 7) | (text.charCodeAt(at + index) & 127)
  return four
}

function slotOf(four: number): number {
  return Math.imul(four, 0x9e3779b1) >>> (32 - filterBits)
}

/** Long secrets count within a word too; short ones only as a word of their own. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (end - start <= 24 && isPartOfNumber(text, start, end)) return false
  if (end - start >= 16) return true
  return !isWordCharacter(text.charCodeAt(start - 1)) && !isWordCharacter(text.charCodeAt(end))
}

/** A number within a longer one is another number. */
function isPartOfNumber(text: string, start: number, end: number): boolean {
  if (!/^[+(]?\d[\d ().-]*$/.test(text.slice(start, end))) return false
  return /^[ ().-]{0,2}\d/.test(text.slice(end, end + 3)) || /\d[ ().-]{0,2}$/.test(text.slice(Math.max(0, start - 3), start))
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95
}

/** Whether `value` elsewhere is hardly a coincidence. The head of a web token is the same for all of a service. */
export function isTelling(value: string): boolean {
  if (/^eyJ[\w-]*$/.test(value)) return false
  if (value.length >= 12) return !/^[A-Za-z]+$/.test(value) || value.length >= 16
  if (value.length < 6) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
  return /^\d+$/.test(value) ? value.length >= 9 : kinds >= 2 && !/^[A-Z][a-z]+$/.test(value)
}
