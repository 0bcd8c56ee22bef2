import { patternOf } from './json-schema.ts'

export interface PatternOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number
  /** Characters that the text must have at least and at most. */
  readonly least: number
  readonly most: number
}

const triesMax = 40
/** Repetitions beyond the least of them that a free repetition may have. */
const extraMax = 4

/** A text that a regular expression matches; undefined where none was found (look-behinds, back references). */
export function samplePattern(pattern: string, { random, least, most }: PatternOptions): string | undefined {
  const expression = patternOf(pattern)
  if (expression === undefined) return undefined
  for (let tries = 0; tries < triesMax; tries++) {
    // Later tries repeat more, for patterns whose least is too short.
    const extra = tries < 8 ? tries % (extraMax + 1) : tries * Math.max(1, Math.ceil(least / 16))
    const text = new PatternSampler(pattern, random, extra).make()
    if (text.length >= least && text.length <= most && expression.test(text)) return text
  }
  return undefined
}

/** Reads the expression from left to right and writes a text as it goes. */
class PatternSampler {
  readonly #pattern: string
  readonly #random: () => number
  readonly #extra: number
  #at = 0

  constructor(pattern: string, random: () => number, extra: number) {
    this.#pattern = pattern
    this.#random = random
    this.#extra = extra
  }

  make(): string {
    return this.#alternatives()()
  }

  #alternatives(): () => string {
    const branches = [this.#sequence()]
    while (this.#pattern[this.#at] === '|') {
      this.#at++
      branches.push(this.#sequence())
    }
    return () => (branches[Math.floor(this.#random() * branches.length)] as () => string)()
  }

  #sequence(): () => string {
    const parts: (() => string)[] = []
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] as string)) parts.push(this.#repeated(this.#atom()))
    return () => parts.map((part) => part()).join('')
  }

  #repeated(part: () => string): () => string {
    const match = /^(?:([?*+])|\{(\d+)(,(\d*))?\})[?+]?/.exec(this.#pattern.slice(this.#at))
    if (!match) return part
    this.#at += match[0].length
    const [, sign, from, comma, to] = match
    const least = sign === undefined ? Number(from) : sign === '+' ? 1 : 0
    const most =
      sign === '?'
        ? 1
        : sign !== undefined || (comma !== undefined && to === '')
          ? least + this.#extra
          : comma === undefined
            ? least
            : Number(to)
    const high = Math.min(most, least + this.#extra)
    return () => {
      const count = least + Math.floor(this.#random() * (high - least + 1))
      return Array.from({ length: count }, part).join('')
    }
  }

  #atom(): () => string {
    const sign = this.#pattern[this.#at++] as string
    if (sign === '(') return this.#group()
    if (sign === '[') return this.#pick(this.#set())
    if (sign === '\\') return this.#escape()
    if (sign === '^' || sign === '$') return () => ''
    return sign === '.' ? this.#pick('abcdefghijklmnopqrstuvwxyz0123456789') : () => sign
  }

  #group(): () => string {
    const match = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.#pattern.slice(this.#at))
    if (match) this.#at += match[0].length
    const inner = this.#alternatives()
    this.#at++
    // What only looks is checked at the end.
    return match && /[=!]$/.test(match[0]) ? () => '' : inner
  }

  #escape(): () => string {
    const sign = this.#pattern[this.#at++] ?? ''
    if (sign === 'b' || sign === 'B') return () => ''
    return this.#pick(this.#escaped(sign))
  }

  /** The characters that an escape stands for. */
  #escaped(sign: string): string {
    if (Object.hasOwn(classes, sign)) return classes[sign] as string
    const code = sign === 'x' ? /^[0-9a-f]{2}/i : sign === 'u' ? /^(?:[0-9a-f]{4}|\{[0-9a-f]+\})/i : undefined
    const match = code?.exec(this.#pattern.slice(this.#at))
    if (match) {
      this.#at += match[0].length
      return String.fromCodePoint(Number.parseInt(match[0].replace(/[{}]/g, ''), 16))
    }
    if (sign === 'p' || sign === 'P') {
      this.#at += /^\{[^}]*\}/.exec(this.#pattern.slice(this.#at))?.[0].length ?? 0
      return sign === 'p' ? letters : '-'
    }
    return sign
  }

  #set(): string {
    const isNot = this.#pattern[this.#at] === '^'
    if (isNot) this.#at++
    let characters = ''
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      const from = this.#member()
      const isRange = from.length === 1 && this.#pattern[this.#at] === '-' && this.#pattern[this.#at + 1] !== ']'
      if (!isRange) {
        characters += from
        continue
      }
      this.#at++
      characters += range(from, this.#member())
    }
    this.#at++
    if (!isNot) return characters
    return [...printable].filter((each) => !characters.includes(each)).join('')
  }

  #member(): string {
    const sign = this.#pattern[this.#at++] ?? ''
    return sign === '\\' ? this.#escaped(this.#pattern[this.#at++] ?? '') : sign
  }

  #pick(characters: string): () => string {
    const all = [...characters]
    return () => all[Math.floor(this.#random() * all.length)] ?? ''
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const digits = '0123456789'
const printable = `${letters}${digits}-_.~ !#%&'()*+,/:;<=>?@[]^{|}$"\\`

const classes: Readonly<Record<string, string>> = {
  d: digits,
  D: letters,
  w: `${letters}${digits}_`,
  W: '-',
  s: ' ',
  S: `${letters}${digits}`,
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Up to so many characters of a range: enough to draw from. */
const rangeMax = 128

function range(from: string, to: string): string {
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
  return Array.from({ length: Math.max(0, Math.min(high - low + 1, rangeMax)) }, (_, at) => String.fromCodePoint(low + at)).join('')
}
