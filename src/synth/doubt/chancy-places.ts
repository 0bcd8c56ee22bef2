import type { Json } from '#base'
import { isList, isObject, printMember } from '#lang'

/** Names of the items of nested lists. */
const itemNames = ['i', 'j', 'k']

/** Tests that hold where an answer shows a value that depends on one of some tests. `template` is that of the body. */
export function chancyPlaces(template: Json, tests: ReadonlySet<string>): string[] {
  return tests.size === 0 ? [] : [...new Set(placesIn(template, 'answer', (test) => test, 0, tests))]
}

function* placesIn(
  template: Json,
  text: string,
  wrap: (test: string) => string,
  level: number,
  tests: ReadonlySet<string>,
): Iterable<string> {
  const isChancy = (expression: Json | undefined) => typeof expression === 'string' && [...tests].some((test) => expression.includes(test))
  if (isList(template)) {
    if (template.some((item) => [...placesIn(item, text, wrap, level, tests)].length > 0)) yield wrap(`size(${text}) > 0`)
  } else if (!isObject(template)) {
    // A constant rests on no test.
  } else if (typeof template.$ === 'string') {
    if (isChancy(template.$)) yield wrap(`has(${text})`)
  } else if (typeof template.$if === 'string') {
    if (isChancy(template.$if)) yield wrap(`has(${text})`)
    yield* placesIn(template.then ?? null, text, wrap, level, tests)
    yield* placesIn(template.else ?? null, text, wrap, level, tests)
  } else if (typeof template.$each === 'string') {
    const name = itemNames[level]
    if (name === undefined) return
    yield* placesIn(template.do ?? null, name, (test) => wrap(`${text}.exists(${name}, ${test})`), level + 1, tests)
  } else {
    for (const [key, item] of Object.entries(template)) {
      if (key.startsWith('...')) continue
      yield* placesIn(item, text + printMember(key.startsWith('\\') ? key.slice(1) : key), wrap, level, tests)
    }
  }
}
