import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseDuration } from '#base'
import type { Answer } from '#engine'
import { headerValue } from '#http'
import type { Stages } from '#model'
import type { RouteTest } from '../route-pattern.ts'
import { refuseWith, withHeaders } from './answer-with.ts'
import { saveAnswer, savedAnswerSchema } from './saved-answer.ts'
import type { Stage, StageCall } from './stage.ts'

interface Kept {
  readonly digest: string
  readonly untilMs: number
  readonly answer: Answer
}

const savedSchema = z.array(z.tuple([z.string(), z.strictObject({ digest: z.string(), untilMs: z.number(), answer: savedAnswerSchema })]))

/** So many keys are remembered; the first of more is forgotten. */
const keysMax = 100_000

export interface CompiledIdempotency {
  readonly rule: NonNullable<Stages['idempotency']>
  readonly concerns: RouteTest
  readonly clientOf: (call: StageCall) => string
}

/** Gives the first answer again to a request that comes again under its key. */
export class IdempotencyStage implements Stage {
  readonly name = 'idempotency'
  readonly #compiled: CompiledIdempotency
  readonly #kept: Map<string, Kept>

  constructor(compiled: CompiledIdempotency, kept = new Map<string, Kept>()) {
    this.#compiled = compiled
    this.#kept = kept
  }

  enter(call: StageCall): Answer | undefined {
    const { rule } = this.#compiled
    if (!this.#isMeant(call)) return undefined
    const key = this.#keyOf(call)
    if (key === undefined) {
      return rule.required
        ? refuseWith(call, { status: 400, code: 'idempotency-key-missing', message: `${rule.header} is missing` })
        : undefined
    }
    const kept = this.#kept.get(key)
    if (kept === undefined || kept.untilMs <= call.nowMs) return undefined
    if (kept.digest !== digestOf(call)) {
      return refuseWith(call, { ...rule.conflict, code: 'idempotency-conflict', message: `${rule.header} was used for another request` })
    }
    const { events: _, ...answer } = kept.answer
    return rule.replayed === undefined ? answer : withHeaders(answer, { [rule.replayed]: 'true' })
  }

  /** What the service failed at may be tried again. */
  leave(call: StageCall, answer: Answer): Answer {
    const key = this.#isMeant(call) ? this.#keyOf(call) : undefined
    const known = key === undefined ? undefined : this.#kept.get(key)
    if (key === undefined || answer.response.status >= 500 || (known !== undefined && known.untilMs > call.nowMs)) return answer
    if (this.#kept.size >= keysMax) this.#kept.delete(this.#kept.keys().next().value as string)
    const lastsMs = parseDuration(this.#compiled.rule.expires) ?? 0
    this.#kept.set(key, { digest: digestOf(call), untilMs: call.nowMs + lastsMs, answer })
    return answer
  }

  fork(): IdempotencyStage {
    return new IdempotencyStage(this.#compiled, new Map(this.#kept))
  }

  save(): unknown {
    return [...this.#kept].map(([key, { answer, ...kept }]) => [key, { ...kept, answer: saveAnswer(answer) }])
  }

  load(saved: unknown): IdempotencyStage {
    return new IdempotencyStage(this.#compiled, new Map(savedSchema.parse(saved)))
  }

  #isMeant({ request, route }: StageCall): boolean {
    const { rule, concerns } = this.#compiled
    return rule.methods.includes(request.method) && concerns(request, route)
  }

  #keyOf(call: StageCall): string | undefined {
    const { rule, clientOf } = this.#compiled
    const key = headerValue(call.request.headers, rule.header.toLowerCase())
    return key && JSON.stringify([clientOf(call), key])
  }
}

function digestOf({ request: { method, target, body } }: StageCall): string {
  return createHash('sha256').update(`${method} ${target}\n`).update(body).digest('base64')
}
