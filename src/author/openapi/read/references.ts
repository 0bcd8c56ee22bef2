import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'

/** Follows the references of a document that lead within it. */
export class References {
  /** References that lead nowhere, or out of the document. */
  readonly broken = new Set<string>()
  readonly #root: JsonObject

  constructor(root: JsonObject) {
    this.#root = root
  }

  /** What a node is, with `$ref`s followed; undefined where it is no object. */
  resolve(node: Json | undefined): JsonObject | undefined {
    let current = node
    for (let steps = 0; isObject(current) && typeof current.$ref === 'string'; steps++) {
      const target = this.at(current.$ref)
      if (target === undefined || steps > 50) return undefined
      current = target
    }
    return isObject(current) ? current : undefined
  }

  /** The objects of a list, with `$ref`s followed. */
  all(list: Json | undefined): JsonObject[] {
    return isList(list) ? list.map((each) => this.resolve(each)).filter((each) => each !== undefined) : []
  }

  /** What a reference (`#/components/schemas/Order`) leads to. */
  at(reference: string): Json | undefined {
    const found = reference.startsWith('#') ? this.#walk(pointerKeys(reference)) : undefined
    if (found === undefined) this.broken.add(reference)
    return found
  }

  #walk(keys: readonly string[]): Json | undefined {
    let current: Json | undefined = this.#root
    for (const key of keys) {
      if (isList(current)) current = current[Number(key)]
      else current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
    }
    return current
  }
}

export function pointerKeys(reference: string): string[] {
  return reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter((key) => key !== '')
    .map((key) => decode(key).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
