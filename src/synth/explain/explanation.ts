import type { Template, Value } from '#lang'
import type { Scope } from './scope.ts'

/** One place where a value was seen, with all that could have given it. Absent values count too. */
export interface Observation {
  readonly scope: Scope
  readonly target: Value
  /** Keys of the target (a map) whose values are not sure: they prove nothing. */
  readonly unknown?: ReadonlySet<string>
  /** Keys that the target does not have may be there all the same. */
  readonly partial?: boolean
  /** The same goes for all maps within. */
  readonly isSelected?: boolean
}

/** Whether an observation tells what stands under a key of its target. */
export function isSure(observation: Observation, key: string): boolean {
  if (observation.unknown?.has(key)) return false
  return !observation.partial || Object.hasOwn(observation.target as object, key)
}

/** A template for a target, and how far it goes. */
export interface Explanation {
  readonly template: Template
  /** Observations that it gives. */
  readonly hits: number
  /** Observations in all. */
  readonly of: number
}

export function isExact(explanation: Explanation): boolean {
  return explanation.hits === explanation.of
}
