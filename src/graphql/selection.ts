import type { JsonObject } from '#base'

/** A field as a client asks for it, with variables, fragments and directives resolved. */
export interface SelectedField {
  /** The key in the answer: the alias, else the name. */
  readonly key: string
  readonly name: string
  /** Empty when there are none. */
  readonly args: JsonObject
  /** Types of the fragments around it, outermost first: it is asked of objects of these only. */
  readonly on: readonly string[]
  /** Undefined for a field that is asked for as it is. */
  readonly selection: Selection | undefined
  /** Where it stands in the document, from 1. */
  readonly line: number
  readonly column: number
}

export type Selection = readonly SelectedField[]

/** The name under which a field is known: with its arguments, where it has some. */
export function fieldName(field: Pick<SelectedField, 'name' | 'args'>): string {
  return Object.keys(field.args).length === 0 ? field.name : `${field.name}(${JSON.stringify(field.args)})`
}
