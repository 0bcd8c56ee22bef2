import type { Json } from '#base'
import { printLiteral, printMember } from '#lang'
import type { Effect, Variant } from '#model'
import { successOf } from '../infer/answer-of.ts'
import type { InferredOperation, Resource, Role } from '../infer/resource.ts'
import { writeContent } from './content.ts'
import { callAbout, makeThing, mintKey, nameInPath, nameThing, parentFields, stampsOf, unsaid } from './entity-effects.ts'
import { type Body, OperationParts, type RoleOf, type Writing } from './operation-parts.ts'
import type { RequestParts } from './request-guards.ts'
import { nextAddress, writeEnvelope } from './write-envelope.ts'
import { writeQuery } from './write-query.ts'

/** The variants of an operation: refusals in their order, then what it does. */
export function writeOperation({ operation, role }: InferredOperation, request: RequestParts, writing: Writing): Variant[] {
  const writer = new OperationWriter(operation, request, writing)
  return [...request.guards, ...writer.refusals(role), ...writer.answers(role)]
}

class OperationWriter extends OperationParts {
  /** What is not there is refused. */
  refusals(role: Role): Variant[] {
    const above = role.kind === 'other' ? role.parent : role.resource.parent
    const missing = above && this.#missingAbove(above)
    const own = role.kind === 'other' || role.kind === 'list' || role.kind === 'create' ? undefined : this.#missing(role)
    const tests = [missing, own].filter((test) => test !== undefined)
    if (tests.length === 0) return []
    const message = printLiteral('Not found')
    return [
      this.writing.errors.variant(this.operation, {
        name: 'not-found',
        when: tests.join(' || '),
        statuses: [404, 410],
        usual: 404,
        message,
      }),
    ]
  }

