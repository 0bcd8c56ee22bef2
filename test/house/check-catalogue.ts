import { lineOf, type Node, type SourceFile, type Violation, walk } from './source-file.ts'

/** A code of a fault, a finding or a refusal, and where it is said. */
export interface UsedCode {
  readonly code: string
  readonly path: string
  readonly line: number
}

/** Codes that a file says: first arguments of `new Fault` (or of a local `fault`), and `code:` beside a `message:` in an object. Tests don't count. */
export function usedCodes(file: SourceFile): UsedCode[] {
  if (file.isTest || file.path.startsWith('src/diagnostics/catalogue')) return []
  const found: UsedCode[] = []
  walk(file.program, (node) => {
    for (const literal of literalsOf(codeOf(node))) found.push({ code: literal, path: file.path, line: lineOf(file, node) })
  })
  return found
}

/** Texts that a file has in it: a code may also be handed on by a function of the file's own. */
export function literalTexts(file: SourceFile): string[] {
  if (file.isTest || file.path.startsWith('src/diagnostics/catalogue')) return []
  const found: string[] = []
  walk(file.program, (node) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') found.push(node['value'])
  })
  return found
}

/** Every code that is said has an entry, and every entry is among the `texts` of the sources. */
export function checkCatalogue(used: readonly UsedCode[], texts: ReadonlySet<string>, known: readonly string[]): Violation[] {
  const missing = used.filter(({ code }) => !known.includes(code))
  return [
    ...missing.map(({ code, path, line }) => ({
      rule: 'catalogue' as const,
      path,
      message: `${path}:${line} says "${code}", which is not in src/diagnostics/catalogue: add what it means and what to do next`,
    })),
    ...known
      .filter((code) => !texts.has(code))
      .map((code) => ({ rule: 'catalogue' as const, path: 'src/diagnostics/catalogue', message: `nothing says "${code}": take it out` })),
  ]
}

function codeOf(node: Node): Node | undefined {
  const callee = (node['callee'] as Node | undefined)?.['name']
  if (node.type === 'NewExpression' && callee === 'Fault') return (node['arguments'] as Node[])[0]
  if (node.type === 'CallExpression' && callee === 'fault') return (node['arguments'] as Node[])[0]
  if (node.type !== 'ObjectExpression') return undefined
  const properties = node['properties'] as Node[]
  const named = (name: string) => properties.find((property) => (property['key'] as Node | undefined)?.['name'] === name)
  return named('message') === undefined ? undefined : (named('code')?.['value'] as Node | undefined)
}

/** The texts that an expression can be, as far as they are written in it. */
function literalsOf(node: Node | undefined): string[] {
  if (node?.type === 'Literal' && typeof node['value'] === 'string' && node['value'] !== 'custom') return [node['value']]
  if (node?.type === 'ConditionalExpression') return [...literalsOf(node['consequent'] as Node), ...literalsOf(node['alternate'] as Node)]
  return []
}
