import { type JsonObject, parseJson } from '#base'
import { isObject, printMember, type Value } from '#lang'

/** The map that a parameter of the query holds as JSON; undefined where it holds none. */
export function parsedMap(value: Value): JsonObject | undefined {
  const parsed = typeof value === 'string' && value.startsWith('{') ? parseJson(value) : undefined
  return isObject(parsed) ? (parsed as JsonObject) : undefined
}

/** That map, as an expression. */
export function parsedText(parameter: string): string {
  return `parsed(query${printMember(parameter)})`
}
