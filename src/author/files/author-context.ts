import type { Collection, LimitRule, Machine, Variant } from '#model'
import type { EntityRules } from './author-schema.ts'
import type { Refusal } from './error-answer.ts'
import type { Move } from './move.ts'
import type { Place, Problems } from './problems.ts'
import type { EntityConstraint } from './read-constraints.ts'
import type { ReadRoute } from './read-route.ts'
import type { Resource } from './resource.ts'

/** What all that compiles a part of the files knows. */
export interface AuthorContext {
  readonly problems: Problems
  readonly resources: ReadonlyMap<string, Resource>
  readonly rules: Readonly<Record<string, EntityRules>>
  readonly routes: readonly ReadRoute[]
  readonly refuse: (refusal: Refusal) => Variant
  /** What the entities must meet, by name. */
  readonly constraints: ReadonlyMap<string, readonly EntityConstraint[]>
  /** The transitions that a route makes, by `POST /path`. */
  readonly moves: ReadonlyMap<string, readonly Move[]>
  /** The machines, for people. */
  readonly machines: readonly Machine[]
  /** What time does to entities, by name. */
  readonly later: ReadonlyMap<string, NonNullable<Collection['later']>>
  /** Takes the limits that errors declare. */
  readonly limits: LimitRule[]
  /** Says what is wrong with an expression that a person wrote; true where nothing is. */
  check(expression: string, place: Place, names?: readonly string[]): boolean
}
