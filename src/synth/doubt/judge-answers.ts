import { FieldRules, type PreparedSession, Replay, replayOrigin } from '#conform'
import { type AnswerTrace, compileTwin, type RequestView, type Twin } from '#engine'
import type { Environment, Value } from '#lang'
import type { Model } from '#model'

import { createSourceClock } from '#state'
import { mintedFields } from '../pass/minted-fields.ts'
import type { AnsweredRequest } from './tests-of-answer.ts'

/** What the rules answered to a recorded request, and whether that was right. */
export interface JudgedAnswer {
  /** Route and variant, `GET /orders/{id} ok`. */
  readonly id: string
  readonly session: number
  readonly isRight: boolean
  /** A guess only because an earlier guess wrote what it rests on. */
  readonly isDoubtedOnly: boolean
  readonly answered: AnsweredRequest
}

const clockToleranceMs = 5000
/** More exchanges than this say nothing new; of many sessions, the beginnings. */
const exchangesMax = 5000
const exchangesOfSessionMin = 20

/** Asks the rules what was recorded, each session in a world of its own. */
export function judgeAnswers(model: Model, sessions: readonly PreparedSession[]): JudgedAnswer[] {
  const twin = compileTwin(model)
  const fields = new FieldRules(mintedFields(model))
  const ofSession = Math.max(exchangesOfSessionMin, Math.floor(exchangesMax / Math.max(1, sessions.length)))
  return sessions.flatMap((prepared, session) => judgeSession(twin, prepared, session, fields, ofSession))
}

function judgeSession(twin: Twin, prepared: PreparedSession, session: number, fields: FieldRules, exchangesMax: number): JudgedAnswer[] {
  let nowMs = prepared.startedAtMs
  const world = twin.createSession({ seed: 1, clock: createSourceClock(() => nowMs), origin: replayOrigin, recall: false, remember: true })
  const replay = new Replay(prepared, { fields, clockToleranceMs })
  return prepared.exchanges.slice(0, exchangesMax).map(({ exchange }, at) => {
    nowMs = exchange.startedAtMs
    const trace = new Trace()
    const answer = world.answer(replay.request(at), trace)
    const { indistinguishable } = replay.judge(at, { ...answer, isMade: world.hasMade })
    return {
      id: `${answer.route} ${answer.variant}`,
      session,
      isRight: indistinguishable,
      isDoubtedOnly: trace.isDoubtedOnly,
      answered: trace.answered,
    }
  })
}

class Trace implements AnswerTrace {
  #view: RequestView | undefined
  #value: Value
  #asked: readonly string[] = []
  #touched: readonly string[] = []
  isDoubtedOnly = false

  enter({ view, environment }: { readonly view: RequestView; readonly environment: Environment }): void {
    this.#view = view
    const { history, path } = environment
    this.#asked = [...(history?.routes ?? [])]
    this.#touched = this.#asked.filter((route) => history?.touched(route, path))
  }

  respond(_variant: string, value: Value): void {
    this.#value = value
  }

  judge({ isGuess, isNovel, isDoubted }: { readonly isGuess: boolean; readonly isNovel: boolean; readonly isDoubted: boolean }): void {
    this.isDoubtedOnly = isDoubted && !isGuess && !isNovel
  }

  get answered(): AnsweredRequest {
    return { view: this.#view as RequestView, value: this.#value, asked: this.#asked, touched: this.#touched }
  }
}
