const compiled = new Map<string, RegExp>()

/**
 * Whether the text is of the pattern: `*` stands for one part of a route or path (no `/`, `.`, `[`), `**` for any text. A part in braces
 * such as `{id}` is a part like any other. Letters count as they are.
 */
export function matchGlob(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    const source = pattern
      .split(/(\*\*|\*)/)
      .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/.[]*' : part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')))
    expression = new RegExp(`^${source.join('')}$`, 's')
    if (compiled.size > 10_000) compiled.clear()
    compiled.set(pattern, expression)
  }
  return expression.test(text)
}
