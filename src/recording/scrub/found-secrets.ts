/** Secrets met in this run, to be recognised wherever else they turn up. */
export interface FoundSecrets {
  readonly size: number
  /** Values that are short or plain words are not kept: they would hit harmless text. */
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
const filterBits = 16

export function createFoundSecrets(): FoundSecrets {
  const tokens = new Map<string, string>()
  const byStart = new Map<string, string[]>()
  const filter = new Uint8Array(1 << filterBits)

  function forgetOldest(): void {
    const [oldest] = tokens.keys()
    if (oldest === undefined) return
    tokens.delete(oldest)
    const start = oldest.slice(0, 4)
    const others = byStart.get(start)?.filter((value) => value !== oldest) ?? []
    if (others.length > 0) byStart.set(start, others)
    else byStart.delete(start)
  }

  function secretAt(text: string, at: number): string | undefined {
    const candidates = byStart.get(text.slice(at, at + 4))
    return candidates?.find((value) => text.startsWith(value, at) && standsAlone(text, at, at + value.length))
  }

  return {
    get size() {
      return tokens.size
    },
    add(value, token) {
      if (value === token || tokens.has(value) || !isTelling(value)) return
      if (tokens.size >= maximumSecrets) forgetOldest()
      tokens.set(value, token)
      const start = value.slice(0, 4)
      byStart.set(
        start,
        [...(byStart.get(start) ?? []), value].sort((a, b) => b.length - a.length),
      )
      filter[slotOf(fourAt(value, 0))] = 1
    },
    find(text) {
      if (tokens.size === 0 || text.length < 6) return undefined
      let spans: FoundSpan[] | undefined
      let four = fourAt(text, 0)
      let free = 0
      for (let at = 0; at + 4 <= text.length; four = (four >>> 7) | ((text.charCodeAt(at + 4) & 127) << 21), at++) {
        if (filter[slotOf(four)] === 0 || at < free) continue
        const value = secretAt(text, at)
        if (value === undefined) continue
        spans ??= []
        free = at + value.length
        spans.push({ start: at, end: free, token: tokens.get(value) as string })
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
  // A number within a longer one is another number.
  if (
    /^[+(]?\d[\d ().-]*$/.test(text.slice(start, end)) &&
    (/^[ ().-]{0,2}\d/.test(text.slice(end, end + 3)) || /\d[ ().-]{0,2}$/.test(text.slice(Math.max(0, start - 3), start)))
  )
    return false
  if (end - start >= 16) return true
  return !isWordCharacter(text.charCodeAt(start - 1)) && !isWordCharacter(text.charCodeAt(end))
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
