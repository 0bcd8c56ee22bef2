import type { Json } from '#base'
import { type CompileContext, compileExpression, type Environment, type Evaluate, parseExpression, tokenOf, type Value } from '#lang'
import type { Call } from '../call.ts'
import { relationsOf } from '../collection/relations.ts'
import { countedName } from '../timeline/count-writes.ts'
import { goneName } from '../timeline/gone.ts'
import { spentName } from '../timeline/spent.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { forgetTerms, joinTables, localTerms, requestTerms, type TermTable } from './terms.ts'

/** What an expression can see at one call (or at one item of a list within it), in the learner's hindsight. */
export interface Scope {
  readonly call: Call
  readonly environment: Environment
  readonly terms: TermTable
}

/** What all scopes of a call share. */
interface Root {
  readonly call: Call
  readonly environment: Environment
  terms: TermTable | undefined
  /** The terms of names, by what they stand for: many scopes of a call name the same. */
  readonly locals: Map<string, Map<Value, TermTable>>
}

/** The world before or after a call, or after it without the request. */
type When = 'before' | 'after' | 'bare'

function newRoots(): Readonly<Record<When, WeakMap<Call, Root>>> {
  return { before: new WeakMap(), after: new WeakMap(), bare: new WeakMap() }
}

/** Expressions that are kept from one route to the next: many are asked of all. */
const compiledMax = 20_000

const nothingAsked = { target: '', query: {}, header: {}, body: undefined, malformed: false }

/** Creates scopes and evaluates candidate expressions in them, with the same code that serves. */
export class Scopes {
  readonly timeline: Timeline
  /** Tests that were found to part observations and may do so by chance. */
  readonly doubted = new Set<string>()
  readonly #compiled = new Map<string, Evaluate>()
  /** The expression that was asked last: most are asked in one scope after the other. */
  #last: { readonly text: string; readonly evaluate: Evaluate } | undefined
  readonly #context: CompileContext
  #roots = newRoots()
  readonly #remembered = new Map<string, { readonly answer: unknown }>()
  #count = 0

  constructor(timeline: Timeline) {
    this.timeline = timeline
    const names = new Set([spentName, countedName, ...timeline.kept, ...timeline.collections.flatMap(({ name }) => [name, goneName(name)])])
    // Any name may be bound in some scope; one that is not gives absent.
    const anyName = { has: () => true, [Symbol.iterator]: () => [][Symbol.iterator]() } as unknown as ReadonlySet<string>
    this.#context = {
      names: anyName,
      hasCollection: (name) => names.has(name),
      view: () => undefined,
      relations: relationsOf(timeline.collections),
    }
  }

  /** What expressions may name. */
  get context(): CompileContext {
    return this.#context
  }

  /** The scope of a call: the world before (or after) it, and named values. */
  create(call: Call, locals: Readonly<Record<string, Value>> = {}, when: 'before' | 'after' = 'before'): Scope {
    const root = this.#rootOf(call, when)
    return this.#wrap(root, { ...root.environment, locals })
  }

  /** The scope of something that is read after a call, whatever was asked: the world and the clock without the request. */
  createBare(call: Call, locals: Readonly<Record<string, Value>> = {}): Scope {
    const root = this.#rootOf(call, 'bare')
    return this.#wrap(root, { ...root.environment, locals })
  }

  /** The same scope with more names. */
  extend(scope: Scope, locals: Readonly<Record<string, Value>>): Scope {
    return this.#wrap((scope as LazyScope).root, { ...scope.environment, locals: { ...scope.environment.locals, ...locals } })
  }

  #rootOf(call: Call, when: When): Root {
    const roots = this.#roots[when]
    let root = roots.get(call)
    if (root) return root
    const request = when === 'bare' ? nothingAsked : call.request
    const environment: Environment = {
      target: request.target,
      path: (when === 'bare' ? {} : call.path) as Readonly<Record<string, Json>>,
      query: request.query,
      header: request.header,
      body: request.body,
      malformed: request.malformed,
      nowMs: (call.startedAtMs + call.endedAtMs) / 2,
      world: this.timeline.moment(call, when === 'before' ? 'before' : 'after'),
      minting: { next: () => Number.NaN, random: () => '', draw: () => 0, token: (shape, key) => tokenOf(shape, key) },
      locals: {},
      seal: (text) => text,
    }
    root = { call, environment, terms: undefined, locals: new Map() }
    roots.set(call, root)
    return root
  }

  /** The value of an expression; absent where its text does not hold together. */
  evaluate(text: string, scope: Scope): Value {
    if (this.#last?.text !== text) this.#last = { text, evaluate: this.#compile(text) }
    return this.#last.evaluate(scope.environment)
  }

  /** Lets go of what was worked out so far: what one route needs, others mostly don't. */
  forget(): void {
    this.#roots = newRoots()
    if (this.#compiled.size > compiledMax) this.#compiled.clear()
    this.#last = undefined
    this.#remembered.clear()
    forgetTerms()
  }

  /** The tests that were doubted besides these, which alone stay. */
  takeDoubted(before: ReadonlySet<string>): string[] {
    const taken = [...this.doubted.difference(before)]
    for (const test of taken) this.doubted.delete(test)
    return taken
  }

  /** What is worked out for the same question once; until `forget`. The name of the question says what it is about, `numbersOf` where. */
  remember<T>(question: string, workOut: () => T): T {
    const known = this.#remembered.get(question) as { readonly answer: T } | undefined
    if (known) return known.answer
    const answer = workOut()
    this.#remembered.set(question, { answer })
    return answer
  }

  /** The same scopes in the order in which they were made, each once. */
  inOrder(scopes: readonly Scope[]): Scope[] {
    return [...new Set(scopes as readonly LazyScope[])].sort((a, b) => a.number - b.number)
  }

  /** A text that is the same for the same scopes in the same order. */
  numbersOf(scopes: readonly Scope[]): string {
    let text = ''
    for (const { number } of scopes as readonly LazyScope[]) text += `${number} `
    return text
  }

  #compile(text: string): Evaluate {
    let evaluate = this.#compiled.get(text)
    if (!evaluate) {
      evaluate = compileExpression(parseExpression(text), this.#context)
      this.#compiled.set(text, evaluate)
    }
    return evaluate
  }

  #wrap(root: Root, environment: Environment): Scope {
    return new LazyScope(this.#count++, root, environment, () => {
      root.terms ??= requestTerms(root.environment, root.call, this.timeline)
      const tables = [root.terms]
      for (const [name, value] of Object.entries(environment.locals))
        if (value !== undefined) tables.push(this.#localTerms(root, name, value))
      return joinTables(tables)
    })
  }

  #localTerms(root: Root, name: string, value: Json): TermTable {
    let ofName = root.locals.get(name)
    if (!ofName) {
      ofName = new Map()
      root.locals.set(name, ofName)
    }
    let table = ofName.get(value)
    if (!table) {
      table = localTerms(name, value, root.environment, root.call, this.timeline)
      ofName.set(value, table)
    }
    return table
  }
}

/** A class, since V8 makes a dictionary of an object literal with a getter, and everything reads scopes. */
class LazyScope implements Scope {
  /** In the order in which scopes were made. */
  readonly number: number
  readonly root: Root
  readonly call: Call
  readonly environment: Environment
  readonly #join: () => TermTable
  #terms: TermTable | undefined

  constructor(number: number, root: Root, environment: Environment, join: () => TermTable) {
    this.number = number
    this.root = root
    this.call = root.call
    this.environment = environment
    this.#join = join
  }

  get terms(): TermTable {
    this.#terms ??= this.#join()
    return this.#terms
  }
}
