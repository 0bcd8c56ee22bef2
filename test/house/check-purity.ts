import { lineOf, type Node, type SourceFile, type Violation, walk } from './source-file.ts'

/** What a pure room does instead of reaching for one of these globals. */
const globals: Readonly<Record<string, string>> = {
  process: 'take what you need of it as a parameter; verbs and cli have the process',
  fetch: 'the network belongs to proxy, server and the io/ of a room',
  WebSocket: 'the network belongs to proxy, server and the io/ of a room',
  setTimeout: 'return what should happen and when as an effect; server waits',
  setInterval: 'return what should happen and when as an effect; server waits',
  setImmediate: 'return what should happen and when as an effect; server waits',
  performance: 'take the time as a parameter, or a Clock of #state',
  console: 'return findings; cli prints them',
  Buffer: 'use Uint8Array, TextEncoder and TextDecoder: the room also runs in a browser',
  require: 'use import',
}

/** What a pure room does instead of calling these. */
const members: Readonly<Record<string, string>> = {
  'Math.random': 'take a seeded random stream as a parameter',
  'Date.now': 'take the time as a parameter, or a Clock of #state',
  'crypto.randomUUID': 'take a seeded random stream as a parameter',
  'crypto.getRandomValues': 'take a seeded random stream as a parameter',
}

/** Packages that touch the network or the disk. */
const worldlyPackages = new Set(['undici', 'ws'])

/** Pure rooms neither see nor change the world: same input, same output, in any host. */
export function checkPurity(file: SourceFile): Violation[] {
  if (!file.isPure) return []
  const own = declaredNames(file.program)
  const violations: Violation[] = []
  const report = (node: Node, what: string, instead: string) => {
    const message = `${file.path}:${lineOf(file, node)} uses ${what}, but "${file.room}" is pure outside io/: ${instead}`
    violations.push({ rule: 'purity', path: file.path, message })
  }
  walk(file.program, (node, parent) => {
    const module = worldlyModule(node)
    if (module !== undefined) report(node, module, `move this code to src/${file.room}/io/, or take the value as a parameter`)
    const member = memberName(node)
    const memberAdvice = member === undefined ? undefined : members[member]
    if (memberAdvice !== undefined) report(node, String(member), memberAdvice)
    if (readsWallClock(node)) report(node, 'the wall clock by Date without arguments', 'take the time as a parameter, or a Clock of #state')
    if (node.type !== 'Identifier' || parent === undefined || !isReference(node, parent)) return
    const name = String(node['name'])
    const advice = Object.hasOwn(globals, name) && !own.has(name) ? globals[name] : undefined
    if (advice !== undefined) report(node, name, advice)
  })
  return violations
}

function worldlyModule(node: Node): string | undefined {
  const source = node['source'] as Node | null | undefined
  if (source?.type !== 'Literal') return undefined
  const name = String(source['value'])
  return name.startsWith('node:') || worldlyPackages.has(name) ? name : undefined
}

function memberName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node['computed'] === true) return undefined
  const object = node['object'] as Node
  return object.type === 'Identifier' ? `${object['name']}.${(node['property'] as Node)['name']}` : undefined
}

function readsWallClock(node: Node): boolean {
  const callee = node['callee'] as Node | undefined
  const isDate = callee?.type === 'Identifier' && callee['name'] === 'Date'
  if (node.type === 'CallExpression') return isDate
  return node.type === 'NewExpression' && isDate && (node['arguments'] as unknown[]).length === 0
}

/** Not a property's name, nor a part of a type. */
function isReference(node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true
  if (parent.type === 'Property') return parent['value'] === node || parent['computed'] === true
  const expressions = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']
  return !parent.type.startsWith('TS') || (expressions.includes(parent.type) && parent['expression'] === node)
}

/** Every name that the file itself binds: imports, variables, parameters, functions. */
function declaredNames(program: Node): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: unknown) => {
    if (typeof pattern === 'object' && pattern !== null) {
      walk(pattern as Node, (node) => void (node.type === 'Identifier' && names.add(String(node['name']))))
    }
  }
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') bind(node['id'])
    if (node.type.startsWith('Import') && node['local'] !== undefined) bind(node['local'])
    for (const parameter of (node['params'] as Node[] | undefined) ?? []) if (node.type.includes('Function')) bind(parameter)
    if (node.type === 'FunctionDeclaration') bind(node['id'])
  })
  return names
}
