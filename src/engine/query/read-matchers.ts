import type { JsonObject } from '#base'
import { isList, isObject, type Value, valueAt } from '#lang'

interface Matcher {
  readonly name: string
  readonly value: string
  readonly isEqual: boolean
  readonly isRegex: boolean
}

/** Reads `name="value"`, `name=~"pattern"`, `name!="value"`, alone, repeated, or as `{a="b", c!~"d"}`; undefined where one can't be read. */
export function readMatchers(source: Value): Matcher[] | undefined {
  const texts = isList(source) ? source : [source]
  const matchers: Matcher[] = []
  for (const text of texts) {
    if (typeof text !== 'string') continue
    for (const part of splitMatchers(text.trim().replace(/^\{|\}$/g, ''))) {
      const [, name, sign, quoted, bare] =
        /^\s*([A-Za-z_][\w.:-]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"{}=~!]*))\s*$/.exec(part) ?? []
      if (name === undefined || sign === undefined) return undefined
      matchers.push({ name, value: quoted ?? bare?.trim() ?? '', isEqual: !sign.startsWith('!'), isRegex: sign.endsWith('~') })
    }
  }
  return matchers
}

function splitMatchers(text: string): string[] {
  return text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []
}

/** Whether a map of labels (or a list of things with a name and a value) at `path` satisfies all matchers. */
export function meetsMatchers(entity: JsonObject, path: readonly string[], matchers: readonly Matcher[]): boolean {
  const place = path.length === 0 ? entity : valueAt(entity, path)
  return matchers.every((matcher) =>
    isList(place)
      ? place.some((item) => isSameMatcher(item, matcher))
      : meetsLabel(isObject(place) ? place[matcher.name] : undefined, matcher),
  )
}

/** A label that is not there is the empty text. */
function meetsLabel(value: Value, { value: wanted, isEqual, isRegex }: Matcher): boolean {
  const text = value === undefined || value === null ? '' : String(value)
  return (isRegex ? matchesWhole(text, wanted) : text === wanted) === isEqual
}

function isSameMatcher(item: Value, matcher: Matcher): boolean {
  if (!isObject(item) || item.name !== matcher.name) return false
  if (item.isRegex === undefined && item.isEqual === undefined) return meetsLabel(item.value, matcher)
  return String(item.value) === matcher.value && (item.isRegex ?? false) === matcher.isRegex && (item.isEqual ?? true) === matcher.isEqual
}

function matchesWhole(text: string, pattern: string): boolean {
  if (pattern.length > 500) return false
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    // A pattern that can't be read matches nothing.
    return false
  }
}
