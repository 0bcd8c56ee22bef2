import type { CompileContext } from '#lang'
import type { Route } from '#model'
import type { CompiledRoute } from './answer-request.ts'
import { compileKnown } from './compile-known.ts'
import { compileQuery } from './compile-query.ts'
import { compileVariant } from './compile-variant.ts'
import { routeContext } from './create-context.ts'
import { noteReads } from './kept/note-reads.ts'
import { within } from './model-error.ts'
import { nearestCase } from './why/nearest-case.ts'

type Parts = Pick<CompiledRoute, 'list' | 'variants' | 'isNovel' | 'sequences' | 'nearest' | 'keyHeaders'>

/** A route that is compiled when it is first asked for anything but its name. What it then throws is a `ModelError`. */
export class LateRoute implements CompiledRoute {
  readonly method: string
  readonly path: string
  readonly label: string
  readonly fixed: CompiledRoute['fixed']
  #parts: Parts | undefined
  readonly #compile: () => Parts

  constructor(route: Route, context: CompileContext, issues: boolean) {
    this.method = route.method
    this.path = route.path
    this.label = `${route.method} ${route.path}`
    this.fixed = route.fixed
    this.#compile = () => within(this.label, () => compileParts(route, context, issues))
  }

  compile(): Parts {
    this.#parts ??= this.#compile()
    return this.#parts
  }

  get list(): Parts['list'] {
    return this.compile().list
  }

  get variants(): Parts['variants'] {
    return this.compile().variants
  }

  get isNovel(): Parts['isNovel'] {
    return this.compile().isNovel
  }

  get nearest(): Parts['nearest'] {
    return this.compile().nearest
  }

  get keyHeaders(): Parts['keyHeaders'] {
    return this.compile().keyHeaders
  }

  get sequences(): Parts['sequences'] {
    return this.compile().sequences
  }
}

function compileParts(route: Route, around: CompileContext, issues: boolean): Parts {
  const { context, headers } = noteReads(around)
  const list = route.list && within('list', () => compileQuery(route.list as NonNullable<Route['list']>, context))
  const inner = routeContext(route, context)
  const variants = route.variants.map((variant) => within(`variant "${variant.name}"`, () => compileVariant(variant, inner, issues)))
  return {
    list,
    variants,
    isNovel: compileKnown(route.known),
    keyHeaders: headers(),
    sequences: new Set(variants.flatMap((variant) => [...variant.sequences])),
    nearest: (environment) => nearestCase(route, environment, inner),
  }
}
