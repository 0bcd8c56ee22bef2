import type { Language } from './language.ts'

/** A text that source puts together: known parts, and names of what it puts between them. */
export type Word = readonly (string | { readonly name: string })[]

/** An expression that begins at a place, as far as it is a text, a name, or these with `+` between: `${BASE}/orders/${id}`. */
export function readWord(text: string, at: number, language: Language): Word {
  const word: (string | { name: string })[] = []
  let rest = text.slice(at, at + 2000)
  for (;;) {
    rest = rest.replace(/^\s*(?:await\s+|new\s+URL\(\s*)?/, '')
    const literal = /^([fFrRbBuU]{0,2})("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)/.exec(rest)
    const sprintf =
      language === 'go' ? /^fmt\.Sprintf\(\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`)\s*((?:,[^,()]*(?:\([^()]*\))?)*)\)/.exec(rest) : null
    const name = /^(?:this\.|self\.)?[A-Za-z_$][\w$]*(?:(?:\?\.|\.)[A-Za-z_$][\w$]*)*/.exec(rest)
    if (sprintf) {
      word.push(...formatted(sprintf[1] ?? '', (sprintf[2] ?? '').split(',').slice(1)))
      rest = rest.slice(sprintf[0].length)
    } else if (literal) {
      const [whole, prefix = '', quoted = ''] = literal
      const inner = quoted.slice(1, -1)
      if (quoted.startsWith('`') && language === 'javascript') word.push(...interpolated(inner, /\$\{([^{}]*)\}/))
      else if (/f/i.test(prefix)) word.push(...interpolated(inner, /\{([^{}]*)\}/))
      else word.push(inner)
      rest = rest.slice(whole.length)
    } else if (name) {
      word.push({ name: name[0] })
      rest = rest.slice(name[0].length)
      // What a call gives is not known.
      if (/^\s*\(/.test(rest)) return word
    } else return word
    const plus = /^\s*\+(?!\+|=)/.exec(rest)
    if (!plus) return word
    rest = rest.slice(plus[0].length)
  }
}

function interpolated(text: string, hole: RegExp): (string | { name: string })[] {
  return text
    .split(new RegExp(hole, 'g'))
    .map((part, at) => (at % 2 === 0 ? part : { name: part.trim() }))
    .filter((part) => part !== '')
}

function formatted(quoted: string, args: readonly string[]): (string | { name: string })[] {
  let next = 0
  return quoted
    .slice(1, -1)
    .split(/(%[a-z])/)
    .filter((part) => part !== '')
    .map((part) => (/^%[a-z]$/.test(part) ? { name: args[next++]?.trim() ?? 'value' } : part))
}

/** An address with what is not known as `{name}`; names that are known are filled in. Undefined where nothing is known of where it leads. */
export function resolveWord(word: Word, known: ReadonlyMap<string, string>): string | undefined {
  const [first] = word
  if (first === undefined) return undefined
  const parts = word.map((part) => (typeof part === 'string' ? part : (known.get(plainName(part.name)) ?? `{${holeName(part.name)}}`)))
  const whole = parts.join('')
  return /^\{\w+\}$/.test(whole) ? undefined : whole
}

/** `this.baseUrl` and `baseUrl` are one. */
export function plainName(name: string): string {
  return name.replace(/^(?:this|self)\./, '').replaceAll('?.', '.')
}

function holeName(expression: string): string {
  const words = expression.match(/[A-Za-z_]\w*/g) ?? []
  return words.at(-1) ?? 'value'
}
