import { FieldRules, openReplay, type PreparedSession, Replay } from '#conform'
import { type AnswerTrace, compileTwin, type RequestView, type Twin } from '#engine'
import type { Environment, Value } from '#lang'
import type { Model } from '#model'
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
  const { ask } = openReplay(twin, prepared, { recall: false, remember: true })
  const replay = new Replay(prepared, { fields, clockToleranceMs })
  return prepared.exchanges.slice(0, exchangesMax).flatMap((exchange, at) => {
    const trace = new Trace()
    const { indistinguishable, divergences } = replay.judge(at, ask(replay.request(at), exchange, trace))
    const wrong = divergences.filter(({ severity }) => severity === 'error').map(({ path }) => path)
    return trace.steps.map(({ id, isDoubtedOnly, answered }) => ({
      id,
      session,
      isRight: indistinguishable || isElsewhere(id, wrong, trace.steps),
      isDoubtedOnly,
      answered,
    }))
  })
}

/** Whether all that is wrong in an answer of several operations stands in the parts that others of them gave. */
function isElsewhere(id: string, wrong: readonly string[], steps: readonly Step[]): boolean {
  if (steps.length < 2) return false
  const nameOf = (step: string) => /([\w-]+) \S+$/.exec(step)?.[1] ?? step
  const holds = (step: string) => (path: string) => path.split(/[.[\]]+/).includes(nameOf(step))
  return !wrong.some(holds(id)) && wrong.every((path) => steps.some((step) => holds(step.id)(path)))
}

/** What one route did for an answer. */
interface Step {
  readonly id: string
  isDoubtedOnly: boolean
  readonly answered: AnsweredRequest
}

class Trace implements AnswerTrace {
  readonly steps: Step[] = []
  #entered: Pick<AnsweredRequest, 'view' | 'asked' | 'touched'> | undefined
  #route: string | undefined

  enter({
    view,
    route,
    environment,
  }: {
    readonly view: RequestView
    readonly route: string | undefined
    readonly environment: Environment
  }): void {
    const { history, path } = environment
    const asked = [...(history?.routes ?? [])].map((each): [string, number] => [each, history?.asked(each) ?? 0])
    this.#route = route
    this.#entered = { view, asked, touched: asked.map(([each]): [string, number] => [each, history?.touched(each, path) ?? 0]) }
  }

  respond(variant: string, value: Value): void {
    if (this.#entered) this.steps.push({ id: `${this.#route} ${variant}`, isDoubtedOnly: false, answered: { ...this.#entered, value } })
  }

  judge({ isGuess, isNovel, isDoubted }: { readonly isGuess: boolean; readonly isNovel: boolean; readonly isDoubted: boolean }): void {
    const last = this.steps.at(-1)
    if (last) last.isDoubtedOnly = isDoubted && !isGuess && !isNovel
  }
}
