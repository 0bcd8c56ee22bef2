import { posix } from 'node:path'
import { storeys, worldlyStorey } from './rooms.ts'
import { lineOf, type Node, type SourceFile, type Violation, walk } from './source-file.ts'

/** Storeys and doors: where a file may import from. */
export function checkImports(file: SourceFile): Violation[] {
  return [...checkNodeHttp(file), ...checkSpecifiers(file)]
}

/** An `import` of Node's HTTP modules takes as long as Node itself takes to start: see src/http/io/node-http.ts. */
function checkNodeHttp(file: SourceFile): Violation[] {
  const violations: Violation[] = []
  walk(file.program, (node) => {
    const name = String((node['source'] as Node | null | undefined)?.['value'])
    if (file.room === undefined || node.type !== 'ImportDeclaration' || !/^node:https?$/.test(name) || node['importKind'] === 'type') return
    const at = `${file.path}:${lineOf(file, node)} imports ${name}, which loads a client that nobody uses`
    violations.push(violation('door', file, `${at}: import its types alone, and take the module from #http/io (nodeHttp, nodeHttps)`))
  })
  return violations
}

function checkSpecifiers(file: SourceFile): Violation[] {
  return importsOf(file).flatMap(({ specifier, line }) => {
    const at = `${file.path}:${line} imports ${specifier}`
    return specifier.startsWith('.') ? checkRelative(file, specifier, at) : specifier.startsWith('#') ? checkDoor(file, specifier, at) : []
  })
}

interface Import {
  readonly specifier: string
  readonly line: number
}

function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  walk(file.program, (node) => {
    const source = node['source'] as Node | null | undefined
    const names = node.type === 'ImportDeclaration' || node.type === 'ImportExpression' || node.type.startsWith('Export')
    if (names && source?.type === 'Literal') found.push({ specifier: String(source['value']), line: lineOf(file, node) })
    if (node.type === 'TSImportType') found.push({ specifier: String((node['source'] as Node)['value']), line: lineOf(file, node) })
  })
  return found
}

function checkRelative(file: SourceFile, specifier: string, at: string): Violation[] {
  const target = posix.normalize(posix.join(posix.dirname(file.path), specifier))
  const home = file.room === undefined ? 'src/' : `src/${file.room}/`
  if (target.startsWith(home)) {
    const reachesIo = file.isPure && target.startsWith(`${home}io/`)
    return reachesIo ? [pureReachesIo(file, at)] : []
  }
  const isPackage = target === 'package.json' && (storeys[file.room ?? ''] ?? worldlyStorey) >= worldlyStorey
  if (isPackage) return []
  const other = target.split('/')[1] ?? target
  return [violation('door', file, `${at}, past the door of "${other}": import #${other}, and export the name from src/${other}/index.ts`)]
}

function checkDoor(file: SourceFile, specifier: string, at: string): Violation[] {
  const [room = '', inner, ...rest] = specifier.slice(1).split('/')
  const storey = storeys[room]
  if (storey === undefined) return [violation('door', file, `${at}, but the house has no room "${room}": rooms are in test/house/rooms.ts`)]
  const violations: Violation[] = []
  if (rest.length > 0 || (inner !== undefined && inner !== 'io')) {
    violations.push(violation('door', file, `${at}, past the door: import #${room} or #${room}/io, and export the name from its index.ts`))
  }
  if (room === file.room) {
    violations.push(violation('door', file, `${at}, its own door from inside: import the file itself, as ./name.ts`))
  } else if (file.room !== undefined && storey >= (storeys[file.room] ?? 0)) {
    violations.push(violation('storey', file, upward(file.room, room, at)))
  }
  if (inner === 'io' && file.isPure) violations.push(pureReachesIo(file, at))
  return violations
}

function upward(from: string, to: string, at: string): string {
  const [low, high] = [storeys[from], storeys[to]]
  return (
    `${at}, but "${from}" is on storey ${low} and "${to}" on ${high}: move what both need to a room below ${low}, ` +
    `or move this code up to a room above ${high}, or take the value as a parameter`
  )
}

function pureReachesIo(file: SourceFile, at: string): Violation {
  return violation(
    'purity',
    file,
    `${at}, but "${file.room}" is pure outside io/: take the value as a parameter, or move this code to src/${file.room}/io/ or to verbs`,
  )
}

function violation(rule: Violation['rule'], file: SourceFile, message: string): Violation {
  return { rule, path: file.path, message }
}
