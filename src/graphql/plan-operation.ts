import type {
  DirectiveNode,
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql/language/ast.js'
import { type Json, type JsonObject, memoize } from '#base'
import { setMember } from '#lang'
import type { SelectedField, Selection } from './selection.ts'

export type OperationKind = 'query' | 'mutation' | 'subscription'

export interface Operation {
  readonly kind: OperationKind
  readonly name: string | undefined
  /** The fields of the root: each is a call of its own. */
  readonly fields: Selection
  /** Where its first variable is defined. */
  readonly variablesAt: { readonly line: number; readonly column: number } | undefined
}

/** Fragments within fragments deeper than this are not followed: a document may have cycles. */
const depthMax = 40

/** The operation that a request means, of the names given or the only one; undefined when there is none. */
export function planOperation(document: DocumentNode, name: string | undefined, variables: JsonObject): Operation | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition')
  const operation = name === undefined ? operations[0] : operations.find((candidate) => candidate.name?.value === name)
  if (!operation || (name === undefined && operations.length > 1)) return undefined
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
  const planner = new Planner(fragments, withDefaults(operation, variables))
  const variable = operation.variableDefinitions?.[0]
  return {
    kind: operation.operation,
    name: operation.name?.value,
    fields: planner.select(operation.selectionSet, [], 0),
    variablesAt: variable && placeOf(variable.loc),
  }
}

function withDefaults(operation: OperationDefinitionNode, variables: JsonObject): JsonObject {
  const all: Record<string, Json> = {}
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value
    if (Object.hasOwn(variables, name)) setMember(all, name, variables[name] as Json)
    else if (defaultValue) setMember(all, name, literalOf(defaultValue, {}) ?? null)
  }
  return all
}

class Planner {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #variables: JsonObject

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: JsonObject) {
    this.#fragments = fragments
    this.#variables = variables
  }

  select(set: SelectionSetNode | undefined, on: readonly string[], depth: number): SelectedField[] {
    const fields: SelectedField[] = []
    if (!set || depth > depthMax) return fields
    for (const node of set.selections) {
      if (!this.#isIncluded(node.directives)) continue
      if (node.kind === 'Field') {
        const { line, column } = placeOf(node.loc)
        fields.push({
          key: node.alias?.value ?? node.name.value,
          name: node.name.value,
          args: this.#argsOf(node.arguments),
          on,
          selection: node.selectionSet && this.select(node.selectionSet, [], depth + 1),
          line,
          column,
        })
        continue
      }
      const fragment = node.kind === 'FragmentSpread' ? this.#fragments.get(node.name.value) : node
      const type = fragment?.typeCondition?.name.value
      if (fragment) fields.push(...this.select(fragment.selectionSet, type === undefined ? on : [...on, type], depth + 1))
    }
    return merge(fields)
  }

  #argsOf(nodes: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[] | undefined): JsonObject {
    const args: Record<string, Json> = {}
    for (const { name, value } of nodes ?? []) {
      const literal = literalOf(value, this.#variables)
      if (literal !== undefined) setMember(args, name.value, literal)
    }
    return args
  }

  #isIncluded(directives: readonly DirectiveNode[] | undefined): boolean {
    return (directives ?? []).every(({ name, arguments: args }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true
      const test = this.#argsOf(args).if
      return name.value === 'include' ? test === true : test !== true
    })
  }
}

/** The JSON that a value stands for; undefined for a variable that was not given. */
function literalOf(node: ValueNode, variables: JsonObject): Json | undefined {
  switch (node.kind) {
    case 'Variable':
      return Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : undefined
    case 'IntValue':
    case 'FloatValue':
      return Number(node.value)
    case 'StringValue':
    case 'EnumValue':
      return node.value
    case 'BooleanValue':
      return node.value
    case 'NullValue':
      return null
    case 'ListValue':
      return node.values.map((value) => literalOf(value, variables) ?? null)
    case 'ObjectValue': {
      const object: Record<string, Json> = {}
      for (const { name, value } of node.fields) {
        const literal = literalOf(value, variables)
        if (literal !== undefined) setMember(object, name.value, literal)
      }
      return object
    }
  }
}

/** Fields that come more than once under one key and in like fragments are asked for together. */
function merge(fields: readonly SelectedField[]): SelectedField[] {
  const merged = new Map<string, SelectedField>()
  for (const field of fields) {
    const id = `${field.on.join(' ')}\n${field.key}`
    const known = merged.get(id)
    merged.set(
      id,
      known?.selection && field.selection ? { ...known, selection: merge([...known.selection, ...field.selection]) } : (known ?? field),
    )
  }
  return [...merged.values()]
}

function placeOf(loc: { readonly start: number; readonly source: { readonly body: string } } | undefined): {
  line: number
  column: number
} {
  if (!loc) return { line: 1, column: 1 }
  const starts = lineStarts(loc.source.body)
  const line = starts.findLastIndex((start) => start <= loc.start)
  return { line: line + 1, column: loc.start - (starts[line] ?? 0) + 1 }
}

const lineStarts = memoize((text: string) => [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)])
