import type { SchemaSet } from '#json-schema'
import { binder } from './bind.ts'
import { compileAbout, compileFind } from './compile-find.ts'
import { compileMatches } from './compile-matches.ts'
import { compileMinting } from './compile-minting.ts'
import { compileNext } from './compile-next.ts'
import { compileReferred } from './compile-referred.ts'
import { compileSchemaCall } from './compile-schema-call.ts'
import type { Environment, Value } from './environment.ts'
import type { BinaryOperator, Expression } from './expression.ts'
import { ExpressionNameError } from './expression-name-error.ts'
import { functions } from './functions.ts'
import { arithmetic, ordered } from './operators.ts'
import { printExpression } from './print-expression.ts'
import { sealCredential } from './seal-credential.ts'
import { type Relation, selectFields } from './select.ts'
import { equal, isList, isObject, member } from './value.ts'

export type Evaluate = (environment: Environment) => Value

/** What a model lends to the expressions that are compiled for it. */
export interface CompileContext {
  /** Names that `do`, `each` and macros have bound around the expression. */
  readonly names: ReadonlySet<string>
  /** A named view, `collection.view`; undefined when the model has none of that name. */
  view(name: string): ((entity: Value, environment: Environment) => Value) | undefined
  hasCollection(name: string): boolean
  /** The JSON Schemas of the model. */
  readonly schemas?: SchemaSet | undefined
  /** How the fields of a collection's entities lead to others; nothing where it is not known. */
  relations?(collection: string): Readonly<Record<string, Relation>>
  /** Told of each sequence that an expression takes numbers from. */
  onSequence?(name: string): void
  /**
   * Told of each expression that may read the clock, or a header of the request; without a name, whichever. All else that expressions read is the
   * request's method and target, its body, and what the world and the minting are asked.
   */
  onRead?(of: 'clock' | 'header', name?: string): void
}

const readHeader: Evaluate = (environment) => environment.header

const roots: Readonly<Record<string, Evaluate>> = {
  target: (environment) => environment.target,
  path: (environment) => environment.path,
  query: (environment) => environment.query,
  header: readHeader,
  body: (environment) => environment.body,
  now: (environment) => environment.nowMs,
  malformed: (environment) => environment.malformed,
  absent: () => undefined,
}

/** Turns an expression into a function. Throws `ExpressionNameError` for names, functions and collections that don't exist. */
export function compileExpression(expression: Expression, context: CompileContext): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const value = expression.value
      return () => value
    }
    case 'name':
      return compileName(expression.name, context)
    case 'member': {
      const { of: whole, key } = expression
      const isHeader = whole.kind === 'name' && whole.name === 'header'
      if (isHeader) context.onRead?.('header', key)
      const of = isHeader ? readHeader : compileExpression(whole, context)
      return (environment) => member(of(environment), key)
    }
    case 'index':
      return compileIndex(expression, context)
    case 'call':
      return compileCall(expression, context)
    case 'macro':
      return compileMacro(expression, context)
    case 'unary': {
      const operand = compileExpression(expression.operand, context)
      if (expression.operator === '!') return (environment) => operand(environment) !== true
      return (environment) => {
        const value = operand(environment)
        return typeof value === 'number' || typeof value === 'bigint' ? -value : undefined
      }
    }
    case 'binary':
      return compileBinary(expression.operator, compileExpression(expression.left, context), compileExpression(expression.right, context))
    case 'conditional': {
      const test = compileExpression(expression.test, context)
      const then = compileExpression(expression.then, context)
      const otherwise = compileExpression(expression.else, context)
      return (environment) => (test(environment) === true ? then(environment) : otherwise(environment))
    }
    case 'list': {
      const items = expression.items.map((item) => compileExpression(item, context))
      return (environment) => items.map((item) => item(environment)).filter((value) => value !== undefined)
    }
    case 'map': {
      const entries = expression.entries.map(([key, value]) => [key, compileExpression(value, context)] as const)
      return (environment) => {
        const pairs = entries.map(([key, value]) => [key, value(environment)] as const)
        return Object.fromEntries(pairs.filter((pair): pair is [string, Exclude<Value, undefined>] => pair[1] !== undefined))
      }
    }
  }
}

