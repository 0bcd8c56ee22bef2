import { type BinaryOperator, type Expression, type MacroName, macroNames, precedence } from './expression.ts'
import { ExpressionSyntaxError, type Token, tokenize } from './tokenize.ts'

const maxDepth = 200

/** Reads an expression in CEL syntax (a subset, with our own functions). Throws `ExpressionSyntaxError`. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text)
  const expression = parser.conditional(0)
  parser.expectEnd()
  return expression
}

class Parser {
  readonly #text: string
  readonly #tokens: Token[]
  #position = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  conditional(depth: number): Expression {
    if (depth > maxDepth) throw this.#error('nested too deeply')
    const test = this.#binary(1, depth)
    if (!this.#take('?')) return test
    const then = this.conditional(depth + 1)
    this.#expect(':')
    return { kind: 'conditional', test, then, else: this.conditional(depth + 1) }
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw this.#error(`unexpected '${this.#peek().text}'`)
  }

  #binary(level: number, depth: number): Expression {
    let left = this.#unary(depth)
    for (;;) {
      const operator = this.#peek().text as BinaryOperator
      const strength = this.#peek().kind !== 'string' && Object.hasOwn(precedence, operator) ? precedence[operator] : undefined
      if (strength === undefined || strength < level) return left
      this.#position++
      left = { kind: 'binary', operator, left, right: this.#binary(strength + 1, depth + 1) }
    }
  }

  #unary(depth: number): Expression {
    if (depth > maxDepth) throw this.#error('nested too deeply')
    if (this.#take('!')) return { kind: 'unary', operator: '!', operand: this.#unary(depth + 1) }
    if (this.#take('-')) {
      const operand = this.#unary(depth + 1)
      if (operand.kind === 'literal' && (typeof operand.value === 'number' || typeof operand.value === 'bigint')) {
        return { kind: 'literal', value: -operand.value }
      }
      return { kind: 'unary', operator: '-', operand }
    }
    return this.#postfix(this.#primary(depth), depth)
  }

  #postfix(start: Expression, depth: number): Expression {
    let expression = start
    for (;;) {
      if (this.#take('.')) {
        const key = this.#name()
        if (!this.#take('(')) expression = { kind: 'member', of: expression, key }
        else expression = this.#method(expression, key, depth)
      } else if (this.#take('[')) {
        const index = this.conditional(depth + 1)
        this.#expect(']')
        const isKey = index.kind === 'literal' && typeof index.value === 'string'
        expression = isKey ? { kind: 'member', of: expression, key: index.value as string } : { kind: 'index', of: expression, index }
      } else return expression
    }
  }

  #method(of: Expression, name: string, depth: number): Expression {
    if (!(macroNames as readonly string[]).includes(name)) {
      return { kind: 'call', name, args: [of, ...this.#arguments(')', depth)] }
    }
    const as = this.#name()
    this.#expect(',')
    const body = this.conditional(depth + 1)
    this.#expect(')')
    return { kind: 'macro', name: name as MacroName, of, as, body }
  }

  #primary(depth: number): Expression {
    const token = this.#peek()
    this.#position++
    if (token.kind === 'number') return { kind: 'literal', value: readNumber(token.text) }
    if (token.kind === 'string') return { kind: 'literal', value: token.value ?? '' }
    if (token.kind === 'name') {
      if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' }
      if (token.text === 'null') return { kind: 'literal', value: null }
      if (this.#take('(')) return { kind: 'call', name: token.text, args: this.#arguments(')', depth) }
      return { kind: 'name', name: token.text }
    }
    if (token.text === '(') {
      const inner = this.conditional(depth + 1)
      this.#expect(')')
      return inner
    }
    if (token.text === '[') return { kind: 'list', items: this.#arguments(']', depth) }
    if (token.text === '{') return this.#map(depth)
    this.#position--
    throw this.#error(`unexpected '${token.text}'`)
  }

  #map(depth: number): Expression {
    const entries: [string, Expression][] = []
    while (!this.#take('}')) {
      if (entries.length > 0) this.#expect(',')
      const token = this.#peek()
      if (token.kind !== 'string') throw this.#error('a key in quotes was expected')
      this.#position++
      this.#expect(':')
      entries.push([token.value ?? '', this.conditional(depth + 1)])
    }
    return { kind: 'map', entries }
  }

  #arguments(close: string, depth: number): Expression[] {
    const args: Expression[] = []
    while (!this.#take(close)) {
      if (args.length > 0) this.#expect(',')
      args.push(this.conditional(depth + 1))
    }
    return args
  }

  #name(): string {
    const token = this.#peek()
    if (token.kind !== 'name') throw this.#error('a name was expected')
    this.#position++
    return token.text
  }

  #peek(): Token {
    return this.#tokens[this.#position] as Token
  }

  #take(symbol: string): boolean {
    const token = this.#peek()
    if (token.kind !== 'symbol' || token.text !== symbol) return false
    this.#position++
    return true
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw this.#error(`'${symbol}' was expected`)
  }

  #error(message: string): ExpressionSyntaxError {
    return new ExpressionSyntaxError(message, this.#text, this.#peek().at)
  }
}

function readNumber(text: string): number | bigint {
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^\d+$/.test(text) ? BigInt(text) : number
}
