import type { Json } from '#base'
import { printLiteral, printMember } from '#lang'
import type { Effect, Variant } from '#model'
import type { ApiContent, ApiOperation, ApiResponse } from '../api-document.ts'
import { successOf } from '../infer/answer-of.ts'
import { wordOf, wrapperOf } from '../infer/find-resources.ts'
import type { Resource, Role } from '../infer/resource.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'
import { isValueContent, writeContent, writeHeaders } from './content.ts'
import { callAbout, makeThing, nameInPath, nameThing, parentFields } from './entity-effects.ts'
import type { ErrorAnswers } from './error-answers.ts'
import type { RequestParts } from './request-guards.ts'

export interface Writing {
  readonly facts: SchemaFacts
  readonly errors: ErrorAnswers
  /** Collections that have entities from the start: nothing else is there. */
  readonly stocked: ReadonlySet<string>
}

export type Body = Omit<Variant, 'name' | 'when'>
export type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>

/** What the answers of an operation are put together of. */
export class OperationParts {
  protected readonly operation: ApiOperation
  protected readonly request: RequestParts
  protected readonly facts: SchemaFacts
  protected readonly writing: Writing

  constructor(operation: ApiOperation, request: RequestParts, writing: Writing) {
    this.operation = operation
    this.request = request
    this.facts = writing.facts
    this.writing = writing
  }

  protected keyOf(role: RoleOf<'read' | 'update' | 'delete' | 'act'>): readonly string[] {
    const { scope, key } = nameThing(this.operation, role.resource)
    return role.kind === 'update' && role.byBody ? [...scope, `${this.input()}${printMember(role.resource.key ?? '')}`] : key
  }

  /** Whether all things of a resource are known: nothing else is there. */
  protected isComplete({ isOwned, collection }: Resource): boolean {
    return isOwned || this.writing.stocked.has(collection)
  }

  protected isMadeByPut(): boolean {
    return this.operation.responses.has('201')
  }

  /** What the client says of the thing: the body, or the part of it that stands for the thing. */
  protected input(): string {
    const { body } = this.operation
    const wrapper = body?.schema === undefined ? undefined : wrapperOf(this.facts, body.schema, wordOf(this.operation))
    return wrapper === undefined ? this.request.body : `${this.request.body}${printMember(wrapper)}`
  }

  /** Makes a thing that nobody made, where it is not there: what a document only shows must come from somewhere. */
  protected ensure(resource: Resource): Effect[] {
    if (this.isComplete(resource)) return []
    const { key } = nameThing(this.operation, resource)
    const own =
      resource.key === undefined ? {} : { [resource.key]: { $: `${this.request.path}.${(key.at(-1) ?? '').replace(/^path\./, '')}` } }
    const above = parentFields(this.operation, resource, this.request.path, this.facts)
    return [
      { let: 'isNew', value: { $: `!${callAbout('exists', resource, key)}` } },
      {
        if: 'isNew',
        do: [
          { let: 'named', value: { ...above, ...(resource.parameter === undefined ? {} : own) } },
          ...makeThing(resource, ['named']),
          { create: resource.collection, key: [...key], value: { $: 'made' } },
        ],
      },
    ]
  }

  protected guessed(resource: Resource): Pick<Variant, 'guess'> {
    return this.isComplete(resource) ? {} : { guess: 'isNew' }
  }

  /** Whether requests may bring the key of the thing that they make. */
  protected isChosenByClient({ key }: Resource): boolean {
    const { body } = this.operation
    if (body?.schema === undefined || key === undefined) return false
    const wrapper = wrapperOf(this.facts, body.schema, wordOf(this.operation))
    const whole = this.facts.properties(body.schema)
    const properties =
      wrapper === undefined ? whole : this.facts.properties(this.facts.nameOf(whole[wrapper] ?? true, `${body.schema} ${wrapper}`))
    const property = properties[key]
    return property !== undefined && this.facts.keywords(property).readOnly !== true
  }

  protected made(call: 'sample' | 'shown', content: ApiContent | undefined, given: readonly string[]): Json {
    return isValueContent(content) ? { $: `${call}(${[printLiteral(content.schema), ...given].join(', ')})` } : ''
  }

  /** The answer that shows a thing as the operation says. */
  protected answerWith(resource: Resource, effects: readonly Effect[], entity: string, declared = successOf(this.operation)): Body {
    const { status, response } = declared
    const content = response?.content
    const wrapper = content?.schema === undefined ? undefined : this.wrapperOf(content.schema, resource)
    // What is shown elsewhere too has fields that are not for here.
    const isThing =
      content?.schema !== undefined && resource.showings.length === 0 && this.facts.essence(content.schema) === resource.schema
    const all = wrapper === undefined ? effects : [...effects, { let: 'shown', value: { [wrapper]: { $: entity } } }]
    const value: Json = isThing ? { $: entity } : this.made('shown', content, [wrapper === undefined ? entity : 'shown'])
    const { headers, body } = writeContent(content, value)
    if (status === 201 && resource.key !== undefined && this.operation.method === 'POST')
      headers.push(['Location', { $: `target + "/" + ${this.#address(resource, entity)}` }])
    return this.finish({ status, headers, do: [...all], ...(body ? { body } : {}) }, response)
  }

  /** What a thing is called in an address. */
  #address(resource: Resource, entity: string): string {
    const name = nameInPath(resource, entity)
    return resource.spansSegments ? `replace(encode(${name}), "%2F", "/")` : `encode(${name})`
  }

  protected wrapperOf(schema: string, resource: Resource): string | undefined {
    if (this.facts.essence(schema) === resource.schema) return undefined
    const named = Object.entries(this.facts.properties(schema)).find(
      ([key, each]) => this.facts.isMap(each) && this.facts.essence(this.facts.nameOf(each, `${schema} ${key}`)) === resource.schema,
    )?.[0]
    return named ?? wrapperOf(this.facts, schema, wordOf(this.operation))
  }

  protected finish(body: Body, response: ApiResponse | undefined): Body {
    const known = new Set(body.headers.map(([name]) => name.toLowerCase()))
    return { ...body, headers: [...body.headers, ...writeHeaders(response, known)] }
  }
}
