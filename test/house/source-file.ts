import { parseSync } from 'oxc-parser'
import { storeys, worldlyStorey } from './rooms.ts'

/** A node of the syntax tree, as the parser gives it. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** A file of `src/`, read and parsed. */
export interface SourceFile {
  /** From the project's folder, e.g. `src/http/headers.ts`. */
  readonly path: string
  readonly text: string
  readonly program: Node
  /** Undefined for files directly in `src/`. */
  readonly room: string | undefined
  readonly isTest: boolean
  /** The file may not touch the world: its room is below the worldly storey, and it is not in `io/`. */
  readonly isPure: boolean
}

/** Something that is not as the house has it; the message says where the code should go instead. */
export interface Violation {
  readonly rule: 'storey' | 'door' | 'purity' | 'name' | 'size' | 'document' | 'catalogue'
  readonly path: string
  readonly message: string
}

export function parseSourceFile(path: string, text: string): SourceFile {
  const parts = path.split('/')
  const room = parts.length > 2 ? parts[1] : undefined
  const isTest = path.endsWith('.test.ts')
  const isPure = !isTest && room !== undefined && (storeys[room] ?? 0) < worldlyStorey && parts[2] !== 'io'
  const program = parseSync(path, text).program as unknown as Node
  return { path, text, program, room, isTest, isPure }
}

/** Calls `visit` for every node under `node`, with the node that holds it. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  visit(node, parent)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** 1 for the first line. */
export function lineOf(file: SourceFile, node: Node): number {
  return file.text.slice(0, node.start).split('\n').length
}
