import { type Json, type JsonObject, parseJson } from '#base'
import { isObject, setMember } from './value.ts'

/**
 * Gathers the parameters `filter[price][_gt]=5`, `filter[_or][0][stock][_lt]=3` and `filter={"price": …}` into one tree;
 * undefined where there are none.
 */
export function readBrackets(query: JsonObject, prefix: string, except: readonly string[] = []): Json | undefined {
  const parts: Json[] = []
  const tree: Record<string, Json> = {}
  for (const [name, value] of Object.entries(query)) {
    if (except.includes(name)) continue
    if (name === prefix) {
      const parsed = typeof value === 'string' ? parseJson(value) : value
      if (isObject(parsed) || Array.isArray(parsed)) parts.push(parsed as Json)
      continue
    }
    const keys = bracketKeys(name, prefix)
    if (keys) put(tree, keys, value)
  }
  if (Object.keys(tree).length > 0) parts.push(tree)
  return parts.length > 1 ? parts : parts[0]
}

/** `filter[a][b]` gives `a`, `b`; an empty last bracket says that the value is a list. */
export function bracketKeys(name: string, prefix: string): string[] | undefined {
  if (!name.startsWith(`${prefix}[`)) return undefined
  const rest = name.slice(prefix.length)
  if (!/^(\[[^\][]*\])+$/.test(rest)) return undefined
  return rest.slice(1, -1).split('][')
}

function put(tree: Record<string, Json>, keys: readonly string[], value: Json): void {
  const [key = '', ...rest] = keys
  if (rest.length === 0 || (rest.length === 1 && rest[0] === '')) {
    setMember(tree, key, value)
    return
  }
  const known = Object.hasOwn(tree, key) ? tree[key] : undefined
  const inner: Record<string, Json> = isObject(known) ? (known as Record<string, Json>) : {}
  setMember(tree, key, inner)
  put(inner, rest, value)
}
