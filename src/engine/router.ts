import { type PatternSegment, parsePathPattern } from './path-pattern.ts'

export interface RouteMatch<T> {
  readonly route: T
  readonly parameters: Readonly<Record<string, string>>
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>
  /** Parameters with more literal text around them come first. */
  readonly parameters: { readonly segment: PatternSegment & { kind: 'parameter' }; readonly node: Node<T> }[]
  readonly methods: Map<string, { readonly route: T; readonly names: readonly string[] }>
  readonly rest: Map<string, { readonly route: T; readonly names: readonly string[] }>
}

/** Finds routes by method and decoded segments: literals before parameters, and back to a sibling that has the method. */
export class Router<T> {
  readonly #root: Node<T> = createNode()

  add(method: string, pattern: string, route: T): void {
    let node = this.#root
    const names: string[] = []
    for (const segment of parsePathPattern(pattern)) {
      if (segment.kind !== 'literal') names.push(segment.name)
      if (segment.kind === 'rest') {
        node.rest.set(method, { route, names })
        return
      }
      node = segment.kind === 'literal' ? literalChild(node, segment.text) : parameterChild(node, segment)
    }
    node.methods.set(method, { route, names })
  }

  find(method: string, segments: readonly string[]): RouteMatch<T> | undefined {
    return find(this.#root, method, segments, 0, [])
  }
}

function createNode<T>(): Node<T> {
  return { literals: new Map(), parameters: [], methods: new Map(), rest: new Map() }
}

function literalChild<T>(node: Node<T>, text: string): Node<T> {
  const known = node.literals.get(text)
  if (known) return known
  const child = createNode<T>()
  node.literals.set(text, child)
  return child
}

function parameterChild<T>(node: Node<T>, segment: PatternSegment & { kind: 'parameter' }): Node<T> {
  const known = node.parameters.find((child) => child.segment.prefix === segment.prefix && child.segment.suffix === segment.suffix)
  if (known) return known.node
  const child = { segment, node: createNode<T>() }
  node.parameters.push(child)
  node.parameters.sort((a, b) => weight(b.segment) - weight(a.segment))
  return child.node
}

function weight(segment: PatternSegment & { kind: 'parameter' }): number {
  return segment.prefix.length + segment.suffix.length
}

function find<T>(
  node: Node<T>,
  method: string,
  segments: readonly string[],
  at: number,
  values: readonly string[],
): RouteMatch<T> | undefined {
  const text = segments[at]
  if (text === undefined) {
    const found = node.methods.get(method) ?? (method === 'HEAD' ? node.methods.get('GET') : undefined)
    return found && { route: found.route, parameters: zip(found.names, values) }
  }
  const literal = node.literals.get(text)
  const exact = literal && find(literal, method, segments, at + 1, values)
  if (exact) return exact
  for (const { segment, node: child } of node.parameters) {
    if (text.length <= segment.prefix.length + segment.suffix.length) continue
    if (!text.startsWith(segment.prefix) || !text.endsWith(segment.suffix)) continue
    const value = text.slice(segment.prefix.length, text.length - segment.suffix.length)
    const found = find(child, method, segments, at + 1, [...values, value])
    if (found) return found
  }
  const rest = node.rest.get(method)
  return rest && { route: rest.route, parameters: zip(rest.names, [...values, segments.slice(at).join('/')]) }
}

function zip(names: readonly string[], values: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {}
  names.forEach((name, at) => {
    parameters[name] = values[at] ?? ''
  })
  return parameters
}
