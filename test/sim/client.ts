import type { HttpRequest, HttpResponse } from '#http'
import type { Random } from '#state'

const names = ['Ada Moreau', 'Bo Lind', 'Cleo Haas', 'Dan Ortiz', 'Eva Novak', 'Finn Roth', 'Gia Costa', 'Hugo Berg']
const words = [
  'amber',
  'birch',
  'cobalt',
  'dune',
  'ember',
  'fjord',
  'grove',
  'harbor',
  'indigo',
  'juniper',
  'kelp',
  'lumen',
  'maple',
  'nimbus',
  'onyx',
  'pearl',
]

/** Nothing was learned yet that the request needs: another one is made. */
export class NothingYet extends Error {}

/** A client that learns ids and more from the answers, as an app does; its seed decides about everything it does. */
export class Client {
  readonly #random: Random
  readonly #known = new Map<string, string[]>()
  readonly #made = new Map<string, string[]>()
  /** The time at which the next request goes out. */
  nowMs = 0

  constructor(random: Random) {
    this.#random = random
  }

  /**
   * Learns from an answer: the id of what a POST made, under the last word of the path, every field under its name, and the places of what it
   * lists: `bsk_1/items/item_2` under `items[]`.
   */
  see(request: HttpRequest, response: HttpResponse): void {
    if (response.status >= 300 || response.body.length === 0) return
    const body = JSON.parse(new TextDecoder().decode(response.body)) as Record<string, unknown>
    const path = (request.target.split('?')[0] ?? '').split('/').filter((part) => /^[a-z_-]+$/.test(part))
    const made = body.id ?? (body.data as { id?: unknown } | undefined)?.id
    if (request.method === 'POST' && made !== undefined) this.learn(path.at(-1) ?? '', String(made))
    for (const [name, value] of Object.entries(body)) {
      if (typeof value === 'string') this.learn(`.${name}`, value)
      else if (Array.isArray(value)) for (const { id } of value) this.learn(`${name}[]`, `${made}/${name}/${id}`)
      else if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) if (typeof item === 'string') this.learn(`.${name}.${key}`, item)
    }
    for (const [name, value] of response.headers) if (name.toLowerCase() === 'etag') this.learn(`etag ${request.target}`, value)
  }

  learn(name: string, value: string): void {
    const list = this.#known.get(name) ?? []
    this.#known.set(name, list)
    if (!list.includes(value)) list.push(value)
  }

  /** An id under that name that an answer gave; now and then one that there is not. */
  id(name: string, unknownShare = 0.07): string {
    const list = this.#known.get(name)
    if (!list) throw new NothingYet(name)
    if (!this.chance(unknownShare)) return this.pick(list)
    return /^\d+$/.test(list[0] ?? '') ? '99999' : 'nothing-here'
  }

  /** The last value of a field in any answer. */
  last(name: string): string {
    const value = this.#known.get(name)?.at(-1)
    if (value === undefined) throw new NothingYet(name)
    return value
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1))
  }

  /** An amount of money with cents. */
  money(high = 100): number {
    return Math.floor(this.#random() * high * 100) / 100
  }

  name(): string {
    return this.pick(names)
  }

  word(): string {
    return this.pick(words)
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.word()).join(' ')
  }

  /** A text that was not made before under this name, or with `againShare` one that was. */
  fresh(name: string, make: (number: number) => string, againShare = 0.15): string {
    const list = this.#made.get(name) ?? []
    this.#made.set(name, list)
    if (list.length > 0 && this.chance(againShare)) return this.pick(list)
    const text = make(list.length + 1)
    list.push(text)
    return text
  }

  /** Some of the entries, each with the same chance. */
  some<T>(entries: Readonly<Record<string, T>>, share = 0.5): Record<string, T> {
    return Object.fromEntries(Object.entries(entries).filter(() => this.chance(share)))
  }

  get(target: string, query: Readonly<Record<string, string | number>> = {}, headers: Headers = []): HttpRequest {
    const text = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString()
    return send('GET', text === '' ? target : `${target}?${text}`, undefined, headers)
  }

  post(target: string, body?: unknown, headers: Headers = []): HttpRequest {
    return send('POST', target, body, headers)
  }

  put(target: string, body: unknown, headers: Headers = []): HttpRequest {
    return send('PUT', target, body, headers)
  }

  patch(target: string, body: unknown, headers: Headers = []): HttpRequest {
    return send('PATCH', target, body, headers)
  }

  delete(target: string, headers: Headers = []): HttpRequest {
    return send('DELETE', target, undefined, headers)
  }
}

type Headers = readonly (readonly [string, string])[]

function send(method: string, target: string, body: unknown, headers: Headers): HttpRequest {
  if (body === undefined) return { method, target, headers: [['Accept', 'application/json'], ...headers], body: new Uint8Array() }
  return {
    method,
    target,
    headers: [['Content-Type', 'application/json'], ...headers],
    body: new TextEncoder().encode(JSON.stringify(body)),
  }
}
