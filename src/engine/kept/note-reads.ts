import type { CompileContext } from '#lang'

/** What the expressions of a route read beside method, target and world. */
export interface NotedReads {
  /** Compiles expressions that are noted. */
  readonly context: CompileContext
  /** Lower-case names of the headers on which answers of the route hang; undefined where they hang on the clock, or on whichever header. */
  headers(): readonly string[] | undefined
}

/** Notes what is compiled with a context reads. */
export function noteReads(around: CompileContext): NotedReads {
  const names = new Set<string>()
  let isTold = true
  const onRead: CompileContext['onRead'] = (of, name) => {
    if (of === 'header' && name !== undefined) names.add(name)
    else isTold = false
  }
  return { context: { ...around, onRead }, headers: () => (isTold ? [...names] : undefined) }
}
