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

/** A request that is not answered yet. */
interface UnderWay {
  readonly call: StageCall
  readonly digest: string
  /** Those that wait for its answer. */
  readonly waiting: (() => void)[]
}

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
  /** By key. A fork has none: nobody waits there. */
  readonly #underWay = new Map<string, UnderWay>()

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
    const underWay = this.#underWay.get(key)
    const kept = this.#kept.get(key)
    const known = underWay ?? (kept !== undefined && kept.untilMs > call.nowMs ? kept : undefined)
    if (known === undefined) return this.#begin(call, key)
    if (known.digest !== digestOf(call)) {
      return refuseWith(call, { ...rule.conflict, code: 'idempotency-conflict', message: `${rule.header} was used for another request` })
    }
    if (underWay !== undefined && rule.in_flight !== 'wait') {
      const message = `the request with this ${rule.header} is not answered yet`
      return refuseWith(call, { ...rule.in_flight, code: 'idempotency-in-flight', message })
    }
    // one that waited is asked when nothing is under way
    if (kept === undefined) return undefined
    const { events: _, ...answer } = kept.answer
    return rule.replayed === undefined ? answer : withHeaders(answer, { [rule.replayed]: 'true' })
  }

  /** From now until its answer has left the request is under way. */
  #begin(call: StageCall, key: string): undefined {
    const underWay: UnderWay = { call, digest: digestOf(call), waiting: [] }
    this.#underWay.set(key, underWay)
    call.onSent(() => {
      if (this.#underWay.get(key) === underWay) this.#underWay.delete(key)
      for (const goOn of underWay.waiting) goOn()
    })
  }

  get holds(): boolean {
    return this.#compiled.rule.in_flight === 'wait' && this.#underWay.size > 0
  }

  /** The same request again waits for the answer to the first; another one under its key is refused at once. */
  hold(call: StageCall): ((goOn: () => void) => void) | undefined {
    const key = this.#isMeant(call) ? this.#keyOf(call) : undefined
    const underWay = key === undefined ? undefined : this.#underWay.get(key)
    return underWay === undefined || underWay.digest !== digestOf(call) ? undefined : (goOn) => void underWay.waiting.push(goOn)
  }

  /** What the service failed at may be tried again. */
  leave(call: StageCall, answer: Answer): Answer {
    const key = this.#isMeant(call) ? this.#keyOf(call) : undefined
    // what this stage itself has answered is no answer of the service
    if (key === undefined || this.#underWay.get(key)?.call !== call || answer.response.status >= 500) return answer
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
