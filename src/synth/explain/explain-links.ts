import { explainPageLink } from './explain-page-link.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** A `Link` header (RFC 8288) whose relations each lead to another page of the list; undefined where it is something else. */
export function explainLinks(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const read = observations.map(({ scope, target }) => ({ scope, links: readLinks(target) }))
  const relations = new Set(read.flatMap(({ links }) => [...(links?.keys() ?? [])]))
  if (relations.size === 0 || read.some(({ links }) => links === undefined)) return undefined
  const entries: string[] = []
  for (const relation of inOrder(read.flatMap(({ links }) => (links ? [[...links.keys()]] : [])))) {
    const address = explainPageLink(
      read.map(({ scope, links }) => ({ scope, target: links?.get(relation) })),
      context,
    )
    if (address === undefined) return undefined
    entries.push(`${JSON.stringify(relation)}: ${address}`)
  }
  const text = `links({${entries.join(', ')}})`
  return observations.some(({ target }) => target === '') ? `coalesce(${text}, "")` : text
}

/** Addresses by relation; undefined where the text can't be read. */
function readLinks(value: Observation['target']): Map<string, string> | undefined {
  if (value === undefined || value === '') return new Map()
  if (typeof value !== 'string') return undefined
  const links = new Map<string, string>()
  for (const part of value.split(/,\s*(?=<)/)) {
    const [, address, relation] = /^<([^>]*)>;\s*rel="?([\w-]+)"?$/.exec(part.trim()) ?? []
    if (address === undefined || relation === undefined) return undefined
    links.set(relation, address)
  }
  return links
}

/** The names of all lists, each after those that it stands behind. */
function inOrder(lists: readonly (readonly string[])[]): string[] {
  const order: string[] = []
  for (const list of [...lists].sort((a, b) => b.length - a.length)) {
    list.forEach((name, at) => {
      if (order.includes(name)) return
      const before = list.slice(0, at).findLast((other) => order.includes(other))
      order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name)
    })
  }
  return order
}
