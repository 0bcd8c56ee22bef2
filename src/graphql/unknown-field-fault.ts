import type { JsonObject } from '#base'
import type { SelectedField } from './selection.ts'

/** What is wrong with a document that asks for a field which the type does not have, in the words of the reference implementation. */
export function unknownFieldFault(
  { name, line, column }: Pick<SelectedField, 'name' | 'line' | 'column'>,
  kind: string,
  type: string,
): JsonObject {
  return { fault: 'field', message: `Cannot query field "${name}" on type "${type}".`, name, kind, type, line, column }
}
