/** JSON with line breaks and two spaces a level, spelled as it was: numbers, escapes and duplicate keys stay. `text` must be valid JSON. */
export function indentJson(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let out = ''
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    const opens = token === '{' || token === '['
    const closes = token === '}' || token === ']'
    const empty = opens ? isClosing(tokens[at + 1]) : closes && isOpening(tokens[at - 1])
    if (opens) depth += 1
    if (closes) depth -= 1
    if (closes && !empty) out += newLine(depth)
    out += token === ':' ? ': ' : token
    if (token === ',' || (opens && !empty)) out += newLine(depth)
  }
  return out
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '['
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']'
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(depth)}`
}
