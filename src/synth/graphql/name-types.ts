import { toWords } from './field-nouns.ts'
import type { GraphType, TypeGraph } from './type-graph.ts'

/** A name for each type: the service's own where it was asked for. */
export function nameTypes(graph: TypeGraph): Map<GraphType, string> {
  const names = new Map<GraphType, string>()
  const taken = new Set<string>()
  const types = graph.types().filter((type) => type.showings.length > 0)
  for (const type of [...types].sort((a, b) => b.names.size - a.names.size)) {
    const [own] = [...type.names].sort()
    const noun = [...type.nouns].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'result'
    const base = own ?? pascal(noun)
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`
    taken.add(name)
    names.set(type, name)
  }
  return names
}

function pascal(noun: string): string {
  return toWords(noun)
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}
