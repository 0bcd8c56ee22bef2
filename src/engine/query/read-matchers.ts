import type { JsonObject } from '#base'
import { isList, isObject, meetsLabel, type Selector, type Value, valueAt } from '#lang'

/** Reads `name="value"`, `name=~"pattern"`, `name!="value"`, alone, repeated, or as `{a="b", c!~"d"}`; undefined where one can't be read. */
export function readMatchers(source: Value): Selector[] | undefined {
  const texts = isList(source) ? source : [source]
  const matchers: Selector[] = []
  for (const text of texts) {
    if (typeof text !== 'string') continue
    for (const part of splitMatchers(text.trim().replace(/^\{(.*)\}$/s, '$1'))) {
      const [, name, sign, quoted, bare] = /^\s*([A-Za-z_][\w.:-]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"]*))\s*$/.exec(part) ?? []
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
export function meetsMatchers(entity: JsonObject, path: readonly string[], matchers: readonly Selector[]): boolean {
  const place = path.length === 0 ? entity : valueAt(entity, path)
  return matchers.every((matcher) =>
    isList(place)
      ? place.some((item) => isSameMatcher(item, matcher))
      : meetsLabel(isObject(place) ? place[matcher.name] : undefined, matcher),
  )
}

function isSameMatcher(item: Value, matcher: Selector): boolean {
  if (!isObject(item) || item.name !== matcher.name) return false
  if (item.isRegex === undefined && item.isEqual === undefined) return meetsLabel(item.value, matcher)
  return String(item.value) === matcher.value && (item.isRegex ?? false) === matcher.isRegex && (item.isEqual ?? true) === matcher.isEqual
}
