import type { Json, JsonObject } from '#base'
import { isList, isObject, printMember, readRange, type Value } from '#lang'
import type { ListObservation } from './observation.ts'
import { parsedMap, parsedText } from './parsed-map.ts'
import { tokenParts } from './token-parts.ts'

/** Something in the requests that may steer a list. */
export interface Parameter {
  /** Name as in the request, `filter[price][_gt]`; of a body the path in it. */
  readonly name: string
  /** Its expression. */
  readonly text: string
  /** The scalars that it had, as text. */
  readonly values: readonly string[]
  /** The lists and maps that it had. */
  readonly wholes: readonly Json[]
}

/** What the `Range` header asks for. */
export const rangeText = 'ranged(header.range)'

export function collectParameters(observations: readonly ListObservation[]): Parameter[] {
  const found = new Map<string, { name: string; values: string[]; wholes: Json[] }>()
  const visit = (name: string, text: string, value: Value, depth: number) => {
    if (value === undefined) return
    const entry = found.get(text) ?? { name, values: [], wholes: [] }
    found.set(text, entry)
    if (isObject(value) || isList(value)) entry.wholes.push(value)
    else entry.values.push(String(value))
    if (isObject(value) && depth < 3)
      for (const [key, item] of Object.entries(value)) visit(`${name}.${key}`, `${text}${printMember(key)}`, item, depth + 1)
  }
  for (const { scope } of observations) {
    const { query, body, header } = scope.environment
    for (const [name, value] of Object.entries(query)) {
      visit(name, `query${printMember(name)}`, value, 0)
      // Wishes in a map of JSON go by the names within.
      const parsed = parsedMap(value)
      if (parsed && isWishes(parsed))
        for (const [key, item] of Object.entries(parsed)) visit(key, `${parsedText(name)}${printMember(key)}`, item, 0)
    }
    if (isObject(body)) for (const [name, value] of Object.entries(body)) visit(name, `body${printMember(name)}`, value, 0)
    const range = readRange(header.range)
    if (isObject(range)) for (const name of ['start', 'end']) visit(`range.${name}`, `${rangeText}${printMember(name)}`, range[name], 0)
  }
  const parameters = [...found].map(([text, entry]) => ({ text, ...entry }))
  const parts = parameters.flatMap(({ name, text, values }) => tokenParts(name, text, values))
  return [...parameters, ...parts.map((part) => ({ ...part, wholes: [] }))]
}

/** What common names mean. */
const meanings = {
  size: /^(_?limit|_?per_?page|page_?size|_?size|take|\$?top|first|max_?results|max_?items|rows|results_?per_?page|page\.?size|page\[(size|limit)\])$/i,
  start: /^(_?offset|_?skip|\$skip|_?start|start_?(at|index)|page\[offset\]|range\.start)$/i,
  end: /^(_end|end_?(at|index)|range\.end)$/i,
  number: /^(_?page|page_?(number|no)|page\[number\]|current_?page)$/i,
  sort: /^(\w+\[(s|sorts?|order(_?by)?)\]|_?sort(_?by)?|order_?by|\$orderby|ordering|sort_?field|sort_?column)$/i,
  order: /^(_?order|sort_?order|sort_?dir(ection)?|dir(ection)?|order_?dir(ection)?)$/i,
  reverse: /^(descending|desc|reverse|reversed)$/i,
  tree: /^(_?filters?|where|selector|query|criteria|conditions?|search)$/i,
  search: /^(q|search|query|term|keywords?|text|_q|search_?(term|query|text)|find|s)$/i,
  low: /^(start_?key|from_?key)$/i,
  high: /^(end_?key|to_?key)$/i,
  shape:
    /^(_?fields?|select|\$select|_?include|_?expand|\$expand|_?embed|populate|with|include_docs|meta|format|pretty|callback|aggregate.*|groupBy|group|reduce|alias.*|deep.*|access_?token|api_?key|key|token|cursor|after|before|page_?token|export|_method|locale|lang)$/i,
} as const

/** A map that holds the wishes of a request. */
const wrapper = /^(options|input|args|params|query|opts|request|paging|pagination)\./i

/** `orderBy.field` is the field, `orderBy.direction` the direction. */
function partOfOrder(name: string): string {
  const [, part = ''] = /^(?:order_?by|sort(?:_?by)?|order)\.(\w+)$/i.exec(name) ?? []
  if (/^(field|by|key|column|property|name)$/i.test(part)) return 'sort'
  return /^(direction|dir|order|sort)$/i.test(part) ? 'order' : name
}

export type Meaning = keyof typeof meanings

export function hasMeaning(name: string, meaning: Meaning): boolean {
  return meanings[meaning].test(partOfOrder(name.replace(wrapper, '')))
}

/** Whether a map holds wishes about a list (`where`, `limit`, `order`) and no values of fields. */
export function isWishes(map: JsonObject): boolean {
  const known = ['size', 'start', 'number', 'sort', 'order', 'tree', 'shape'] as const
  const keys = Object.keys(map)
  return keys.length > 0 && keys.every((key) => known.some((meaning) => hasMeaning(key, meaning)))
}

/** Whether a name has one of the common meanings that are no filters. */
export function isReserved(name: string): boolean {
  return (Object.keys(meanings) as Meaning[]).some((meaning) => meaning !== 'tree' && meaning !== 'search' && hasMeaning(name, meaning))
}
