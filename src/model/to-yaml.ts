import { Document, isMap, isSeq, type Node, visit } from 'yaml'
import type { Json } from '#base'
import { printJson } from '#lang'

/** Longest collection that is written on one line; characters. */
const flowLengthMax = 100

/** YAML with short lists and maps on one line, for people. */
export function toYaml(content: unknown): string {
  const document = new Document(content, { aliasDuplicateObjects: false })
  visit(document, {
    Collection(_, node) {
      if (isShort(node)) node.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd()
}

/** Whether a list or map is an expression, or holds only scalars and expressions and fits on a line. */
function isShort(node: Node): boolean {
  if (isMap(node) && node.items.length === 1 && node.has('$')) return true
  const value = node.toJS(new Document()) as Json
  if (printJson(value).length > flowLengthMax) return false
  if (isSeq(node)) return node.items.every((item) => !isSeq(item) && (!isMap(item) || item.has('$')))
  return (
    isMap(node) && node.items.every(({ value: item }) => !isSeq(item) && (!isMap(item) || (item as { has(key: string): boolean }).has('$')))
  )
}
