/** Whether one of the patterns means the event: in a pattern, `*` stands for any part of a name. */
export function matchesEvent(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => meets(pattern.split('*'), name))
}

/** `parts` in their order, the first at the beginning and the last at the end. */
function meets(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
