/** One segment of a path pattern: literal text, or a parameter with literal text around it (`{id}.json`). */
export type PatternSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly prefix: string; readonly suffix: string }
  /** `{name+}` at the end: one or more segments. */
  | { readonly kind: 'rest'; readonly name: string }

/** Reads `/projects/{id}.json`; braces in literal text are written `\{`. */
export function parsePathPattern(pattern: string): PatternSegment[] {
  const body = pattern.startsWith('/') ? pattern.slice(1) : pattern
  if (body === '') return []
  return body.split('/').map((text) => {
    const match = /^((?:[^{\\]|\\.)*)\{(\w+)(\+?)\}((?:[^{\\]|\\.)*)$/.exec(text)
    if (!match) return { kind: 'literal', text: unescapeText(text) }
    const [, prefix = '', name = '', rest, suffix = ''] = match
    return rest ? { kind: 'rest', name } : { kind: 'parameter', name, prefix: unescapeText(prefix), suffix: unescapeText(suffix) }
  })
}

export function printPathPattern(segments: readonly PatternSegment[]): string {
  const texts = segments.map((segment) =>
    segment.kind === 'literal'
      ? escapeText(segment.text)
      : segment.kind === 'rest'
        ? `{${segment.name}+}`
        : `${escapeText(segment.prefix)}{${segment.name}}${escapeText(segment.suffix)}`,
  )
  return `/${texts.join('/')}`
}

function escapeText(text: string): string {
  return text
    .replace(/[{}\\]/g, '\\$&')
    .replaceAll('%', '%25')
    .replaceAll('/', '%2F')
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, '$1').replaceAll('%2F', '/').replaceAll('%25', '%')
}
