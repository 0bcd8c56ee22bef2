import type { Shape } from './shape.ts'

/** How requests name another entity: a place in the body, or a parameter of the path. */
export interface Reference {
  readonly to: string
  /** Dotted path within the body and within the entity, or the name of the parameter. */
  readonly path: string
  readonly from: 'body' | 'path'
}

/** What is known of one kind of entity. */
export interface Resource {
  readonly name: string
  /** The field that requests name it by. */
  readonly key: string
  readonly aliases: readonly string[]
  /** The pattern of the path of one, with the parameter that holds its key; undefined where no route names one. */
  readonly item: { readonly path: string; readonly parameter: string } | undefined
  readonly references: readonly Reference[]
  /** Undefined where it has no states. */
  readonly state: { readonly path: string; readonly initial: string; readonly states: readonly string[] } | undefined
  /** What requests give and answers show of it. */
  readonly given: Shape | undefined
  readonly shown: readonly Shape[]
}
