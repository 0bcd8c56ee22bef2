import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { createRandom, type Random } from '#state'
import type { ResourceSpec } from './resource-spec.ts'
import type { Entity, JsonValue } from './service.ts'

const startMs = Date.UTC(2026, 2, 1, 9)
const hourMs = 3_600_000
const names = ['Ada Moreau', 'Bo Lind', 'Cleo Haas', 'Dan Ortiz', 'Eva Novak', 'Finn Roth', 'Gia Costa', 'Hugo Berg']
const tiers = ['free', 'pro', 'team']

/** Whoever answers: the service, or a twin of it. */
export type Target = (request: HttpRequest, nowMs: number) => HttpResponse

/** Records one session of random traffic on a fresh target; the seed decides about every request. */
export function recordSession(spec: ResourceSpec, target: Target, seed: number, length = 60): RecordedSession {
  const client = new Client(spec, createRandom(seed))
  const startedAtMs = startMs + seed * hourMs
  const exchanges: Exchange[] = []
  let nowMs = startedAtMs
  for (let index = 0; index < length; index++) {
    const request = client.next()
    const response = target(request, nowMs)
    client.see(response)
    exchanges.push({ index, startedAtMs: nowMs, endedAtMs: nowMs + 4, request, response })
    nowMs += 700 + (index % 7) * 211
  }
  const id = `sim-${String(seed).padStart(6, '0')}`
  return { id, tags: [], startedAtMs, upstream: 'http://service.test', origin: 'http://recorder.test', exchanges }
}

/** A client that learns ids from the answers, as an app does. */
class Client {
  readonly #spec: ResourceSpec
  readonly #random: Random
  readonly #ids: string[] = []
  readonly #emails: string[] = []
  #minted = 0

  constructor(spec: ResourceSpec, random: Random) {
    this.#spec = spec
    this.#random = random
  }

  see(response: HttpResponse): void {
    if (response.status !== 201) return
    const { id } = JSON.parse(new TextDecoder().decode(response.body)) as { id: string | number }
    this.#ids.push(String(id))
  }

  next(): HttpRequest {
    const { name, update } = this.#spec
    const draw = this.#random()
    if (this.#ids.length === 0 || draw < 0.3) return this.#send('POST', `/${name}`, this.#newEntity())
    if (draw < 0.55) return this.#send('GET', `/${name}/${this.#someId()}`)
    if (draw < 0.75) return this.#send('GET', `/${name}${this.#someQuery()}`)
    if (draw < 0.9) return this.#send(update === 'merge' ? 'PATCH' : 'PUT', `/${name}/${this.#someId()}`, this.#change())
    return this.#send('DELETE', `/${name}/${this.#someId()}`)
  }

  #send(method: string, target: string, body?: Entity): HttpRequest {
    if (body === undefined) return { method, target, headers: [['Accept', 'application/json']], body: new Uint8Array() }
    return { method, target, headers: [['Content-Type', 'application/json']], body: new TextEncoder().encode(JSON.stringify(body)) }
  }

  #newEntity(): Entity {
    const chosen = Object.entries(this.#spec.fields).filter(([field]) => {
      return this.#random() < (this.#spec.required.includes(field) ? 0.92 : 0.6)
    })
    return Object.fromEntries(chosen.map(([field, kind]) => [field, this.#value(kind)]))
  }

  #change(): Entity {
    if (this.#spec.update === 'replace') return this.#newEntity()
    const chosen = Object.entries(this.#spec.fields).filter(() => this.#random() < 0.4)
    return Object.fromEntries(chosen.map(([field, kind]) => [field, this.#value(kind)]))
  }

  #value(kind: ResourceSpec['fields'][string]): JsonValue {
    if (kind === 'name') return this.#one(names)
    if (kind === 'tier') return this.#one(tiers)
    if (kind === 'flag') return this.#random() < 0.5
    if (kind === 'amount') return Math.floor(this.#random() * 10_000) / 100
    if (this.#emails.length > 0 && this.#random() < 0.15) return this.#one(this.#emails)
    const email = `${this.#one(names).split(' ')[0]?.toLowerCase()}.${++this.#minted}@example.com`
    this.#emails.push(email)
    return email
  }

  #someId(): string {
    if (this.#random() < 0.08) return this.#spec.id === 'sequence' ? '9999' : 'nothing-here'
    return this.#one(this.#ids)
  }

  #someQuery(): string {
    const { filter, list } = this.#spec
    const pairs: string[] = []
    if (filter !== undefined && this.#random() < 0.4) pairs.push(`${filter}=${filter === 'tier' ? this.#one(tiers) : this.#random() < 0.5}`)
    if (list.page === 'offset' && this.#random() < 0.6)
      pairs.push(`offset=${Math.floor(this.#random() * 5)}`, `limit=${2 + Math.floor(this.#random() * 3)}`)
    if (list.page === 'number' && this.#random() < 0.6)
      pairs.push(`page=${1 + Math.floor(this.#random() * 3)}`, `per_page=${2 + Math.floor(this.#random() * 2)}`)
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`
  }

  #one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T
  }
}
