import http from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { Random } from '#state'
import { createThings } from './serve-model.ts'

interface Answered {
  /** 0 where the connection was cut. */
  readonly status: number
  readonly text: string
  readonly chaos: string | undefined
}

/** What a session has, by key. */
interface Truth {
  readonly things: ReadonlyMap<string, object>
  readonly orders: number
  readonly nextId: number
}

/** Of the collection that clients change: it begins with the first twenty things. */
const collection = '/thing1'
const beginning: Truth = {
  things: new Map(
    createThings()
      .slice(0, 20)
      .map((thing) => [thing.id, thing]),
  ),
  orders: 0,
  nextId: 5000,
}

/** A session stays about so large. */
const thingsMax = 200

/** A client with a session of its own, which knows what that has to answer. */
export class SoakClient {
  readonly wrong: string[] = []
  asked = 0
  disturbed = 0
  restored = 0
  forked = 0
  resets = 0
  readonly #port: number
  readonly #session: string
  readonly #random: Random
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  #truth = beginning
  #kept: Truth | undefined

  constructor(port: number, session: string, random: Random) {
    this.#port = port
    this.#session = session
    this.#random = random
  }

  async run(untilMs: number): Promise<void> {
    while (performance.now() < untilMs) await this.#step()
    this.#agent.destroy()
  }

