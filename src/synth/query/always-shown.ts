import { isObject } from '#lang'
import { askedNames } from '../explain/asked-names.ts'
import type { Observation } from '../explain/explanation.ts'

/** So many entities that a list of names was sent for tell what it does. */
const partsMin = 1

/**
 * Lists of names that say which fields are shown, where some (the key, when it was made) are shown beside them whatever is asked for; each as an
 * expression of all that is shown, absent where nothing is asked for. Only a list that hides what is shown without it is one.
 */
export function alwaysShown(observations: readonly Observation[]): Map<string, string> {
  const lists = new Map<string, { names: ReadonlySet<string>; keys: readonly string[]; isText: boolean }[]>()
  const shapes = observations.flatMap(({ scope, target }) => {
    if (!isObject(target)) return []
    const keys = Object.keys(target)
    const asked = askedNames(scope.environment)
    for (const { text, names, isText } of asked) {
      const heads = new Set([...names].map((name) => name.split('.')[0] as string))
      lists.set(text, [...(lists.get(text) ?? []), { names: heads, keys, isText }])
    }
    return [{ keys, asked: new Set(asked.map(({ text }) => text)) }]
  })
  const found = new Map<string, string>()
  for (const [text, given] of lists) {
    if (given.length < partsMin) continue
    const shown = (given[0]?.keys ?? []).filter((key) => given.every(({ keys }) => keys.includes(key)))
    const always = shown.filter((key) => given.some(({ names }) => !names.has(key)))
    if (always.length === 0 || !given.every(({ names, keys }) => keys.every((key) => names.has(key) || always.includes(key)))) continue
    const plain = new Set(shapes.flatMap(({ keys, asked }) => (asked.has(text) ? [] : keys)))
    const isNamed = given.every(({ names }) => [...names].some((name) => plain.has(name)))
    const isHiding = given.some(({ names, keys }) => [...plain].some((key) => !names.has(key) && !keys.includes(key)))
    if (!isNamed || !isHiding) continue
    const names = given.every(({ isText }) => isText)
      ? `[${text}, ${JSON.stringify(always.join(','))}]`
      : `${text} + ${JSON.stringify(always)}`
    found.set(text, `has(${text}) ? ${names} : absent`)
  }
  return found
}
