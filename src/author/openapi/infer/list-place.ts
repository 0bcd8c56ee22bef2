import { type JsonSchema, schemaMap } from '#json-schema'
import type { SchemaFacts } from './schema-facts.ts'

/** Where in an answer a list of entities stands. */
export interface ListPlace {
  /** Keys that lead to the list; empty where the answer is the list. */
  readonly path: readonly string[]
  readonly item: JsonSchema
}

const usualNames =
  /^(data|items?|results?|values?|records?|entries|rows|list|content|elements|resources|objects|hits|nodes|embedded|_embedded)$/i

/** Finds the list that an answer is about; `words` are what it may be called, the last part of the path for one. Undefined where there is none. */
export function findListPlace(facts: SchemaFacts, schema: JsonSchema, words: readonly string[], depth = 0): ListPlace | undefined {
  if (facts.isList(schema)) {
    const item = facts.items(schema)
    return item === undefined ? undefined : { path: [], item }
  }
  if (!facts.isMap(schema) || depth > 1) return undefined
  const properties = Object.entries(schemaMap(facts.keywords(schema), 'properties'))
  const lists = properties.filter(([, each]) => facts.isList(each) && isThing(facts, facts.items(each)))
  const isNamed = (key: string) => usualNames.test(key) || words.some((word) => sameWord(word, key))
  const chosen = lists.find(([key]) => isNamed(key)) ?? (lists.length === 1 && isEnvelope(facts, properties) ? lists[0] : undefined)
  if (chosen) {
    const item = facts.items(chosen[1])
    return item === undefined ? undefined : { path: [chosen[0]], item }
  }
  for (const [key, each] of properties) {
    const inner = isNamed(key) && facts.isMap(each) ? findListPlace(facts, each, words, depth + 1) : undefined
    if (inner) return { ...inner, path: [key, ...inner.path] }
  }
  return undefined
}

function isThing(facts: SchemaFacts, item: JsonSchema | undefined): boolean {
  return item !== undefined && facts.isMap(item)
}

/** What goes around a list is about the list: a thing has a name or key of its own. */
function isEnvelope(facts: SchemaFacts, properties: readonly (readonly [string, JsonSchema])[]): boolean {
  return (
    properties.length <= 8 && !properties.some(([key, each]) => /^(id|uuid|key|name|slug)$/i.test(key) && facts.scalar(each) !== undefined)
  )
}

/** `orders` and `order`, `line-items` and `lineItems`. */
export function sameWord(left: string, right: string): boolean {
  return plainWord(left) === plainWord(right)
}

export function plainWord(word: string): string {
  const plain = word.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (plain.endsWith('ies')) return `${plain.slice(0, -3)}y`
  if (/(ses|xes|ches|shes)$/.test(plain)) return plain.slice(0, -2)
  return plain.endsWith('s') && !plain.endsWith('ss') ? plain.slice(0, -1) : plain
}
