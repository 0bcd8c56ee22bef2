import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ApiOperation } from '../../src/author/openapi/api-document.ts'
import { successOf } from '../../src/author/openapi/infer/answer-of.ts'
import type { Judge } from './exercise-document.ts'

/** The project's own check, by the schemas as it has read them. */
export const ownJudge: Judge = ({ operation, status, body, set }) => {
  const { content } = operation.responses.get(String(status)) ?? successOf(operation).response ?? {}
  return content?.schema === undefined ? undefined : set.problems(content.schema, body, 'response').map(({ message }) => message)
}

interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null
}
interface Ajv {
  addSchema(schema: unknown, id: string): void
  compile(schema: unknown): Validator
}

type Node = Record<string, unknown>

/** Ajv, on the schemas of the document as they stand there, brought from OpenAPI's dialect to JSON Schema. */
export function createAjvJudge(folder: string, text: string): Judge {
  const load = createRequire(join(folder, 'index.js'))
  const root = toJsonSchema(
    /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: -1, uniqueKeys: false, merge: true }),
  ) as Node
  const Dialect = load(String(root['openapi'] ?? '').startsWith('3.1') ? 'ajv/dist/2020' : 'ajv').default
  const ajv = new Dialect({ strict: false, logger: false, unicodeRegExp: false, allErrors: false, validateSchema: false }) as Ajv
  load('ajv-formats')(ajv)
  ajv.addSchema(root, 'doc')
  const validators = new Map<string, Validator | undefined>()
  return ({ operation, status, body }) => {
    const pointer = pointerOf(root, operation, status)
    if (pointer === undefined) return undefined
    if (!validators.has(pointer)) validators.set(pointer, compile(ajv, pointer))
    const validate = validators.get(pointer)
    if (!validate) return undefined
    if (body === undefined) return ['there is no body']
    return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

function compile(ajv: Ajv, pointer: string): Validator | undefined {
  try {
    return ajv.compile({ $ref: `doc#${pointer}` })
  } catch (error) {
    if (process.env['SHOW_UNJUDGED']) console.log(pointer, (error as Error).message.slice(0, 300))
    return undefined
  }
}

/** Where the document has the schema of an answer's body. */
function pointerOf(root: Node, { method, written }: ApiOperation, status: number): string | undefined {
  const item = follow(root, ['paths', written])
  const operation = item && follow(root, [...item, method.toLowerCase()])
  const responses = operation && follow(root, [...operation, 'responses'])
  if (!responses) return undefined
  const declared = Object.keys(at(root, responses) as Node)
  const key = [String(status), `${Math.floor(status / 100)}XX`, `${Math.floor(status / 100)}xx`, 'default'].find((each) =>
    declared.includes(each),
  )
  const response = key === undefined ? undefined : follow(root, [...responses, key])
  if (!response) return undefined
  const node = at(root, response) as Node
  if (node['schema'] !== undefined) return toPointer([...response, 'schema'])
  const content = node['content'] as Node | undefined
  const types = Object.keys(content ?? {}).filter((each) => /json|\*\/\*/.test(each))
  const type = types.find((each) => /^application\/json\b/.test(each)) ?? types[0]
  const media = type === undefined ? undefined : (content?.[type] as Node | undefined)
  return type === undefined || media?.['schema'] === undefined ? undefined : toPointer([...response, 'content', type, 'schema'])
}

function toPointer(keys: readonly string[]): string {
  return keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}

function at(root: Node, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (node as Node | undefined)?.[key], root)
}

/** Keys of what a node is once its reference is followed. */
function follow(root: Node, keys: readonly string[]): string[] | undefined {
  const node = at(root, keys) as Node | undefined
  if (node === undefined) return undefined
  const reference = node['$ref']
  if (typeof reference !== 'string') return [...keys]
  return follow(
    root,
    reference
      .replace(/^#\//, '')
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')),
  )
}

/** `nullable`, boolean exclusive bounds, and what is only written as JSON Schema has it; words of OpenAPI that Ajv reads otherwise go. */
function toJsonSchema(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => toJsonSchema(item))
  if (value === null || typeof value !== 'object') return value
  const isDropped = (key: string) => !isNames && (/^examples?$/.test(key) || (key.startsWith('x-') && key !== 'x-nullable'))
  const entries = Object.entries(value as Node).flatMap(([key, item]): [string, unknown][] =>
    isDropped(key) ? [] : [[key, key === 'enum' || key === 'default' ? item : toJsonSchema(item, key === 'properties')]],
  )
  const node = Object.fromEntries(entries) as Node
  if (isNames) return node
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (node[exclusive] === true) {
      node[exclusive] = node[bound]
      delete node[bound]
    } else if (node[exclusive] === false) delete node[exclusive]
  }
  if (node['discriminator'] !== undefined && (node['oneOf'] ?? node['anyOf'] ?? node['type']) !== undefined) delete node['discriminator']
  for (const word of ['id', '$id', '$schema', '$anchor']) if (typeof node[word] === 'string') delete node[word]
  if (node['type'] === 'file') node['type'] = 'string'
  if (Array.isArray(node['required']) && node['properties'] !== null && typeof node['properties'] === 'object') {
    const properties = node['properties'] as Record<string, Node | undefined>
    node['required'] = node['required'].filter((key: string) => properties[key]?.['writeOnly'] !== true)
  }
  if (typeof node['required'] === 'boolean') delete node['required']
  const isNullable = node['nullable'] === true || node['x-nullable'] === true
  delete node['nullable']
  if (!isNullable) return node
  if (Array.isArray(node['enum']) && !node['enum'].includes(null)) node['enum'] = [...node['enum'], null]
  if (typeof node['type'] === 'string') return { ...node, type: [node['type'], 'null'] }
  return node['enum'] === undefined ? { anyOf: [node, { type: 'null' }] } : node
}
