import type { Json } from '#base'
import { type CompileContext, compileExpression, type Environment, type Evaluate, parseExpression, type Value } from '#lang'
import type { Call } from '../call.ts'
import { relationsOf } from '../pass/relations.ts'
import type { Timeline } from '../pass/timeline.ts'
import { buildTerms, type TermTable } from './terms.ts'

/** What an expression can see at one call (or at one item of a list within it), in the learner's hindsight. */
export interface Scope {
  readonly call: Call
  readonly environment: Environment
  readonly terms: TermTable
}

/** Creates scopes and evaluates candidate expressions in them, with the same code that serves. */
export class Scopes {
  readonly timeline: Timeline
  readonly #compiled = new Map<string, Evaluate | undefined>()
  readonly #context: CompileContext

  constructor(timeline: Timeline) {
    this.timeline = timeline
    const names = new Set(timeline.collections.map(({ name }) => name))
    // Any name may be bound in some scope; one that is not gives absent.
    const anyName = { has: () => true, [Symbol.iterator]: () => [][Symbol.iterator]() } as unknown as ReadonlySet<string>
    this.#context = {
      names: anyName,
      hasCollection: (name) => names.has(name),
      view: () => undefined,
      relations: relationsOf(timeline.collections),
    }
  }

  /** The scope of a call: the world before (or after) it, and named values. */
  create(call: Call, locals: Readonly<Record<string, Value>> = {}, when: 'before' | 'after' = 'before'): Scope {
    const { request } = call
    const environment: Environment = {
      path: call.path as Readonly<Record<string, Json>>,
      query: request.query,
      header: request.header,
      body: request.body,
      malformed: request.malformed,
      nowMs: (call.startedAtMs + call.endedAtMs) / 2,
      world: this.timeline.moment(call, when),
      minting: { next: () => Number.NaN, random: () => '' },
      locals,
      seal: (text) => text,
    }
    return this.#wrap(call, environment)
  }

  /** The same scope with more names. */
  extend(scope: Scope, locals: Readonly<Record<string, Value>>): Scope {
    return this.#wrap(scope.call, { ...scope.environment, locals: { ...scope.environment.locals, ...locals } })
  }

  /** The value of an expression; absent where its text does not hold together. */
  evaluate(text: string, scope: Scope): Value {
    let evaluate = this.#compiled.get(text)
    if (evaluate === undefined && !this.#compiled.has(text)) {
      evaluate = compileExpression(parseExpression(text), this.#context)
      this.#compiled.set(text, evaluate)
    }
    return evaluate?.(scope.environment)
  }

  #wrap(call: Call, environment: Environment): Scope {
    const { timeline } = this
    let terms: TermTable | undefined
    return {
      call,
      environment,
      get terms() {
        terms ??= buildTerms(environment, call, timeline.collections)
        return terms
      },
    }
  }
}
