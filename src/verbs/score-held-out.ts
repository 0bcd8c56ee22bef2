import { checkHeldOut } from '#conform'
import { createStyle, type Finding, renderFinding } from '#diagnostics'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { learn } from '#synth'
import { toCheckOptions } from './check-options.ts'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

/** How a model answers what it has not seen; basis points. */
export interface HeldOutScore {
  readonly scoreBp: number
  readonly statusBp: number
  /** Sessions that were held out. */
  readonly sessions: number
}

const sessionsMin = 3
/** One part in three is held out: a first figure in the time of one more learning; `check --held-out` judges on all parts. */
const folds = 3
const checked = 1
/** More exchanges than this take too long to be learned several times over at the end of a `synth`. */
const exchangesMax = 20_000

/** Undefined where there are too few sessions, or so many exchanges that it would take long: then it says so. */
export function scoreHeldOut(place: TwinPlace, sessions: readonly RecordedSession[], context: VerbContext): HeldOutScore | undefined {
  const exchanges = sessions.reduce((total, session) => total + session.exchanges.length, 0)
  if (sessions.length < sessionsMin || exchanges > exchangesMax) {
    context.note(renderFinding(skipped(place.name, sessions.length, exchanges), createStyle(false)))
    return undefined
  }
  const learnTwin = (part: readonly RecordedSession[]) => {
    const learned = learn(part, { name: place.name })
    return compileTwin(learned.model, learned)
  }
  const onFold = (done: number, total: number) => context.progress('judging on unseen sessions', done, total)
  const { scoreBp, statusBp, sessionsTotal } = checkHeldOut(place.name, sessions, learnTwin, {
    ...toCheckOptions(place.config),
    folds,
    checked,
    onFold,
  })
  return { scoreBp, statusBp, sessions: sessionsTotal }
}

function skipped(name: string, sessions: number, exchanges: number): Finding {
  const few = sessions < sessionsMin
  return {
    code: 'held-out-skipped',
    severity: 'info',
    message: few
      ? `not judged on unseen sessions: ${name} has ${sessions}, and it takes ${sessionsMin}`
      : `not judged on unseen sessions: learning ${exchanges} exchanges several times over would take long`,
    help: few ? `record more: doppel record ${name} --port 8080` : `when there is time: doppel check ${name} --held-out`,
  }
}
