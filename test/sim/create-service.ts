import type { HttpResponse } from '#http'
import { mintValue } from '#lang'
import { createRandom } from '#state'
import type { ResourceSpec } from './resource-spec.ts'
import { type Call, type Entity, type JsonValue, readCall, reply, type Service } from './service.ts'

/** A service with one resource that follows its spec; `seed` is the source of its ids. */
export function createService(spec: ResourceSpec, seed: number): Service {
  const resource = new Resource(spec, seed)
  return {
    answer: (request, nowMs) => {
      const call = readCall(request)
      if (call.path[0] !== spec.name || call.path.length > 2) return resource.refuse(404, 'no such route')
      return call.path[1] === undefined ? resource.answerAll(call, nowMs) : resource.answerOne(call, call.path[1], nowMs)
    },
  }
}

class Resource {
  readonly #spec: ResourceSpec
  readonly #random: () => number
  readonly #entities = new Map<string, Entity>()
  #last = 0

  constructor(spec: ResourceSpec, seed: number) {
    this.#spec = spec
    this.#random = createRandom(seed)
  }

  answerAll(call: Call, nowMs: number): HttpResponse {
    if (call.method === 'GET') return this.#list(call.query)
    return call.method === 'POST' ? this.#create(call, nowMs) : this.refuse(405, 'method not allowed')
  }

  answerOne(call: Call, id: string, nowMs: number): HttpResponse {
    const entity = this.#entities.get(id)
    if (entity === undefined) return this.refuse(404, `${this.#spec.name.slice(0, -1)} not found`)
    if (call.method === 'GET') return reply(200, entity)
    if (call.method === 'DELETE') {
      this.#entities.delete(id)
      return this.#spec.remove.status === 204 ? reply(204) : reply(200, { deleted: true, id: entity.id })
    }
    const isUpdate = call.method === (this.#spec.update === 'merge' ? 'PATCH' : 'PUT')
    return isUpdate ? this.#update(call, id, entity, nowMs) : this.refuse(405, 'method not allowed')
  }

  refuse(status: number, message: string, field?: string): HttpResponse {
    const about = field === undefined ? {} : { field }
    if (this.#spec.error === 'message') return reply(status, { message, ...about })
    if (this.#spec.error === 'list') return reply(status, { errors: [{ detail: message, ...about }] })
    return reply(status, { error: { code: status, message, ...about } })
  }

  #create(call: Call, nowMs: number): HttpResponse {
    const refusal = this.#check(call, undefined)
    if (refusal !== undefined) return refusal
    const id = this.#mintId()
    const entity = { id, ...this.#fill(call.body ?? {}), ...this.#times(nowMs, nowMs) }
    this.#entities.set(String(id), entity)
    return reply(201, entity, [['Location', `/${this.#spec.name}/${id}`]])
  }

  #update(call: Call, id: string, before: Entity, nowMs: number): HttpResponse {
    const refusal = this.#check(call, before)
    if (refusal !== undefined) return refusal
    const given = this.#pick(call.body ?? {})
    const own = this.#spec.update === 'merge' ? given : this.#fill(call.body ?? {})
    const after: Entity = { ...before, ...own, ...(this.#spec.times === undefined ? {} : { updated_at: this.#time(nowMs) }) }
    this.#entities.set(id, after)
    return reply(200, after)
  }

  #check(call: Call, before: Entity | undefined): HttpResponse | undefined {
    if (call.malformed) return this.refuse(400, 'malformed body')
    const body = call.body ?? {}
    const { required, unique } = this.#spec
    const missing =
      before === undefined || this.#spec.update === 'replace' ? required.find((field) => body[field] === undefined) : undefined
    if (missing !== undefined) return this.refuse(400, `${missing} is required`, missing)
    if (unique === undefined || typeof body[unique] !== 'string') return undefined
    const taken = [...this.#entities.values()].some((entity) => entity !== before && entity[unique] === body[unique])
    return taken ? this.refuse(409, `${unique} is taken`, unique) : undefined
  }

  #list(query: URLSearchParams): HttpResponse {
    const { filter, list } = this.#spec
    const wanted = filter === undefined ? null : query.get(filter)
    const all = [...this.#entities.values()].filter((entity) => wanted === null || String(entity[filter ?? '']) === wanted)
    if (list.newestFirst) all.reverse()
    const size = list.page === 'none' ? all.length : Number(query.get(list.page === 'offset' ? 'limit' : 'per_page') ?? list.size)
    const start =
      list.page === 'offset' ? Number(query.get('offset') ?? 0) : list.page === 'number' ? (Number(query.get('page') ?? 1) - 1) * size : 0
    const items = all.slice(start, start + size)
    if (list.wrap === 'bare') return reply(200, items)
    const page =
      list.page === 'offset'
        ? { offset: start, limit: size }
        : list.page === 'number'
          ? { page: Number(query.get('page') ?? 1), per_page: size }
          : {}
    return reply(200, { data: items, total: all.length, ...page })
  }

  #mintId(): string | number {
    if (this.#spec.id === 'sequence') return ++this.#last
    return mintValue(this.#spec.id === 'uuid' ? 'uuid4' : `${this.#spec.name.slice(0, 4)}_{hex:16}`, this.#random)
  }

  #fill(body: Entity): Entity {
    const entries = Object.keys(this.#spec.fields).map((field) => [field, body[field] ?? this.#spec.defaults[field] ?? null] as const)
    return Object.fromEntries(entries)
  }

  #pick(body: Entity): Entity {
    return Object.fromEntries(Object.entries(body).filter(([field]) => Object.hasOwn(this.#spec.fields, field)))
  }

  #times(createdMs: number, updatedMs: number): Entity {
    return this.#spec.times === undefined ? {} : { created_at: this.#time(createdMs), updated_at: this.#time(updatedMs) }
  }

  #time(ms: number): JsonValue {
    if (this.#spec.times === 'epoch') return Math.floor(ms / 1000)
    const text = new Date(ms).toISOString()
    return this.#spec.times === 'iso' ? text : `${text.slice(0, 19)}Z`
  }
}
