import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseDuration } from '#base'
import type { Answer } from '#engine'
import type { LimitRule } from '#model'
import type { RouteTest } from '../route-pattern.ts'
import { refuseWith, withHeaders } from './answer-with.ts'
import type { Stage, StageCall } from './stage.ts'

/** Where a client stands with a limit after a request. */
interface Standing {
  readonly isRefused: boolean
  readonly remaining: number
  /** When all is free again, ms since 1970. */
  readonly resetMs: number
  /** When a refused client may try again. */
  readonly retryMs: number
}

/** Counts the requests of one client. */
interface Counter {
  take(nowMs: number): Standing
  /** A request has come to its end. */
  free?(): void
  fork(): Counter
  /** What `createCounter` goes on from. */
  save(): unknown
}

/** So many clients are told apart; the first of more is forgotten. */
const clientsMax = 10_000

export interface CompiledLimit {
  readonly rule: LimitRule
  readonly concerns: RouteTest
  readonly clientOf: (call: StageCall) => string
}

/** A limit of how many requests clients make. */
export class LimitStage implements Stage {
  readonly name = 'limits'
  readonly #limit: CompiledLimit
  readonly #clients: Map<string, Counter>
  /** Of the request under way. */
  #standing: Standing | undefined

  constructor(limit: CompiledLimit, clients = new Map<string, Counter>()) {
    this.#limit = limit
    this.#clients = clients
  }

  enter(call: StageCall): Answer | undefined {
    this.#standing = undefined
    const { rule, concerns, clientOf } = this.#limit
    if (!concerns(call.request, call.route)) return undefined
    const counter = this.#counterOf(clientOf(call))
    const standing = counter.take(call.nowMs)
    this.#standing = standing
    if (!standing.isRefused) {
      if (counter.free) call.onSent(() => counter.free?.())
      return undefined
    }
    const { status, body, limit, per } = rule
    const refused = refuseWith(call, {
      status,
      body,
      code: 'rate-limited',
      message: `more than ${limit} requests${per ? ` per ${per}` : ' at one time'}`,
    })
    const waitS = Math.max(1, Math.ceil((standing.retryMs - call.nowMs) / 1000))
    return rule.retry_after ? withHeaders(refused, { 'Retry-After': String(waitS) }) : refused
  }

