import type { Json } from '#base'
import { type Environment, isList, isObject, printMember, type Value } from '#lang'

/** A place in a request that lists names: `fields=id,title`, `{"params": [7, ["id", "title"]]}`. */
export interface AskedNames {
  readonly text: string
  readonly names: ReadonlySet<string>
  /** Whether they are one text, with commas. */
  readonly isText: boolean
}

const depthMax = 3
const namePattern = /^[A-Za-z_@$][\w.@$:-]*$/

/** The places of a request that list names, and may say which fields to show. */
export function askedNames({ query, body }: Pick<Environment, 'query' | 'body'>): AskedNames[] {
  const found: AskedNames[] = []
  for (const [name, value] of Object.entries(query)) visit(`query${printMember(name)}`, value, 0, found)
  if (isObject(body)) visit('body', body, 0, found)
  return found
}

function visit(text: string, value: Value, depth: number, found: AskedNames[]): void {
  const names = isList(value) ? value : typeof value === 'string' ? value.split(',') : undefined
  if (names) {
    if (names.length > 0 && names.every((name) => typeof name === 'string' && namePattern.test(name)))
      found.push({ text, names: new Set(names as string[]), isText: !isList(value) })
  } else if (isObject(value) && depth < depthMax) {
    for (const [key, item] of Object.entries(value) as [string, Json][]) visit(text + printMember(key), item, depth + 1, found)
  }
}