/** The same context with one more name. */
export function withName(context: CompileContext, name: string): CompileContext {
  return context.names.has(name) ? context : { ...context, names: new Set([...context.names, name]) }
}

function compileName(name: string, context: CompileContext): Evaluate {
  const root = Object.hasOwn(roots, name) ? roots[name] : undefined
  if (name === 'now') context.onRead?.('clock')
  if (name === 'header') context.onRead?.('header')
  if (root) return root
  if (!context.names.has(name))
    throw new ExpressionNameError(`unknown name '${name}'; known are ${[...Object.keys(roots), ...context.names].join(', ')}`)
  return (environment) => environment.locals[name]
}

function compileIndex(expression: Expression & { kind: 'index' }, context: CompileContext): Evaluate {
  const of = compileExpression(expression.of, context)
  const index = compileExpression(expression.index, context)
  return (environment) => {
    const whole = of(environment)
    const at = index(environment)
    if (isList(whole) && typeof at === 'number') return whole[at < 0 ? whole.length + at : at]
    return typeof at === 'string' ? member(whole, at) : undefined
  }
}

function compileCall(expression: Expression & { kind: 'call' }, context: CompileContext): Evaluate {
  const args = expression.args.map((arg) => compileExpression(arg, context))
  const literal = (at: number): string => {
    const arg = expression.args[at]
    if (arg?.kind === 'literal' && typeof arg.value === 'string') return arg.value
    throw new ExpressionNameError(`${expression.name} needs a text in quotes as argument ${at + 1}: ${printExpression(expression)}`)
  }
  switch (expression.name) {
    case 'find':
    case 'exists': {
      const collection = knownCollection(literal(0), context)
      const found = compileFind(collection, args.slice(1))
      return expression.name === 'find' ? found : (environment) => found(environment) !== undefined
    }
    case 'list': {
      const collection = knownCollection(literal(0), context)
      const parents = args.slice(1)
      if (parents.length === 0) return (environment) => environment.world.list(collection)
      return (environment) => {
        const parts = parents.map((parent) => parent(environment))
        return environment.world.list(collection, parts)
      }
    }
    case 'versions':
    case 'left':
    case 'written': {
      const collection = knownCollection(literal(0), context)
      const { name } = expression
      return compileAbout(args.slice(1), (key, world) => world[name](collection, key) as Value)
    }
    case 'writes': {
      const collection = knownCollection(literal(0), context)
      const parents = args.slice(1)
      return (environment) =>
        environment.world.writes(
          collection,
          parents.map((parent) => parent(environment)),
        )
    }
    case 'view': {
      const view = context.view(literal(0))
      if (!view) throw new ExpressionNameError(`unknown view '${literal(0)}'`)
      // compiled when it is first shown, apart from what shows it
      context.onRead?.('clock')
      const entity = args[1] ?? roots.absent
      return (environment) => view(entity?.(environment), environment)
    }
    case 'select': {
      const collection = knownCollection(literal(0), context)
      const [, entity, fields, expand] = args
      const relations = (name: string) => context.relations?.(name) ?? {}
      return (environment) =>
        selectFields(entity?.(environment), collection, fields?.(environment), expand?.(environment), relations, environment)
    }
    case 'referred':
      return compileReferred(expression.args, args, (name) => knownCollection(name, context))
    case 'issued':
      return (environment) => {
        const text = args[0]?.(environment)
        return typeof text === 'string' && environment.world.issued(text)
      }
    case 'asked':
    case 'touched': {
      const route = literal(0)
      const count = expression.name === 'touched' ? 'touched' : 'asked'
      const least = args[1] ?? (() => 1)
      return (environment) => (environment.history?.[count](route, environment.path) ?? 0) >= Number(least(environment))
    }
    case 'next': {
      const sequence = literal(0)
      context.onSequence?.(sequence)
      const unproven = args.length > 3 ? knownCollection(literal(3), context) : undefined
      return compileNext({ sequence, start: args[1], of: args[2], unproven })
    }
    case 'mint':
    case 'token':
    case 'webToken':
      return compileMinting(expression.name, args, literal)
    case 'sealed':
      return (environment) => {
        const text = args[0]?.(environment)
        return typeof text === 'string' ? sealCredential(text, environment.seal) : text
      }
    case 'valid':
    case 'problems':
    case 'typed':
    case 'sample':
    case 'shown':
      if (expression.name === 'sample' || expression.name === 'shown') context.onRead?.('clock')
      return compileSchemaCall(expression.name, args, literal, context.schemas)
    case 'matches':
      return compileMatches(args[0], literal(1))
    case 'if':
      return (environment) => (args[0]?.(environment) === true ? args[1]?.(environment) : args[2]?.(environment))
    case 'hash':
    case 'hashEntries':
      return compileDigest(compilePure(expression.name, args), args[1])
    default:
      return compilePure(expression.name, args)
  }
}