  leave(call: StageCall, answer: Answer): Answer {
    const standing = this.#standing
    return standing === undefined ? answer : withHeaders(answer, printStanding(this.#limit.rule, standing, call.nowMs))
  }

  fork(): LimitStage {
    return new LimitStage(this.#limit, new Map([...this.#clients].map(([client, counter]) => [client, counter.fork()])))
  }

  save(): unknown {
    return [...this.#clients].map(([client, counter]) => [client, counter.save()])
  }

  load(saved: unknown): LimitStage {
    const clients = savedSchema.parse(saved)
    return new LimitStage(this.#limit, new Map(clients.map(([client, start]) => [client, createCounter(this.#limit.rule, start)])))
  }

  describe(nowMs: number): unknown {
    const { name, limit, kind } = this.#limit.rule
    const clients = Object.fromEntries(
      [...this.#clients].map(([client, counter]) => {
        const { isRefused, remaining } = counter.fork().take(nowMs)
        return [nameOf(this.#limit.rule, client), { remaining: isRefused ? 0 : remaining + 1 }]
      }),
    )
    return { name, kind, limit, clients }
  }

  #counterOf(client: string): Counter {
    let counter = this.#clients.get(client)
    if (counter === undefined) {
      counter = createCounter(this.#limit.rule)
      if (this.#clients.size >= clientsMax) this.#clients.delete(this.#clients.keys().next().value as string)
      this.#clients.set(client, counter)
    }
    return counter
  }
}

/** What may be a credential is shown by its digest. */
function nameOf({ by }: LimitRule, client: string): string {
  return by?.includes('header') ? createHash('sha256').update(client).digest('hex').slice(0, 16) : client
}

const savedSchema = z.array(z.tuple([z.string(), z.unknown()]))
/** Time and amount; infinities among them. */
const moment = z.custom<number>((value) => typeof value === 'number')

/** `start` is what another one of the rule has saved. */
function createCounter({ kind, limit, per, burst = limit }: LimitRule, start?: unknown): Counter {
  const perMs = parseDuration(per ?? '') ?? 0
  const read = <S extends z.ZodType>(schema: S) => (start === undefined ? undefined : schema.parse(start))
  if (kind === 'fixed') return fixedWindow({ limit, perMs }, read(z.strictObject({ beginMs: moment, used: z.number() })))
  if (kind === 'sliding') return slidingWindow({ limit, perMs }, read(z.array(moment)))
  if (kind === 'bucket') return tokenBucket({ perMs: perMs / limit, burst }, read(z.strictObject({ tokens: z.number(), atMs: moment })))
  return underWay(limit)
}

interface Window {
  readonly limit: number
  readonly perMs: number
}

/** Windows begin at whole multiples of their length since 1970. */
function fixedWindow(window: Window, start = { beginMs: 0, used: 0 }): Counter {
  let { beginMs, used } = start
  return {
    take: (nowMs) => {
      const begin = nowMs - (nowMs % window.perMs)
      if (begin !== beginMs) [beginMs, used] = [begin, 0]
      const isRefused = used >= window.limit
      if (!isRefused) used++
      const resetMs = begin + window.perMs
      return { isRefused, remaining: window.limit - used, resetMs, retryMs: resetMs }
    },
    fork: () => fixedWindow(window, { beginMs, used }),
    save: () => ({ beginMs, used }),
  }
}

/** The last so long before each request. */
function slidingWindow(window: Window, start: readonly number[] = []): Counter {
  let times = [...start]
  return {
    take: (nowMs) => {
      times = times.filter((time) => time > nowMs - window.perMs)
      const isRefused = times.length >= window.limit
      if (!isRefused) times.push(nowMs)
      const [first = nowMs] = times
      return {
        isRefused,
        remaining: window.limit - times.length,
        resetMs: (times.at(-1) ?? nowMs) + window.perMs,
        retryMs: first + window.perMs,
      }
    },
    fork: () => slidingWindow(window, times),
    save: () => times,
  }
}

/** Gets one token each `perMs`, and holds `burst`. */
function tokenBucket(
  bucket: { readonly perMs: number; readonly burst: number },
  start = { tokens: bucket.burst, atMs: Number.NEGATIVE_INFINITY },
): Counter {
  let { tokens, atMs } = start
  return {
    take: (nowMs) => {
      tokens = Math.min(bucket.burst, tokens + Math.max(0, nowMs - atMs) / bucket.perMs)
      atMs = nowMs
      const isRefused = tokens < 1
      if (!isRefused) tokens--
      const resetMs = nowMs + (bucket.burst - tokens) * bucket.perMs
      return { isRefused, remaining: Math.floor(tokens), resetMs, retryMs: nowMs + (1 - tokens) * bucket.perMs }
    },
    fork: () => tokenBucket(bucket, { tokens, atMs }),
    save: () => ({ tokens, atMs }),
  }
}

/** None is under way in a fork. */
function underWay(limit: number): Counter {
  let count = 0
  return {
    take: (nowMs) => {
      const isRefused = count >= limit
      if (!isRefused) count++
      return { isRefused, remaining: limit - count, resetMs: nowMs, retryMs: nowMs + 1000 }
    },
    free: () => {
      count--
    },
    fork: () => underWay(limit),
    save: () => null,
  }
}

const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'x-ratelimit': { 'X-RateLimit-Limit': '{limit}', 'X-RateLimit-Remaining': '{remaining}', 'X-RateLimit-Reset': '{reset}' },
  ratelimit: { 'RateLimit-Limit': '{limit}', 'RateLimit-Remaining': '{remaining}', 'RateLimit-Reset': '{reset_in}' },
  // draft-ietf-httpapi-ratelimit-headers
  ietf: { 'RateLimit-Policy': '"{name}";q={limit};w={window}', RateLimit: '"{name}";r={remaining};t={reset_in}' },
  none: {},
}

function printStanding({ headers, limit, name, per }: LimitRule, { remaining, resetMs }: Standing, nowMs: number): Record<string, string> {
  const form = typeof headers === 'string' ? forms[headers] : headers
  const values: Readonly<Record<string, string | number>> = {
    limit,
    remaining: Math.max(0, remaining),
    used: limit - Math.max(0, remaining),
    reset: Math.ceil(resetMs / 1000),
    reset_in: Math.max(0, Math.ceil((resetMs - nowMs) / 1000)),
    name,
    window: Math.round((parseDuration(per ?? '') ?? 0) / 1000),
  }
  return Object.fromEntries(
    Object.entries(form ?? {}).map(([key, text]) => [
      key,
      text.replace(/\{(\w+)\}/g, (whole, word: string) => String(values[word] ?? whole)),
    ]),
  )
}
