import { looksRandom } from '#compare'
import { isList, isObject, printMember, type Value } from '#lang'
import type { Call } from '../call.ts'

const depthMax = 4

/**
 * The expressions of all lists with items in the body of a request: `body`, `body.lines`, `body.lines.create`; and of the keys of maps by keys of
 * entities: `keys(body.shares)`.
 */
export function bodyLists(call: Call): string[] {
  const texts: string[] = []
  visit('body', call.request.body, 0, texts)
  return texts
}

function visit(text: string, value: Value, depth: number, texts: string[]): void {
  if (isList(value)) {
    if (value.length > 0) texts.push(text)
  } else if (isObject(value) && depth < depthMax) {
    const keys = Object.keys(value)
    if (keys.length > 0 && keys.every(looksRandom)) texts.push(`keys(${text})`)
    for (const [key, item] of Object.entries(value)) if (/^\w+$/.test(key)) visit(text + printMember(key), item, depth + 1, texts)
  }
}
