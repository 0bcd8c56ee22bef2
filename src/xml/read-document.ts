import type { JsonObject } from '#base'
import { elementValue } from './element-value.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'
import { printXml, type XmlLayout } from './print-xml.ts'

export interface XmlDocument {
  readonly value: JsonObject
  readonly layout: XmlLayout
}

/** Reads a text that a service wrote to a value that is written the same again; undefined where there is none. */
export function readDocument(text: string, lists: ReadonlySet<string>): XmlDocument | undefined {
  const root = parseXml(text)
  if (!root) return undefined
  const value = elementValue(root, { lists })
  const known = layoutOf(text, root)
  for (const empty of ['pair', 'short', 'spaced'] as const) {
    const layout = { ...known, empty }
    if (printXml(value, layout) === text) return { value, layout }
  }
  return undefined
}

const references: readonly (readonly [reference: string, character: string])[] = [
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#34;', '"'],
  ['&apos;', "'"],
  ['&#39;', "'"],
  ['&#xD;', '\r'],
  ['&#13;', '\r'],
]

function layoutOf(text: string, root: XmlElement): Omit<XmlLayout, 'empty'> {
  const start = text.search(new RegExp(`<${root.name.replace(/[.\\^$*+?()[\]{}|]/g, '\\$&')}[\\s/>]`))
  const head = text.slice(0, Math.max(0, start))
  const tail = /[^>]*$/.exec(text)?.[0] ?? ''
  const indent = /^<[^>]*>\r?\n( +)</.exec(text.slice(Math.max(0, start)))?.[1]?.length
  const used = references.filter(([reference]) => text.includes(reference)).map(([reference, character]) => [character, reference])
  return {
    head,
    tail,
    ...(indent === undefined ? {} : { indent }),
    ...(used.length > 0 ? { references: Object.fromEntries(used) } : {}),
  }
}