  async #step(): Promise<void> {
    const dice = this.#random()
    if (dice < 0.3) await this.#read()
    else if (dice < 0.5) await this.#create()
    else if (dice < 0.6) await this.#change()
    else if (dice < 0.7) await this.#remove()
    else if (dice < 0.8) await this.#list()
    else if (dice < 0.9) await this.#order()
    else if (dice < 0.98) await this.#disturb()
    else await this.#control()
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T
  }

  /** One that is there, or one that is not. */
  #anyId(): string {
    return this.#random() < 0.1 ? 'none' : this.#pick([...this.#truth.things.keys(), 'none'])
  }

  async #read(): Promise<void> {
    const id = this.#anyId()
    this.#expect(`GET ${id}`, await this.#ask('GET', `${collection}/${id}`), this.#shown(id))
  }

  #shown(id: string): readonly [status: number, body: unknown] {
    const thing = this.#truth.things.get(id)
    return thing === undefined ? [404, { error: 'not found' }] : [200, thing]
  }

  async #create(name = `thing ${this.asked}`): Promise<void> {
    this.#expect('POST', await this.#ask('POST', collection, { name }), [201, this.#made(name)])
  }

  /** What there is once it is made. */
  #made(name: string): object {
    const thing = { id: String(this.#truth.nextId), name }
    this.#set(new Map(this.#truth.things).set(thing.id, thing), { nextId: this.#truth.nextId + 1 })
    return thing
  }

  #set(things: ReadonlyMap<string, object>, more: Partial<Truth> = {}): void {
    this.#truth = { ...this.#truth, things, ...more }
  }

  async #change(): Promise<void> {
    const [id, name] = [this.#anyId(), `changed ${this.asked}`]
    const before = this.#truth.things.get(id)
    if (before) this.#set(new Map(this.#truth.things).set(id, { ...before, name }))
    this.#expect(`PATCH ${id}`, await this.#ask('PATCH', `${collection}/${id}`, { name }), this.#shown(id))
  }

  async #remove(): Promise<void> {
    const id = this.#anyId()
    const expected = this.#truth.things.has(id) ? ([204, undefined] as const) : this.#shown(id)
    const things = new Map(this.#truth.things)
    things.delete(id)
    this.#set(things)
    this.#expect(`DELETE ${id}`, await this.#ask('DELETE', `${collection}/${id}`), expected)
  }

  async #list(): Promise<void> {
    this.#expect('list', await this.#ask('GET', collection), [200, [...this.#truth.things.values()]])
    if (this.#truth.things.size > thingsMax) await this.#reset()
  }

  async #order(): Promise<void> {
    const lines = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () => ({
      price: Math.floor(this.#random() * 10_000) / 100,
      quantity: 1 + Math.floor(this.#random() * 5),
    }))
    const id = this.#truth.orders + 1
    this.#truth = { ...this.#truth, orders: id }
    const cents = lines.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0)
    this.#expect('order', await this.#ask('POST', '/orders', { lines }), [201, { id, lines, total: cents / 100 }])
  }

  /** What was disturbed says so; what it did, or did not, is seen later. */
  async #disturb(): Promise<void> {
    this.disturbed++
    const chaos = this.#pick(['latency=3ms', 'error=503', 'reset', 'lost-reply', 'truncate=0.5', 'malformed=0.5', 'slow=5ms', 'duplicate'])
    const name = `disturbed ${this.asked}`
    const [fault = ''] = chaos.split('=')
    const answer = await this.#ask('POST', collection, { name }, chaos)
    if (fault === 'error') this.#expectStatus(chaos, answer, 503)
    else if (fault === 'reset') this.#expectStatus(chaos, answer, 0)
    else {
      const made = this.#made(name)
      if (fault === 'duplicate') this.#made(name)
      if (fault === 'lost-reply' || fault === 'truncate') this.#expectStatus(chaos, answer, 0)
      else if (fault === 'malformed') this.#expectStatus(chaos, answer, 201)
      else this.#expect(chaos, answer, [201, made])
    }
    if (answer.status > 0 && !answer.chaos?.startsWith(fault)) this.#note(`${chaos}: struck by ${answer.chaos}`)
  }

  async #control(): Promise<void> {
    const dice = this.#random()
    if (dice < 0.3) {
      this.#kept = this.#truth
      this.#expectStatus('snapshot', await this.#tell('POST', '/snapshot', '&name=kept'), 200)
    } else if (dice < 0.6 && this.#kept) {
      this.restored++
      this.#truth = this.#kept
      this.#expectStatus('restore', await this.#tell('POST', '/restore', '&name=kept'), 200)
    } else if (dice < 0.9) await this.#fork()
    else await this.#reset()
  }

  async #fork(): Promise<void> {
    this.forked++
    const fork = `${this.#session}-fork`
    this.#expectStatus('fork', await this.#tell('POST', '/fork', `&to=${fork}`), 200)
    this.#expect('POST to a fork', await this.#ask('POST', collection, { name: 'of the fork' }, undefined, fork), [
      201,
      { id: String(this.#truth.nextId), name: 'of the fork' },
    ])
    await this.#list()
    this.#expectStatus('end of a fork', await this.#tell('DELETE', '/session', '', fork), 200)
  }

  async #reset(): Promise<void> {
    this.resets++
    this.#truth = beginning
    this.#kept = undefined
    this.#expectStatus('end', await this.#tell('DELETE', '/session'), 200)
    // A session begins with its first request: there is none to be forked before that.
    await this.#list()
  }

  #expectStatus(what: string, { status, text }: Answered, expected: number): void {
    if (status !== expected && !(expected === 200 && status === 201)) this.#note(`${what}: ${status} for ${expected} ${text.slice(0, 200)}`)
  }

  #expect(what: string, { status, text }: Answered, [expected, body]: readonly [status: number, body: unknown]): void {
    const isRight = status === expected && (body === undefined ? text === '' : isSame(text, body))
    if (!isRight) this.#note(`${what}: ${status} for ${expected}, ${text.slice(0, 200)} for ${JSON.stringify(body)?.slice(0, 200)}`)
  }

  #note(line: string): void {
    this.wrong.push(`${this.#session}: ${line}`)
  }

  #tell(method: string, path: string, query = '', session = this.#session): Promise<Answered> {
    return this.#ask(method, `/__doppel${path}?session=${session}${query}`)
  }

  #ask(method: string, path: string, body?: object, chaos?: string, session = this.#session): Promise<Answered> {
    this.asked++
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(path.startsWith('/__doppel') ? {} : { 'X-Doppel-Session': session }),
      ...(chaos ? { 'X-Doppel-Chaos': chaos } : {}),
      ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(text.length) }),
    }
    const cut: Answered = { status: 0, text: '', chaos: undefined }
    return new Promise((resolve) => {
      const options = { host: '127.0.0.1', port: this.#port, method, path, headers, agent: this.#agent }
      const request = http.request(options, (response) => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          received += piece
        })
        response.on('error', () => resolve(cut))
        const told = response.headers['x-doppel-chaos']
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: received, chaos: told?.toString() }))
      })
      request.on('error', () => resolve(cut))
      request.end(text)
    })
  }
}

function isSame(text: string, body: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), body)
  } catch {
    return false
  }
}
