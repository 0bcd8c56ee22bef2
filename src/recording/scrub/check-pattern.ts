/**
 * Why a user's regular expression may not be used, as a sentence; undefined when it is fine. Refused is what can take more than linear time
 * on a hostile text: repetition within repetition, alternatives or optional parts within repetition, two unbounded repetitions that
 * can eat the same characters one after the other, and references back.
 */
export function checkPattern(source: string): string | undefined {
  if (source.length > 500) return 'is longer than 500 characters'
  let compiled: RegExp
  try {
    compiled = new RegExp(source, 'gu')
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`
  }
  if (compiled.test('')) return 'matches the empty text, and so everywhere'
  const parsed = parsePattern(source)
  if (parsed.backReference) return 'refers back to a group'
  if (parsed.nested) return 'repeats something that repeats, or has alternatives, within'
  if (parsed.largeBound) return 'repeats more than 1000 times by number'
  return parsed.unbounded > 1 && parsed.overlap ? 'has two repetitions that can match the same characters next to each other' : undefined
}

interface ParsedPattern {
  backReference: boolean
  nested: boolean
  largeBound: boolean
  /** Repetitions without an upper bound. */
  unbounded: number
  overlap: boolean
}

interface Group {
  readonly repeats: boolean
  readonly alternatives: boolean
}

const token =
  /\\(?:[1-9]|k<)|\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<[^>]+>)|[()|]|./gsu
const quantifier = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/

function parsePattern(source: string): ParsedPattern {
  const parsed: ParsedPattern = { backReference: false, nested: false, largeBound: false, unbounded: 0, overlap: false }
  const open: { repeats: boolean; alternatives: boolean }[] = [{ repeats: false, alternatives: false }]
  let before: RegExp | undefined
  let at = 0
  while (at < source.length) {
    token.lastIndex = at
    const text = token.exec(source)?.[0] ?? (source[at] as string)
    at += text.length
    if (/^\\(?:[1-9]|k<)/.test(text)) {
      parsed.backReference = true
      continue
    }
    if (text.startsWith('(')) {
      open.push({ repeats: false, alternatives: false })
      continue
    }
    if (text === '|') {
      ;(open.at(-1) as { alternatives: boolean }).alternatives = true
      continue
    }
    const group: Group | undefined = text === ')' && open.length > 1 ? open.pop() : undefined
    const repeat = quantifier.exec(source.slice(at))
    if (repeat) at += repeat[0].length
    before = weigh(parsed, open.at(-1) as { repeats: boolean; alternatives: boolean }, text, group, repeat, before)
  }
  return parsed
}

/** The pattern with a bound of 256 on every repetition that has none, so that a text of any length takes time in proportion to its length. */
export function boundPattern(source: string): RegExp {
  let bounded = ''
  for (let at = 0; at < source.length; ) {
    token.lastIndex = at
    const part = token.exec(source)?.[0] ?? (source[at] as string)
    at += part.length
    const repeat = quantifier.exec(source.slice(at))
    const isPlain = part.startsWith('(') || part === '|'
    if (repeat && !isPlain) at += repeat[0].length
    bounded += part + (repeat && !isPlain ? bound(repeat) : '')
  }
  return new RegExp(bounded, 'gu')
}

function bound([text, least, comma, most]: RegExpExecArray): string {
  const lazy = text.length > 1 && text.endsWith('?') ? '?' : ''
  if (text.startsWith('*')) return `{0,256}${lazy}`
  if (text.startsWith('+')) return `{1,256}${lazy}`
  return comma === ',' && most === '' ? `{${least},${Number(least) + 256}}${lazy}` : text
}

/** Takes one part with its quantifier into account; gives the characters that an unbounded repetition just before can eat. */
function weigh(
  parsed: ParsedPattern,
  around: { repeats: boolean; alternatives: boolean },
  text: string,
  group: Group | undefined,
  repeat: RegExpExecArray | null,
  before: RegExp | undefined,
): RegExp | undefined {
  const varies = repeat !== null && !(repeat[1] !== undefined && repeat[2] === '')
  if (repeat?.[3] !== undefined && Number(repeat[3] || repeat[1]) > 1000) parsed.largeBound = true
  if (varies || group?.repeats) around.repeats = true
  if (group?.alternatives) around.alternatives = true
  if (repeat && repeat[0][0] !== '?' && (group?.repeats || group?.alternatives)) parsed.nested = true
  const endless = repeat !== null && (/^[*+]/.test(repeat[0]) || (repeat[2] === ',' && repeat[3] === ''))
  if (group && !endless) return before
  const eats = group ? /[\s\S]/u : setOf(text)
  // Ambiguity goes on over what the repetition before could have eaten too, and over what has no width.
  if (!endless)
    return before !== undefined && (repeat?.[0][0] === '?' || /^(?:\^|\$|\\[bB])$/.test(text) || meets(before, eats)) ? before : undefined
  parsed.unbounded++
  if (before !== undefined && meets(before, eats)) parsed.overlap = true
  return eats
}

function setOf(part: string): RegExp {
  return new RegExp(`^(?:${part})$`, 'su')
}

const samples = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat('\n', 'é', '中')

function meets(a: RegExp, b: RegExp): boolean {
  return samples.some((character) => a.test(character) && b.test(character))
}
