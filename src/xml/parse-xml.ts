import { SaxesParser } from 'saxes'

export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: (XmlElement | string)[]
}

/** Deeper than any service means it; walking it could exhaust the stack. */
const depthMax = 200

/** The root of a well-formed document; undefined for any other text, and for one that is nested too deep. */
export function parseXml(text: string): XmlElement | undefined {
  const parser = new SaxesParser()
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  let failed = false
  const addText = (part: string) => {
    const children = open.at(-1)?.children
    if (children === undefined) return
    if (typeof children.at(-1) === 'string') children[children.length - 1] += part
    else children.push(part)
  }
  parser.on('error', () => {
    failed = true
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: Object.entries(attributes), children: [] }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
    if (open.length > depthMax) failed = true
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  try {
    // A long text that fails early need not be read to its end.
    for (let at = 0; at < text.length && !failed; at += 65_536) parser.write(text.slice(at, at + 65_536))
    if (!failed) parser.close()
  } catch {
    return undefined
  }
  return failed ? undefined : root
}
