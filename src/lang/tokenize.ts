export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end'
  readonly text: string
  /** Decoded text of a string token. */
  readonly value?: string
  readonly at: number
}

/** An expression's text is wrong; `at` is the offset of the first character that does not fit. */
export class ExpressionSyntaxError extends Error {
  readonly at: number
  constructor(message: string, text: string, at: number) {
    super(`${message} at ${at + 1} in: ${text}`)
    this.at = at
  }
}

const pattern =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_$][\w$]*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\|\||&&|==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]))/y

/** Splits the text of an expression. Throws `ExpressionSyntaxError`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) {
      if (/^\s*$/.test(text.slice(at))) break
      throw new ExpressionSyntaxError('unexpected character', text, at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0))
    }
    const [whole, number, name, string, symbol] = match
    at = pattern.lastIndex
    const start = at - whole.trimStart().length
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at: start })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at: start })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, value: decodeString(string, text, start), at: start })
    else tokens.push({ kind: 'symbol', text: symbol ?? '', at: start })
  }
  tokens.push({ kind: 'end', text: 'end', at: text.length })
  return tokens
}

function decodeString(quoted: string, text: string, at: number): string {
  const inner = quoted.slice(1, -1)
  const body = quoted[0] === "'" ? inner.replaceAll("\\'", "'").replace(/(?<!\\)"/g, '\\"') : inner
  try {
    return JSON.parse(`"${body}"`) as string
  } catch {
    throw new ExpressionSyntaxError('malformed string', text, at)
  }
}
