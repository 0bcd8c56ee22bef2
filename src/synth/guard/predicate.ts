import type { Value } from '#lang'

/** What a test is about: the wording of a refusal speaks for some kinds and against others. */
export type PredicateKind =
  | 'malformed'
  /** Something is left out, null or empty. */
  | 'required'
  /** Something is there that may be left out. */
  | 'given'
  /** A name that no accepted request brings. */
  | 'extra'
  | 'type'
  | 'pattern'
  | 'length'
  | 'range'
  /** A value outside those that were accepted. */
  | 'enum'
  /** Equality with one value. */
  | 'literal'
  /** The entity that the path names is not there. */
  | 'unknown'
  /** The entity that the path names is there. */
  | 'known'
  /** An entity that the request refers to is not there. */
  | 'reference'
  /** There is an entity with the same value. */
  | 'unique'
  /** Another version than that of the entity. */
  | 'version'
  /** A field of the entity has a value. */
  | 'state'
  /** Two values of the request stand in an order. */
  | 'pair'
  /** The list that is asked for has no members where the page begins, or more than are shown. */
  | 'page'

/** A test on request and state, with the bits that it takes to say. */
export interface Predicate {
  readonly text: string
  readonly cost: number
  readonly kind: PredicateKind
  /** Names of the fields that it is about. */
  readonly fields: readonly string[]
}

/** A place in the request (or a bound name) and its values over all scopes. */
export interface Variable {
  /** Expression of the value; within a list, of one of its items. */
  readonly text: string
  readonly field: string
  /** One for each scope; within a list, one for each item of each scope. Undefined where it is absent. */
  readonly values: readonly Value[]
  /** Whether `values` stand for items of a list: then they do not go with the scopes. */
  readonly isItem: boolean
  /** Makes a test of one item a test of the whole list; else gives it back. */
  readonly wrap: (test: string) => string
  /** Place of the map that holds it; variables of one holder can be compared. */
  readonly holder: string
}

/** A test of a variable. */
export function about(variable: Variable, test: string, cost: number, kind: PredicateKind): Predicate {
  return { text: variable.wrap(test), cost: variable.isItem ? cost + 0.5 : cost, kind, fields: [variable.field] }
}
