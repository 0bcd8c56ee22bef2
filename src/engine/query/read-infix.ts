import type { Json } from '#base'
import { all, type Condition } from './condition.ts'
import { operatorOf } from './operators.ts'

/**
 * Reads a filter written out: OData (`price gt 10 and contains(name,'x')`), AIP-160 and SQL alike (`status = "open" AND total >= 5`),
 * RSQL (`status==open;total=gt=5,name==x*`). Undefined where it can't be read.
 */
export function readInfix(text: string): Condition | undefined {
  const tokens = tokenize(text)
  if (!tokens) return undefined
  const parser = new InfixParser(tokens)
  const condition = parser.any()
  return condition && parser.isDone ? condition : undefined
}

interface Token {
  readonly kind: 'text' | 'word' | 'sign'
  readonly text: string
}

const tokenPattern = /\s*(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|(=[a-z]+=|[<>!=]=|=~|!~|<>|&&|\|\||[()=<>:;,!~])|([^\s'"()=<>:;,!~&|]+))/gy

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = []
  tokenPattern.lastIndex = 0
  const trimmed = text.trim()
  while (tokenPattern.lastIndex < trimmed.length) {
    const match = tokenPattern.exec(trimmed)
    if (!match) return undefined
    const [, single, double, sign, word] = match
    if (single !== undefined || double !== undefined)
      tokens.push({ kind: 'text', text: single?.replaceAll("''", "'") ?? double?.replace(/\\(.)/g, '$1') ?? '' })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'word', text: word ?? '' })
  }
  return tokens
}

class InfixParser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isDone(): boolean {
    return this.#at === this.#tokens.length
  }

  any(): Condition | undefined {
    const parts = this.#chain(() => this.#every(), /^(or|\|\||,)$/i)
    return parts && (parts.length === 1 ? parts[0] : { kind: 'any', of: parts })
  }

  #every(): Condition | undefined {
    const parts = this.#chain(() => this.#one(), /^(and|&&|;)$/i)
    return parts && all(parts)
  }

  #chain(read: () => Condition | undefined, separator: RegExp): Condition[] | undefined {
    const parts: Condition[] = []
    do {
      const part = read()
      if (!part) return undefined
      parts.push(part)
    } while (this.#take(separator))
    return parts
  }

  #one(): Condition | undefined {
    if (this.#take(/^(not|!)$/i)) {
      const inner = this.#one()
      return inner && { kind: 'not', of: inner }
    }
    if (this.#take(/^\($/)) {
      const inner = this.any()
      return inner && this.#take(/^\)$/) ? inner : undefined
    }
    const field = this.#next()
    if (field?.kind !== 'word') return undefined
    return this.#take(/^\($/) ? this.#call(field.text) : this.#comparison(field.text.split(/[./]/))
  }

  /** `contains(name,'x')`, and the old `substringof('x',name)`. */
  #call(name: string): Condition | undefined {
    const [first, second] = [this.#next(), this.#take(/^,$/) ? this.#next() : undefined]
    if (!first || !second || !this.#take(/^\)$/)) return undefined
    const spelled = operatorOf(name)?.operator ?? (name === 'substringof' ? 'contains' : undefined)
    const [field, value] = name === 'substringof' ? [second, first] : [first, second]
    this.#take(/^eq$/i) && this.#next()
    return spelled && { kind: 'test', path: field.text.split(/[./]/), operator: spelled, value: value.text }
  }

  #comparison(path: readonly string[]): Condition | undefined {
    if (this.#take(/^is$/i)) {
      const isNot = this.#take(/^not$/i)
      return this.#take(/^null$/i) ? { kind: 'test', path, operator: 'null', value: !isNot } : undefined
    }
    const isNot = this.#take(/^not$/i)
    const sign = this.#next()?.text.replace(/^=([a-z]+)=$/, '$1')
    const spelled =
      sign === ':'
        ? { operator: 'contains' as const }
        : sign === undefined
          ? undefined
          : operatorOf(/^[<>]$/.test(sign) ? sign : sign.toLowerCase())
    const value = spelled && this.#value()
    if (!spelled || value === undefined) return undefined
    const hasWildcard = spelled.operator === 'eq' && typeof value === 'string' && value.includes('*')
    const test: Condition = { kind: 'test', path, operator: hasWildcard ? 'like' : spelled.operator, value }
    return isNot ? { kind: 'not', of: test } : test
  }

  #value(): Json | undefined {
    if (!this.#take(/^\($/)) {
      const token = this.#next()
      return token?.kind === 'word' && token.text === 'null' ? null : token?.text
    }
    const items: Json[] = []
    do {
      const token = this.#next()
      if (!token) return undefined
      items.push(token.text)
    } while (this.#take(/^,$/))
    return this.#take(/^\)$/) ? items : undefined
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #take(pattern: RegExp): boolean {
    const token = this.#tokens[this.#at]
    if (!token || token.kind === 'text' || !pattern.test(token.text)) return false
    this.#at++
    return true
  }
}
