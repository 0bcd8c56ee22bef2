/**
 * A pattern for paths as `.items[].owner`: `$.items[*].owner` (every element), `$..owner` (at any depth), `$.map.*.owner` (any name).
 * It holds for what is below too. Undefined when the text is no such path.
 */
export function parseJsonPath(text: string): RegExp | undefined {
  if (!text.startsWith('$') || text.length < 3) return undefined
  const step = /\.\.([A-Za-z0-9_$-]+)|\.(\*)|\.([A-Za-z0-9_$-]+)|\[(?:\*|\d+)\]|\['([^']+)'\]/y
  step.lastIndex = 1
  let source = '^'
  while (step.lastIndex < text.length) {
    const match = step.exec(text)
    if (!match) return undefined
    const [whole, deep, any, name, quoted] = match
    if (deep !== undefined) source += `.*\\.${literal(deep)}`
    else if (any !== undefined) source += '\\.[^.[]+'
    else if (whole.startsWith('[') && quoted === undefined) source += '\\[\\]'
    else source += `\\.${literal((name ?? quoted) as string)}`
  }
  return new RegExp(`${source}(?=$|[.[])`)
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