  answers(role: Role): Variant[] {
    switch (role.kind) {
      case 'list':
        return [{ name: 'listed', ...this.#list(role) }]
      case 'create':
        return this.#create(role)
      case 'read':
        return [{ name: 'found', ...this.#read(role) }]
      case 'update':
        return this.#update(role)
      case 'delete':
        return [{ name: 'deleted', ...this.#delete(role) }]
      case 'act':
        return [{ name: 'done', ...this.#act(role) }]
      case 'other':
        return [{ name: 'example', ...this.#other() }]
    }
  }

  /** Holds where a thing above is not there that clients must have made. */
  #missingAbove(resource: Resource): string | undefined {
    if (!this.isComplete(resource)) return resource.parent && this.#missingAbove(resource.parent)
    return `!${callAbout('exists', resource, nameThing(this.operation, resource).key)}`
  }

  #missing(role: RoleOf<'read' | 'update' | 'delete' | 'act'>): string | undefined {
    const { resource } = role
    const key = this.keyOf(role)
    const found = `!${callAbout('exists', resource, key)}`
    // What was shown once without having been made is gone once it was deleted.
    if (!this.isComplete(resource)) return `(size(${callAbout('versions', resource, key)}) > 0 && ${found})`
    return role.kind === 'update' && role.isWhole && this.isMadeByPut() ? undefined : found
  }

  #list({ resource, place }: RoleOf<'list'>): Body {
    const { scope } = nameThing(this.operation, resource)
    const written = writeQuery(this.operation, resource, scope, this.request.query, this.facts)
    const { status, response } = successOf(this.operation)
    const content = response?.content
    const schema = content?.schema
    const effects: Effect[] = [...this.#stock(resource, scope), { query: written.query, as: 'page' }]
    if (schema !== undefined)
      effects.push({ let: 'shown', value: writeEnvelope(this.facts, { $ref: schema }, place, written, resource.key) })
    const link = response?.headers.has('link') ? nextAddress(written.uses) : undefined
    const { headers, body } = writeContent(content, schema === undefined ? [] : { $: `shown(${printLiteral(schema)}, shown)` })
    if (link !== undefined) headers.push(['Link', { $: `links({"next": ${link}})` }])
    const isGuess = !this.isComplete(resource)
    return this.finish({ status, headers, do: effects, ...(body ? { body } : {}), ...(isGuess ? { guess: true } : {}) }, response)
  }

  /** Two things for a list that clients can't add to, once. */
  #stock(resource: Resource, scope: readonly string[]): Effect[] {
    const minted = mintKey(resource, this.facts)
    if (this.isComplete(resource) || minted === undefined || resource.key === undefined) return []
    const named = { [resource.key]: minted, ...parentFields(this.operation, resource, this.request.path, this.facts) }
    const one: Effect[] = [
      { let: 'named', value: named },
      ...makeThing(resource, ['named']),
      { create: resource.collection, key: [...scope, `made${printMember(resource.key)}`], value: { $: 'made' } },
    ]
    const isUntouched =
      scope.length === 0 ? `size(${callAbout('list', resource, [])}) == 0` : `${callAbout('writes', resource, scope)} == 0`
    return [{ if: isUntouched, do: [...one, ...one] }]
  }

  #create({ resource }: RoleOf<'create'>): Variant[] {
    const { scope } = nameThing(this.operation, resource)
    const { key } = resource
    const minted = mintKey(resource, this.facts)
    const fresh = {
      ...(key === undefined || minted === undefined ? {} : { [key]: minted }),
      ...stampsOf(resource, this.facts, true),
      ...parentFields(this.operation, resource, this.request.path, this.facts),
    }
    const isChosen = this.isChosenByClient(resource)
    const effects: Effect[] = [
      { let: 'fresh', value: fresh },
      { let: 'unsaid', value: unsaid(this.operation, resource, this.facts) },
      ...makeThing(resource, isChosen ? [this.input(), 'fresh', 'unsaid'] : ['fresh', this.input(), 'unsaid']),
      { create: resource.collection, key: [...scope, nameInPath(resource, 'self')], value: { $: 'made' }, as: 'entity' },
    ]
    const created: Variant = { name: 'created', ...this.answerWith(resource, effects, 'entity') }
    if (!isChosen || key === undefined || !this.operation.responses.has('409')) return [created]
    const when = `has(${this.input()}${printMember(key)}) && ${callAbout('exists', resource, [...scope, nameInPath(resource, this.input())])}`
    const message = printLiteral('It exists already')
    return [this.writing.errors.variant(this.operation, { name: 'conflict', when, statuses: [409], usual: 409, message }), created]
  }

  #read({ resource }: RoleOf<'read'>): Body {
    const { key } = nameThing(this.operation, resource)
    const effects: Effect[] = [...this.ensure(resource), { let: 'entity', value: { $: callAbout('find', resource, key) } }]
    return { ...this.answerWith(resource, effects, 'entity'), ...this.guessed(resource) }
  }

  #update(role: RoleOf<'update'>): Variant[] {
    const { resource, isWhole } = role
    const { scope } = nameThing(this.operation, resource)
    const key = this.keyOf(role)
    const kept = `pick(before, ${[resource.key, ...this.#kept(resource)]
      .filter((each) => each !== undefined)
      .map(printLiteral)
      .join(', ')})`
    const isKept = resource.key !== undefined || this.#kept(resource).length > 0
    const effects: Effect[] = [
      ...(role.byBody ? [] : this.ensure(resource)),
      { let: 'before', value: { $: callAbout('find', resource, key) } },
      { let: 'fresh', value: stampsOf(resource, this.facts, false) },
      // The key stays what it was.
      ...(resource.key === undefined ? [] : [{ let: 'key', value: { [resource.key]: { $: `before${printMember(resource.key)}` } } }]),
      ...(isWhole ? [{ let: 'unsaid', value: unsaid(this.operation, resource, this.facts) }] : []),
      ...makeThing(resource, [
        ...(resource.key === undefined ? [] : ['key']),
        'fresh',
        this.input(),
        ...(isWhole ? [...(isKept ? [kept] : []), 'unsaid'] : ['before']),
      ]),
      { create: resource.collection, key: [...key], value: { $: 'made' }, as: 'entity' },
    ]
    const updated: Variant = { name: 'updated', ...this.answerWith(resource, effects, 'entity'), ...this.guessed(resource) }
    if (!isWhole || role.byBody || !this.isComplete(resource) || !this.isMadeByPut()) return [updated]
    return [this.#putNew(resource, scope, key), updated]
  }

  /** A `PUT` of what is not there makes it. */
  #putNew(resource: Resource, _scope: readonly string[], key: readonly string[]): Variant {
    const named =
      resource.key === undefined ? {} : { [resource.key]: { $: `${this.request.path}.${(key.at(-1) ?? '').replace(/^path\./, '')}` } }
    const effects: Effect[] = [
      {
        let: 'fresh',
        value: {
          ...named,
          ...stampsOf(resource, this.facts, true),
          ...parentFields(this.operation, resource, this.request.path, this.facts),
        },
      },
      { let: 'unsaid', value: unsaid(this.operation, resource, this.facts) },
      ...makeThing(resource, ['fresh', this.input(), 'unsaid']),
      { create: resource.collection, key: [...key], value: { $: 'made' }, as: 'entity' },
    ]
    const response = this.operation.responses.get('201')
    return {
      name: 'created',
      when: `!${callAbout('exists', resource, key)}`,
      ...this.answerWith(resource, effects, 'entity', { status: 201, response }),
    }
  }

  /** Fields that a client does not write: they outlive a replacement. */
  #kept(resource: Resource): string[] {
    const body = this.operation.body?.schema
    const written = body === undefined ? {} : this.facts.properties(body)
    return Object.entries(this.facts.properties(resource.schema)).flatMap(([key, schema]) =>
      key !== resource.key && (!Object.hasOwn(written, key) || this.facts.keywords(schema).readOnly === true) ? [key] : [],
    )
  }

  #delete({ resource }: RoleOf<'delete'>): Body {
    const { key } = nameThing(this.operation, resource)
    const effects: Effect[] = [
      ...this.ensure(resource),
      { let: 'entity', value: { $: callAbout('find', resource, key) } },
      { delete: resource.collection, key: [...key] },
      { let: 'gone', value: { deleted: true, success: true, ok: true } },
    ]
    const { status, response } = successOf(this.operation)
    const content = response?.content
    const isThing = content?.schema !== undefined && this.facts.essence(content.schema) === resource.schema
    const value: Json = isThing ? { $: 'entity' } : this.made('shown', content, ['gone', 'entity'])
    const { headers, body } = writeContent(content, value)
    return this.finish({ status, headers, do: effects, ...(body ? { body } : {}), ...this.guessed(resource) }, response)
  }

  #act({ resource }: RoleOf<'act'>): Body {
    const { key } = nameThing(this.operation, resource)
    const effects: Effect[] = [
      ...this.ensure(resource),
      { let: 'before', value: { $: callAbout('find', resource, key) } },
      { let: 'fresh', value: stampsOf(resource, this.facts, false) },
      ...makeThing(resource, ['fresh', this.request.body, 'before']),
      { create: resource.collection, key: [...key], value: { $: 'made' }, as: 'entity' },
    ]
    return { ...this.answerWith(resource, effects, 'entity'), guess: true }
  }

  #other(): Body {
    const { status, response } = successOf(this.operation)
    const { headers, body } = writeContent(
      response?.content,
      this.made('sample', response?.content, [this.request.body, this.request.path]),
    )
    return this.finish({ status, headers, ...(body ? { body } : {}), guess: true }, response)
  }
}
