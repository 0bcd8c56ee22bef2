import type { Json, JsonObject } from '#base'
import { type JsonSchema, schemaMap } from '#json-schema'
import type { Variant } from '#model'
import type { ApiContent, ApiDocument, ApiOperation, ApiResponse } from '../api-document.ts'
import { declares, successOf } from '../infer/answer-of.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'
import { isValueContent, writeContent, writeHeaders } from './content.ts'

/** What is refused, and why. */
export interface Refusal {
  readonly name: string
  readonly when?: string
  /** The first of these that the operation declares is answered, else `usual`. */
  readonly statuses: readonly number[]
  readonly usual: number
  /** Said to the client, an expression. */
  readonly message: string
  /** Expression of a list of problems with `path` and `message`. */
  readonly problems?: string
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable Entity',
}

/** Writes refusals in the shape that the document declares for them: the operation's own, else the one that most errors of it have. */
export class ErrorAnswers {
  readonly #facts: SchemaFacts
  readonly #usual: ApiContent | undefined

  constructor(document: ApiDocument, facts: SchemaFacts) {
    this.#facts = facts
    this.#usual = usualError(document, facts)
  }

  variant(operation: ApiOperation | undefined, refusal: Refusal): Variant {
    const { name, when, statuses, usual } = refusal
    const status = (operation && statuses.find((each) => declares(operation, each))) ?? usual
    const response = operation && responseFor(operation, status)
    const content = response?.content ?? (response === undefined ? this.#usual : undefined)
    const { headers, body } = this.#content(content, response === undefined, status, refusal)
    const set = new Set(headers.map(([header]) => header.toLowerCase()))
    return {
      name,
      ...(when === undefined ? {} : { when }),
      status,
      headers: [...headers, ...writeHeaders(response, set)],
      ...(isValueContent(content) ? { do: [{ let: 'problem', value: this.#given({ $ref: content.schema }, status, refusal, 0) }] } : {}),
      ...(body ? { body } : {}),
    }
  }

  #content(content: ApiContent | undefined, isFree: boolean, status: number, refusal: Refusal) {
    if (isValueContent(content)) return writeContent(content, { $: `shown(${JSON.stringify(content.schema)}, problem)` })
    if (content !== undefined) return writeContent(content, { $: refusal.message })
    // Declared without content: the status says it all.
    if (!isFree) return writeContent(undefined, null)
    const plain = { status, message: { $: refusal.message }, ...(refusal.problems ? { errors: { $: refusal.problems } } : {}) }
    return writeContent({ mediaType: 'application/json', others: [], schema: undefined }, plain)
  }

  /** What is known of a refusal, at the places of a schema where such things are said. */
  #given(schema: JsonSchema, status: number, refusal: Refusal, depth: number): JsonObject {
    const given: Record<string, Json> = {}
    for (const [key, each] of Object.entries(schemaMap(this.#facts.keywords(schema), 'properties'))) {
      const value = this.#givenAt(key, each, status, refusal, depth)
      if (value !== undefined) given[key.startsWith('$') || key.startsWith('...') ? `\\${key}` : key] = value
    }
    return given
  }

  #givenAt(key: string, schema: JsonSchema, status: number, refusal: Refusal, depth: number): Json | undefined {
    const facts = this.#facts
    const type = facts.scalar(schema)
    if (/^(status|statuscode|httpstatus(code)?|code)$/i.test(key.replace(/[_-]/g, '')) && (type === 'integer' || type === 'number'))
      return status
    if (type === 'string') return textAt(key, status, refusal)
    if (depth > 2) return undefined
    if (facts.isMap(schema))
      return /error|fault|problem|status|detail|meta|body/i.test(key) ? this.#given(schema, status, refusal, depth + 1) : undefined
    if (!facts.isList(schema) || !/error|detail|issue|violation|problem|message/i.test(key)) return undefined
    const item = facts.items(schema) ?? true
    if (refusal.problems === undefined)
      return facts.isMap(item) ? [this.#given(item, status, refusal, depth + 1)] : [{ $: refusal.message }]
    if (!facts.isMap(item)) return { $each: refusal.problems, as: 'each', do: { $: 'each.message' } }
    return { $each: refusal.problems, as: 'each', do: this.#given(item, status, { ...refusal, message: 'each.message' }, depth + 1) }
  }
}

function textAt(key: string, status: number, { name, message, problems }: Refusal): Json | undefined {
  if (/message|detail|description|reason|^msg$|summary|explanation/i.test(key)) return { $: message }
  if (/^(title|error|status|phrase)$/i.test(key)) return phrases[status] ?? 'Error'
  if (/^(code|error_?code|error_?type)$/i.test(key)) return name.replaceAll('-', '_')
  // Only a single problem has a place.
  if (
    /^(path|field|param|parameter|pointer|property|location|source|loc)$/i.test(key) &&
    problems !== undefined &&
    message === 'each.message'
  )
    return { $: 'each.path' }
  return undefined
}

/** What an operation declares for a status of failure. */
function responseFor(operation: ApiOperation, status: number): ApiResponse | undefined {
  const { responses } = operation
  const success = successOf(operation)
  const open = responses.get('default')
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? (open === success.response ? undefined : open)
}

/** Whether an error has a place for what went wrong. */
function saysWhy(facts: SchemaFacts, schema: string, depth = 0): boolean {
  return Object.entries(facts.properties(schema)).some(([key, each]) => {
    if (/message|detail|description|reason|title|error|code|status/i.test(key) && facts.scalar(each) !== undefined) return true
    return (
      depth < 2 &&
      /error|fault|problem/i.test(key) &&
      facts.isMap(each) &&
      saysWhy(facts, facts.nameOf(each, `${schema} ${key}`), depth + 1)
    )
  })
}

/** The content that most failures of a document have. */
function usualError({ operations }: ApiDocument, facts: SchemaFacts): ApiContent | undefined {
  const counts = new Map<string, { content: ApiContent; count: number }>()
  for (const { responses } of operations) {
    for (const [status, { content }] of responses) {
      if (!/^(4|default)/.test(status) || content?.schema === undefined || !facts.isMap({ $ref: content.schema })) continue
      if (!saysWhy(facts, content.schema)) continue
      // The same thing may have an example of its own in each place.
      const schema = facts.essence(content.schema)
      const known = counts.get(schema) ?? { content: { ...content, schema }, count: 0 }
      counts.set(schema, known)
      known.count++
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.content
}
