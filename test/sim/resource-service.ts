import type { HttpResponse } from '#http'
import type { Client } from './client.ts'
import type { ResourceSpec } from './resource-spec.ts'
import { type Call, type Entity, type JsonValue, reply } from './service.ts'
import type { Action, Rules, ServiceSpec, World } from './service-spec.ts'

const tiers = ['free', 'pro', 'team']

/** A service with one resource that follows its spec. */
export function resourceService(spec: ResourceSpec): ServiceSpec {
  return { name: spec.name, rules: (world) => new Resource(spec, world).rules(), traffic: (client) => trafficOf(spec, client) }
}

class Resource {
  readonly #spec: ResourceSpec
  readonly #world: World
  readonly #entities = new Map<string, Entity>()
  #last = 0

  constructor(spec: ResourceSpec, world: World) {
    this.#spec = spec
    this.#world = world
  }

  rules(): Rules {
    const { name, update, remove } = this.#spec
    const one = (answer: (call: Call, id: string, entity: Entity) => HttpResponse) => (call: Call) => {
      const id = call.params.id ?? ''
      const entity = this.#entities.get(id)
      return entity === undefined ? this.#refuse(404, `${name.slice(0, -1)} not found`) : answer(call, id, entity)
    }
    return {
      [`GET /${name}`]: (call) => this.#list(call.query),
      [`POST /${name}`]: (call) => this.#create(call),
      [`GET /${name}/:id`]: one((_, __, entity) => reply(200, entity)),
      [`${update === 'merge' ? 'PATCH' : 'PUT'} /${name}/:id`]: one((call, id, entity) => this.#update(call, id, entity)),
      [`DELETE /${name}/:id`]: one((_, id, entity) => {
        this.#entities.delete(id)
        return remove.status === 204 ? reply(204) : reply(200, { deleted: true, id: entity.id })
      }),
    }
  }

  #refuse(status: number, message: string, field?: string): HttpResponse {
    const about = field === undefined ? {} : { field }
    if (this.#spec.error === 'message') return reply(status, { message, ...about })
    if (this.#spec.error === 'list') return reply(status, { errors: [{ detail: message, ...about }] })
    return reply(status, { error: { code: status, message, ...about } })
  }

  #create(call: Call): HttpResponse {
    const refusal = this.#check(call, undefined)
    if (refusal !== undefined) return refusal
    const id = this.#mintId()
    const entity = { id, ...this.#fill(call.body ?? {}), ...this.#times(call.nowMs, call.nowMs) }
    this.#entities.set(String(id), entity)
    return reply(201, entity, [['Location', `/${this.#spec.name}/${id}`]])
  }

  #update(call: Call, id: string, before: Entity): HttpResponse {
    const refusal = this.#check(call, before)
    if (refusal !== undefined) return refusal
    const given = this.#pick(call.body ?? {})
    const own = this.#spec.update === 'merge' ? given : this.#fill(call.body ?? {})
    const after: Entity = { ...before, ...own, ...(this.#spec.times === undefined ? {} : { updated_at: this.#time(call.nowMs) }) }
    this.#entities.set(id, after)
    return reply(200, after)
  }

  #check(call: Call, before: Entity | undefined): HttpResponse | undefined {
    if (call.malformed) return this.#refuse(400, 'malformed body')
    const body = call.body ?? {}
    const { required, unique } = this.#spec
    const missing =
      before === undefined || this.#spec.update === 'replace' ? required.find((field) => body[field] === undefined) : undefined
    if (missing !== undefined) return this.#refuse(400, `${missing} is required`, missing)
    if (unique === undefined || typeof body[unique] !== 'string') return undefined
    const taken = [...this.#entities.values()].some((entity) => entity !== before && entity[unique] === body[unique])
    return taken ? this.#refuse(409, `${unique} is taken`, unique) : undefined
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
    return this.#world.mint(this.#spec.id === 'uuid' ? 'uuid4' : `${this.#spec.name.slice(0, 4)}_{hex:16}`)
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

function trafficOf(spec: ResourceSpec, client: Client): Action[] {
  const { name, update, fields, required } = spec
  const values = {
    name: () => client.name(),
    tier: () => client.pick(tiers),
    flag: () => client.chance(0.5),
    amount: () => client.money(),
    email: () => client.fresh('email', (number) => `${client.name().split(' ')[0]?.toLowerCase()}.${number}@example.com`),
  }
  const send = (share: (field: string) => number) => {
    const chosen = Object.entries(fields).filter(([field]) => client.chance(share(field)))
    return Object.fromEntries(chosen.map(([field, kind]) => [field, values[kind]()]))
  }
  const whole = () => send((field) => (required.includes(field) ? 0.92 : 0.6))
  const one = () => `/${name}/${client.id(name)}`
  return [
    [30, () => client.post(`/${name}`, whole())],
    [25, () => client.get(one())],
    [20, () => client.get(`/${name}`, queryOf(spec, client))],
    [
      15,
      () =>
        update === 'merge'
          ? client.patch(
              one(),
              send(() => 0.4),
            )
          : client.put(one(), whole()),
    ],
    [10, () => client.delete(one())],
  ]
}

function queryOf({ filter, list }: ResourceSpec, client: Client): Record<string, string | number> {
  const filtered = filter !== undefined && client.chance(0.4)
  const paged = list.page !== 'none' && client.chance(0.6)
  return {
    ...(filtered ? { [filter]: filter === 'tier' ? client.pick(tiers) : String(client.chance(0.5)) } : {}),
    ...(paged && list.page === 'offset' ? { offset: client.whole(0, 4), limit: client.whole(2, 4) } : {}),
    ...(paged && list.page === 'number' ? { page: client.whole(1, 3), per_page: client.whole(2, 3) } : {}),
  }
}
