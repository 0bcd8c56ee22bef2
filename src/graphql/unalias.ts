import type { Json, JsonObject } from '#base'
import { isList, isObject, setMember } from '#lang'
import { fieldName, type SelectedField, type Selection } from './selection.ts'

/**
 * An answer with the fields under their own names in place of the keys that the client chose. The edges of a connection become its `nodes`:
 * what an edge has beside its node is for paging alone.
 */
export function unalias(value: Json, selection: Selection | undefined): Json {
  if (!selection) return value
  if (isList(value)) return value.map((item) => unalias(item, selection))
  if (!isObject(value)) return value
  const named: Record<string, Json> = {}
  for (const field of selection) {
    if (!Object.hasOwn(value, field.key)) continue
    const nodes = field.name === 'edges' ? nodesOf(value[field.key] as Json, field) : undefined
    const name = nodes ? 'nodes' : fieldName(field)
    const item = nodes ?? unalias(value[field.key] as Json, field.selection)
    const known = named[name]
    setMember(named, name, isObject(known) && isObject(item) ? { ...known, ...item } : item)
  }
  return named
}

/** The nodes of edges; undefined where a list of that name is none of edges. */
function nodesOf(edges: Json, { selection }: SelectedField): Json | undefined {
  const node = selection?.find(({ name }) => name === 'node')
  if (!node || !isList(edges) || !edges.every((edge) => isObject(edge) && Object.hasOwn(edge, node.key))) return undefined
  return edges.map((edge) => unalias((edge as JsonObject)[node.key] as Json, node.selection))
}
