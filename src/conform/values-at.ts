import type { Json } from '#base'
import { printPath } from '#compare'
import { generalPath } from './general-path.ts'

/** All values of a body at a general path: `body.items[].status`. */
export function* valuesAt(value: Json, path: string, at = 'body'): Generator<Json> {
  if (at === path) yield value
  if (value === null || typeof value !== 'object' || !path.startsWith(at)) return
  if (Array.isArray(value)) for (const element of value) yield* valuesAt(element, path, `${at}[]`)
  else for (const [key, element] of Object.entries(value)) yield* valuesAt(element, path, generalPath(printPath(at, [key])))
}
