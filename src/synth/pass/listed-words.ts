import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type Call, isStructured, isSuccess } from '../call.ts'
import { isEnvelope, singular } from '../naming.ts'

/** Words by the name under which answers list them: `tag` has `red` of `{"tags": ["red"]}` and of `GET /tags` that gives `["red"]`. */
export type ListedWords = ReadonlyMap<string, ReadonlySet<string>>

/** Names of fields that name the item of a list which has them. */
const namingFields = ['name', 'key', 'slug', 'code', 'label', 'id']

/** Collects what successful answers list by words: items of lists, keys of maps of alike values, and the names of listed things. */
export function collectListedWords(calls: readonly Call[]): ListedWords {
  const words = new Map<string, Set<string>>()
  const note = (name: string, word: string) => {
    const known = words.get(nounOf(name))
    if (known) known.add(word)
    else words.set(nounOf(name), new Set([word]))
  }
  for (const call of calls) {
    if (!isSuccess(call) || !isStructured(call.body)) continue
    visit(call.body.value, call.request.segments.at(-1) ?? '', note)
  }
  return words
}

function visit(value: Value, name: string, note: (name: string, word: string) => void): void {
  if (isList(value)) {
    for (const item of value) {
      if (typeof item === 'string') note(name, item)
      if (!isObject(item)) continue
      for (const field of namingFields) if (typeof item[field] === 'string') note(name, item[field])
      visit(item, name, note)
    }
  } else if (isObject(value)) {
    const entries = Object.entries(value)
    if (areAlike(entries.map(([, item]) => item))) for (const [key] of entries) note(name, key)
    for (const [key, item] of entries) visit(item, isEnvelope(key) ? name : key, note)
  }
}

/** Whether the values of a map are of one kind: maps with the same fields, or numbers. */
function areAlike(values: readonly Json[]): boolean {
  const [first] = values
  if (isObject(first)) return values.every((value) => isObject(value) && fieldsOf(value) === fieldsOf(first))
  return values.length > 1 && values.every((value) => typeof value === 'number')
}

function fieldsOf(value: Readonly<Record<string, Json>>): string {
  return Object.keys(value).sort().join()
}

const siblingsMin = 2

/**
 * The words at one depth of paths that name what the place before them lists, however few they are and however often they come: those
 * that answers list under the name of that place (`/items/7/tags/red`, where an item has `"tags": ["red"]`), or that are all put and deleted
 * and nothing else is done with. They are used alike: one that is answered in another form is a resource of its own.
 */
export function wordsOfPlace(texts: ReadonlyMap<string, readonly Call[]>, depth: number, place: string, listed: ListedWords): Set<string> {
  const known = listed.get(nounOf(place))
  const named = [...texts].filter(([text]) => known?.has(text))
  const put = [...texts].filter(([, calls]) => {
    const methods = new Set(calls.filter(({ request }) => request.segments.length === depth + 1).map(({ request }) => request.method))
    return methods.has('PUT') && methods.has('DELETE') && !methods.has('POST')
  })
  return new Set(
    [named, put].flatMap((words) => (words.length >= siblingsMin && areUsedAlike(words, depth) ? words.map(([text]) => text) : [])),
  )
}

function areUsedAlike(words: readonly (readonly [text: string, calls: readonly Call[]])[], depth: number): boolean {
  const forms = new Map<string, string>()
  return words.every(([, calls]) =>
    calls.every((call) => {
      const { method, segments } = call.request
      if (!isSuccess(call) || segments.length !== depth + 1) return true
      const form = formOf(call.body.value)
      const key = `${method} ${call.status}`
      const other = forms.get(key)
      if (other === undefined) forms.set(key, form)
      return other === undefined || other === form
    }),
  )
}

/** The fields of an answer, with what its maps and lists hold; one that holds nothing may hold anything. */
function formOf(value: Value): string {
  if (!isObject(value)) return isList(value) ? 'list' : typeof value
  return Object.entries(value)
    .map(([field, item]) => `${field}${isList(item) ? '[]' : isObject(item) ? `{${fieldsOf(item)}}` : ''}`)
    .sort()
    .join()
}

function nounOf(name: string): string {
  return singular(name.toLowerCase().replace(/\.(json|xml)$/, ''))
}
