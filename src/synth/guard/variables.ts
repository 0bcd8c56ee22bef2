import { isList, isObject, printMember, type Value } from '#lang'
import type { Scope } from '../explain/scope.ts'
import { parsedMap, parsedText } from '../query/parsed-map.ts'
import type { Variable } from './predicate.ts'

/** Headers that say nothing of what is asked. */
export const skippedHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'user-agent',
  'accept-encoding',
  'accept-language',
  'sec-fetch-mode',
  'keep-alive',
  'transfer-encoding',
  'date',
  'expect',
  'traceparent',
  'tracestate',
  'x-request-id',
  'authorization',
  'proxy-authorization',
  'cookie',
])
const depthMax = 5
const itemsMax = 50
/** Names of the items of nested lists. */
const itemNames = ['i', 'j']

interface Draft {
  readonly text: string
  readonly field: string
  readonly holder: string
  readonly isItem: boolean
  readonly wrap: (test: string) => string
  /** By scope; several in a list. */
  readonly values: Value[]
}

/** Every place of the requests in which something stood. */
export function collectVariables(scopes: readonly Scope[]): Variable[] {
  const collector = new Collector(scopes.length)
  scopes.forEach(({ environment }, at) => {
    for (const [name, value] of Object.entries(environment.path)) collector.visit('path', name, value, at)
    for (const [name, value] of Object.entries(environment.query)) {
      collector.visit('query', name, value, at)
      for (const [key, item] of Object.entries(parsedMap(value) ?? {})) collector.visit(parsedText(name), key, item, at)
    }
    for (const [name, value] of Object.entries(environment.header))
      if (!skippedHeaders.has(name)) collector.visit('header', name, value, at)
    if (environment.body !== undefined) collector.visitBody(environment.body, at)
    for (const [name, value] of Object.entries(environment.locals))
      if (value !== undefined && name !== 'listed') collector.visitLocal(name, value, at)
  })
  return collector.variables()
}

class Collector {
  readonly #drafts = new Map<string, Draft>()
  readonly #count: number
  /** Items of each list of objects, as maps: an item that lacks a key counts as one without it. */
  readonly #items = new Map<string, { readonly item: Value }[]>()

  constructor(count: number) {
    this.#count = count
  }

  visit(root: string, name: string, value: Value, at: number): void {
    this.#note({ text: `${root}${printMember(name)}`, field: name, holder: root }, value, at, 0)
  }

  visitBody(value: Value, at: number): void {
    this.#note({ text: 'body', field: 'body', holder: '' }, value, at, 0)
  }

  visitLocal(name: string, value: Value, at: number): void {
    this.#note({ text: name, field: name, holder: '' }, value, at, 1)
  }

  variables(): Variable[] {
    return [...this.#drafts.values()].map((draft) => {
      const { text, field, holder, isItem, wrap } = draft
      const values = isItem ? this.#itemValues(draft) : draft.values
      return { text, field, holder, isItem, wrap, values }
    })
  }

  #note(place: { text: string; field: string; holder: string }, value: Value, at: number, depth: number): void {
    const id = place.text
    let draft = this.#drafts.get(id)
    if (!draft) {
      draft = { ...place, isItem: false, wrap: (test) => test, values: Array.from({ length: this.#count }, () => undefined) }
      this.#drafts.set(id, draft)
    }
    draft.values[at] = value
    if (depth >= depthMax) return
    if (isObject(value)) {
      for (const [key, item] of Object.entries(value))
        this.#note({ text: place.text + printMember(key), field: key, holder: place.text }, item, at, depth + 1)
    } else if (isList(value)) this.#noteItems(place.text, value, (test) => test, 0)
  }

  #noteItems(list: string, items: readonly Value[], outer: (test: string) => string, level: number): void {
    const name = itemNames[level]
    if (name === undefined) return
    const wrap = (test: string) => outer(`${list}.exists(${name}, ${test})`)
    const id = wrap('')
    const seen = this.#items.get(id) ?? []
    this.#items.set(id, seen)
    for (const item of items.slice(0, itemsMax)) {
      seen.push({ item })
      this.#noteItem(name, name, item, wrap, id, 0, level)
    }
  }

  #noteItem(text: string, field: string, value: Value, wrap: (test: string) => string, holder: string, depth: number, level: number): void {
    const id = `${holder} ${text}`
    if (!this.#drafts.has(id)) this.#drafts.set(id, { text, field, holder, isItem: true, wrap, values: [] })
    if (depth >= 2) return
    if (isObject(value))
      for (const [key, item] of Object.entries(value)) this.#noteItem(text + printMember(key), key, item, wrap, holder, depth + 1, level)
    else if (isList(value)) this.#noteItems(text, value, wrap, level + 1)
  }

  /** The values of one place in all items of its list. */
  #itemValues({ text, holder }: Draft): Value[] {
    const steps = [...text.matchAll(/\.([A-Za-z_$][\w$]*)|\["((?:[^"\\]|\\.)*)"\]/g)].map(
      ([, plain, quoted]) => plain ?? (JSON.parse(`"${quoted}"`) as string),
    )
    return (this.#items.get(holder) ?? []).map(({ item }) =>
      steps.reduce<Value>((current, key) => (isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined), item),
    )
  }
}