function compileDigest(digest: Evaluate, over: Evaluate | undefined): Evaluate {
  return (environment) => {
    const value = digest(environment)
    if (environment.onDigest && typeof value === 'string') environment.onDigest(value, over?.(environment))
    return value
  }
}

function compilePure(name: string, args: readonly Evaluate[]): Evaluate {
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!run) throw new ExpressionNameError(`unknown function '${name}'`)
  const [first, second] = args
  if (args.length === 1 && first) return (environment) => run(first(environment))
  if (args.length === 2 && first && second) return (environment) => run(first(environment), second(environment))
  return (environment) => run(...args.map((arg) => arg(environment)))
}

function knownCollection(name: string, context: CompileContext): string {
  if (!context.hasCollection(name)) throw new ExpressionNameError(`unknown collection '${name}'`)
  return name
}

function compileMacro(expression: Expression & { kind: 'macro' }, context: CompileContext): Evaluate {
  const of = compileExpression(expression.of, context)
  const { as, name } = expression
  const body = compileExpression(expression.body, withName(context, as))
  return (environment) => {
    const list = of(environment)
    if (!isList(list)) return undefined
    const bound = binder(environment, as)
    const run = (item: Value) => body(bound(item))
    if (name === 'map') return list.map(run).filter((value) => value !== undefined)
    if (name === 'filter') return list.filter((item) => run(item) === true)
    return name === 'exists' ? list.some((item) => run(item) === true) : list.every((item) => run(item) === true)
  }
}

function compileBinary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '||':
      return (environment) => left(environment) === true || right(environment) === true
    case '&&':
      return (environment) => left(environment) === true && right(environment) === true
    case '==':
      return (environment) => equal(left(environment), right(environment))
    case '!=':
      return (environment) => !equal(left(environment), right(environment))
    case 'in':
      return (environment) => {
        const whole = right(environment)
        const part = left(environment)
        if (isList(whole)) return whole.some((item) => equal(item, part))
        return isObject(whole) && typeof part === 'string' && Object.hasOwn(whole, part)
      }
    case '<':
      return (environment) => ordered(left(environment), right(environment), (order) => order < 0)
    case '<=':
      return (environment) => ordered(left(environment), right(environment), (order) => order <= 0)
    case '>':
      return (environment) => ordered(left(environment), right(environment), (order) => order > 0)
    case '>=':
      return (environment) => ordered(left(environment), right(environment), (order) => order >= 0)
    default:
      return (environment) => arithmetic(operator, left(environment), right(environment))
  }
}
