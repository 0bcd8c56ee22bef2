import type { Json } from '#base'
import { parsePathPattern } from './path.ts'

/**
 * How a field is compared, whatever its values look like. `generated`: each instance mints its own; the format must be the same, and the value
 * must stay for the same thing. `timestamp`: only the layout. `constant`: to the letter. `enum`: one of `values`. `echoed` and `exact`:
 * equal in the twin's terms, never taken for minted.
 */
export type FieldClass = 'generated' | 'timestamp' | 'constant' | 'enum' | 'echoed' | 'exact'

export interface FieldRule {
  /** E.g. `items[].id`, `*.total`, `header.x-request-id`; a leading `body.` is left away. */
  readonly path: string
  readonly classify: FieldClass
  /** Of an enum. */
  readonly values?: readonly Json[]
  /** Only for this route, e.g. `GET /orders/{id}`; `*` stands for any part. */
  readonly route?: string
}

/** Rules as a tree by the steps of their paths; `[]` is any element, `*` any key. At the root, too, those of headers by name in lower case. */
export interface FieldTree {
  readonly rule?: FieldRule
  readonly children: ReadonlyMap<string, FieldTree>
  readonly headers?: ReadonlyMap<string, FieldRule>
}

interface GrowingTree {
  rule?: FieldRule
  readonly children: Map<string, GrowingTree>
}

/** The rules of one route as a tree; undefined when there are none. Paths that can't be read are the caller's to refuse (`parsePathPattern`). */
export function growFieldTree(rules: readonly FieldRule[]): FieldTree | undefined {
  if (rules.length === 0) return undefined
  const headers = new Map<string, FieldRule>()
  const root: GrowingTree = { children: new Map() }
  for (const rule of rules) {
    const header = headerOf(rule.path)
    if (header !== undefined) {
      headers.set(header, rule)
      continue
    }
    let node = root
    for (const step of parsePathPattern(rule.path) ?? []) {
      const next: GrowingTree = node.children.get(step) ?? { children: new Map() }
      node.children.set(step, next)
      node = next
    }
    if (node !== root) node.rule = rule
  }
  return { ...root, headers }
}

/** The header that a path is about, `header.x-request-id`, in lower case; undefined where it is about the body. A field of that name is `body.header`. */
export function headerOf(path: string): string | undefined {
  return /^headers?\.([\w-]+)$/.exec(path)?.[1]?.toLowerCase()
}

/** The part of the tree below a key or, without one, below any element. */
export function fieldBelow(tree: FieldTree | undefined, key?: string): FieldTree | undefined {
  if (tree === undefined) return undefined
  return tree.children.get(key ?? '[]') ?? tree.children.get('*')
}
