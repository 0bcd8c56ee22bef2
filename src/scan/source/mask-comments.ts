import type { Language } from './language.ts'

/** What may stand before a `/` that begins a regular expression, not a division. */
const beforeExpression = /(?:^|[=(,:;[!&|?{}+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void))\s*$/

const patterns: Readonly<Record<Language, RegExp>> = {
  javascript:
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|\/(?![*/\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g,
  python: /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
  go: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'/g,
}

/** The text with blanks in place of comments, docstrings and regular expressions: every place stays where it was. */
export function maskComments(text: string, language: Language): string {
  return text.replace(patterns[language], (part: string, ...rest: unknown[]) => {
    const at = rest.find((each) => typeof each === 'number') as number
    const isComment = /^(?:\/\/|\/\*|#|"""|''')/.test(part)
    if (isComment) return blank(part)
    if (part.startsWith('/')) return beforeExpression.test(text.slice(Math.max(0, at - 40), at)) ? blank(part) : part
    return part
  })
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
