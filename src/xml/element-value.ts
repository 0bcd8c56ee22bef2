import type { Json, JsonObject } from '#base'
import type { XmlElement } from './parse-xml.ts'

export interface ValueOptions {
  /** Paths of elements that come more than once beside each other somewhere, `Result/Item`: they are lists even where there is one or none. */
  readonly lists: ReadonlySet<string>
  /** Leaves prefixes and declarations of namespaces out: a client may choose them. */
  readonly plain?: boolean
}

/** An element as JSON: its text; or a map of attributes (`@name`), text (`#text`) and child elements, those of one name as a list. */
export function elementValue(element: XmlElement, options: ValueOptions): JsonObject {
  const name = nameOf(element.name, options)
  return { [name]: partValue(element, name, options) }
}

function partValue(element: XmlElement, path: string, options: ValueOptions): Json {
  const map: Record<string, Json> = Object.create(null)
  for (const [name, value] of element.attributes) {
    if (!(options.plain && /^xmlns(:|$)/.test(name))) map[`@${nameOf(name, options)}`] = value
  }
  const texts = element.children.filter((child) => typeof child === 'string')
  const text = texts.join('')
  const elements = element.children.filter((child) => typeof child !== 'string')
  for (const child of elements) {
    const name = nameOf(child.name, options)
    const inner = partValue(child, `${path}/${name}`, options)
    const before = map[name]
    if (Array.isArray(before)) before.push(inner)
    else if (before !== undefined) map[name] = [before, inner]
    else map[name] = options.lists.has(`${path}/${name}`) ? [inner] : inner
  }
  const wanted = `${path}/`
  for (const list of options.lists) {
    if (!list.startsWith(wanted)) continue
    const name = list.slice(wanted.length)
    if (!name.includes('/')) map[name] ??= []
  }
  if (Object.keys(map).length === 0) return text
  if (text.trim() !== '') map['#text'] = text
  return { ...map }
}

/** Adds the paths of elements that come more than once beside each other. */
export function collectLists(element: XmlElement, options: Pick<ValueOptions, 'plain'>, into: Set<string>, above = ''): void {
  const path = `${above}${nameOf(element.name, options)}`
  const seen = new Set<string>()
  for (const child of element.children) {
    if (typeof child === 'string') continue
    const name = nameOf(child.name, options)
    if (seen.has(name)) into.add(`${path}/${name}`)
    seen.add(name)
    collectLists(child, options, into, `${path}/`)
  }
}

function nameOf(name: string, options: Pick<ValueOptions, 'plain'>): string {
  return options.plain ? name.slice(name.indexOf(':') + 1) : name
}
