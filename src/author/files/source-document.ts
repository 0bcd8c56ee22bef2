import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { Json } from '#base'
import type { SourceDocument, SourcePath } from '#diagnostics'
import { isList, isObject, setMember } from '#lang'

/** Reads a file; `name` is how messages call it. Whole numbers that a double can't hold stay exact. */
export function readSource(name: string, text: string): SourceDocument {
  const lines = new LineCounter()
  // A tab can only stand between the tokens of JSON, where YAML may not have it.
  const document = parseDocument(name.endsWith('.json') ? text.replaceAll('\t', ' ') : text, { lineCounter: lines, intAsBigInt: true })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  const errors = document.errors.map(({ message, pos }) => ({
    place: at(pos[0]),
    message: (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
  }))
  return {
    name,
    value: errors.length > 0 ? null : toJson(document.toJS({ maxAliasCount: 100 }) as Json),
    errors,
    placeOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const offset = offsetOf(document.contents, path.slice(0, length))
        if (offset !== undefined) return at(offset)
      }
      return at(document.contents?.range?.[0] ?? 0)
    },
  }
}

/** Of the key that leads to it, where it has one. */
function offsetOf(contents: Node | null, path: SourcePath): number | undefined {
  let node: unknown = contents
  let offset: number | undefined
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key))
      offset = isNode(pair?.key) ? pair.key.range?.[0] : undefined
      node = pair?.value
    } else {
      node = (node as { get?(key: unknown, keep: boolean): unknown } | undefined)?.get?.(key, true)
      offset = isNode(node) ? node.range?.[0] : undefined
    }
    if (offset === undefined) return undefined
  }
  return offset
}

function toJson(value: Json): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (isList(value)) return value.map(toJson)
  if (!isObject(value)) return value === undefined ? null : value
  const object: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) setMember(object, key, toJson(item))
  return object
}
