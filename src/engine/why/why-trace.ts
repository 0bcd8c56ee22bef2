import type { CompileContext, Environment, Value } from '#lang'
import type { Effect, Model, Variant } from '#model'
import { routeContext } from '../create-context.ts'
import type { RequestView } from '../request-view.ts'
import type { Answer, AnswerTrace } from '../twin.ts'
import { type ExplainedTest, explainTest } from './explain-test.ts'

/** Why an answer came out as it did, for people. */
export interface Why {
  readonly provenance: Answer['provenance']
  readonly steps: readonly WhyStep[]
}

/** What one route did; several for a request that holds several operations. */
export interface WhyStep {
  /** Undefined when no route has this method and path. */
  readonly route: string | undefined
  readonly parameters: object
  /** Variants that were asked in order; the last answered. One without a test always does. */
  readonly tried: readonly { readonly variant: string; readonly when?: ExplainedTest }[]
  readonly variant: string
  /** What the variant does to the state, and the values of the names that this bound. */
  readonly effects: readonly Effect[]
  readonly bound: Readonly<Record<string, Value>>
  /** What the body is made of. */
  readonly body?: NonNullable<Variant['body']>['value']
  /** Why the answer is no more than a guess. */
  readonly doubts: readonly string[]
}

interface Draft {
  readonly route: string | undefined
  readonly environment: Environment
  readonly tried: WhyStep['tried']
  variant?: string
  value?: Value
  after?: Environment
  reasons?: { readonly isGuess: boolean; readonly isNovel: boolean; readonly isDoubted: boolean }
}

/** Follows one answer step by step. Only what is asked for is traced, and only then does it cost anything. */
export class WhyTrace implements AnswerTrace {
  readonly #model: Model
  readonly #context: CompileContext
  readonly #drafts: Draft[] = []

  constructor(model: Model, context: CompileContext) {
    this.#model = model
    this.#context = context
  }

  enter({
    route,
    environment,
  }: {
    readonly view: RequestView
    readonly route: string | undefined
    readonly environment: Environment
  }): void {
    const tried: { variant: string; when?: ExplainedTest }[] = []
    const known = this.#routeOf(route)
    const context = known ? routeContext(known, this.#context) : this.#context
    for (const { name, when } of known?.variants ?? []) {
      const test = when === undefined ? undefined : explainTest(when, environment, context)
      tried.push({ variant: name, ...(test ? { when: test } : {}) })
      if (test === undefined || test.held) break
    }
    this.#drafts.push({ route, environment, tried })
  }

  respond(variant: string, value: Value, environment: Environment): void {
    const draft = this.#drafts.at(-1)
    if (draft) Object.assign(draft, { variant, value, after: environment })
  }

  judge(reasons: { readonly isGuess: boolean; readonly isNovel: boolean; readonly isDoubted: boolean }): void {
    const draft = this.#drafts.at(-1)
    if (draft) draft.reasons = reasons
  }

  describe({ provenance }: Answer): Why {
    return { provenance, steps: this.#drafts.map((draft) => this.#describeStep(draft)) }
  }

  #describeStep(draft: Draft): WhyStep {
    const { route, environment, tried, variant = '', after } = draft
    const rule = this.#routeOf(route)?.variants.find(({ name }) => name === variant)
    return {
      route,
      parameters: environment.path,
      tried,
      variant,
      effects: rule?.do ?? [],
      bound: after?.locals ?? {},
      ...(rule?.body ? { body: rule.body.value } : {}),
      doubts: this.#describeDoubts(draft, rule),
    }
  }

  #describeDoubts({ reasons, tried, route }: Draft, rule: Variant | undefined): string[] {
    const ownTest =
      typeof rule?.guess === 'string' ? `answers where ${rule.guess} were mostly wrong in the recordings` : 'its rule is a guess'
    const nothing = route === undefined ? 'no route has this method and path' : 'no variant of the route answers'
    return [
      ...(rule === undefined && tried.every(({ when }) => when?.held === false) ? [nothing] : []),
      ...(reasons?.isGuess ? [ownTest] : []),
      ...(reasons?.isNovel ? ['the request has a parameter or a field that no recorded one had'] : []),
      ...(reasons?.isDoubted ? ['it rests on what an earlier guess decided'] : []),
    ]
  }

  #routeOf(label: string | undefined): Model['routes'][number] | undefined {
    return this.#model.routes.find(({ method, path }) => `${method} ${path}` === label)
  }
}
