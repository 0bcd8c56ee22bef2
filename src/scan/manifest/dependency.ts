export type Ecosystem = 'npm' | 'pypi' | 'go' | 'cargo' | 'maven' | 'gem' | 'composer'

/** A package that a project depends on. */
export interface Dependency {
  readonly ecosystem: Ecosystem
  /** As the ecosystem calls it; Maven's is `group:artifact`. */
  readonly name: string
  /** From 1. */
  readonly line: number
}
