/** One division of a corpus: learn from one part, check on the other. */
export interface Fold<T> {
  readonly learn: readonly T[]
  readonly check: readonly T[]
}

/**
 * Divides sessions into `folds` parts so that each is held out once; never more parts than sessions. Session n is held out in fold n modulo
 * `folds`, in the order given: the same sessions give the same folds. One session alone can't be held out: no folds.
 */
export function foldSessions<T>(sessions: readonly T[], folds: number): Fold<T>[] {
  const count = Math.min(Math.max(2, Math.floor(folds)), sessions.length)
  if (sessions.length < 2) return []
  return Array.from({ length: count }, (_, fold) => ({
    learn: sessions.filter((_, at) => at % count !== fold),
    check: sessions.filter((_, at) => at % count === fold),
  }))
}
