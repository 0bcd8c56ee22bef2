import type { Json } from '#base'

/** How a service writes XML. */
export interface XmlLayout {
  /** What comes before the root, `<?xml version="1.0"?>`. */
  readonly head: string
  /** What comes after it. */
  readonly tail: string
  /** `<a></a>`, `<a/>` or `<a />`. */
  readonly empty: 'pair' | 'short' | 'spaced'
  /** Spaces of indentation; all on one line where nothing is said. */
  readonly indent?: number | undefined
  /** Characters of texts that are written as references beside `&` and `<`, each with its reference: `>` as `&gt;`. */
  readonly references?: Readonly<Record<string, string>> | undefined
}

/** Writes the value of a document (a map of the root's name) in a layout. */
export function printXml(value: Json, layout: XmlLayout): string {
  return layout.head + printMembers(value, layout, 0) + layout.tail
}

function printMembers(value: Json, layout: XmlLayout, depth: number): string {
  if (!isMap(value)) return ''
  const between = layout.indent === undefined || depth === 0 ? '' : `\n${' '.repeat(layout.indent * depth)}`
  return Object.entries(value)
    .filter(([name]) => !name.startsWith('@') && name !== '#text')
    .flatMap(([name, item]) => (Array.isArray(item) ? item : [item]).map((inner) => between + printElement(name, inner, layout, depth)))
    .join('')
}

function printElement(name: string, value: Json, layout: XmlLayout, depth: number): string {
  const attributes = isMap(value)
    ? Object.entries(value).flatMap(([key, item]) =>
        key.startsWith('@') ? [` ${key.slice(1)}="${printText(item, layout).replaceAll('"', '&quot;')}"`] : [],
      )
    : []
  const start = `${name}${attributes.join('')}`
  const text = isMap(value) ? printText(value['#text'] ?? '', layout) : printText(value, layout)
  const children = isMap(value) ? printMembers(value, layout, depth + 1) : ''
  if (text === '' && children === '' && layout.empty !== 'pair') return `<${start}${layout.empty === 'spaced' ? ' ' : ''}/>`
  const end = children === '' || layout.indent === undefined ? '' : `\n${' '.repeat(layout.indent * depth)}`
  return `<${start}>${text}${children}${end}</${name}>`
}

function printText(value: Json, { references = {} }: XmlLayout): string {
  if (value === null || typeof value === 'object') return ''
  const escaped = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return Object.entries(references).reduce((text, [character, reference]) => text.replaceAll(character, reference), escaped)
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
