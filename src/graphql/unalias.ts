import type { Json } from '#base'
import { isList, isObject, setMember } from '#lang'
import { fieldName, type Selection } from './selection.ts'

/** An answer with the fields under their own names in place of the keys that the client chose. */
export function unalias(value: Json, selection: Selection | undefined): Json {
  if (!selection) return value
  if (isList(value)) return value.map((item) => unalias(item, selection))
  if (!isObject(value)) return value
  const named: Record<string, Json> = {}
  for (const field of selection) {
    if (!Object.hasOwn(value, field.key)) continue
    const name = fieldName(field)
    const item = unalias(value[field.key] as Json, field.selection)
    const known = named[name]
    setMember(named, name, isObject(known) && isObject(item) ? { ...known, ...item } : item)
  }
  return named
}
