import type { FieldRule } from '#compare'
import { FieldRules, openReplay, type PreparedExchange, type PreparedSession, replaySession } from '#conform'
import { type Answer, compileTwin, type Twin } from '#engine'
import type { HttpRequest } from '#http'
import type { Model } from '#model'
import { mintedFields } from './minted-fields.ts'

export interface PrunedModel {
  readonly model: Model
  /** What was taken out, `GET /orders/{id} not-found`. */
  readonly dropped: readonly string[]
}

/** More sessions than these say nothing new. */
const sessionsMax = 12
const roundsMax = 3
/** Fewer wrong refusals may come from the replay itself. */
const wrongMin = 3

/**
 * Takes out refusals that a twin makes where the service made none: it does not know enough of the state that they are
 * about. What was learned is asked the recorded requests; a refusal that is far more often wrong than right goes.
 */
export function pruneGuards(model: Model, sessions: readonly PreparedSession[]): PrunedModel {
  const asked = sessions.slice(0, sessionsMax)
  const dropped: string[] = []
  let current = model
  for (let round = 0; round < roundsMax; round++) {
    const harmful = findHarmful(current, asked)
    if (harmful.size === 0) break
    dropped.push(...harmful)
    current = {
      ...current,
      routes: current.routes.map((route) => ({
        ...route,
        variants: route.variants.filter(({ name }) => !harmful.has(`${route.method} ${route.path} ${name}`)),
      })),
    }
  }
  return { model: current, dropped }
}

function findHarmful(model: Model, sessions: readonly PreparedSession[]): Set<string> {
  const right = new Map<string, number>()
  const wrong = new Map<string, number>()
  const guarded = new Set(
    model.routes.flatMap(({ method, path, variants }) =>
      variants.filter(({ when, status }) => when !== undefined && status >= 400).map(({ name }) => `${method} ${path} ${name}`),
    ),
  )
  const twin = compileTwin(model)
  const fields = mintedFields(model)
  for (const session of sessions) {
    const answers = replay(twin, fields, session)
    for (const { answer, status } of answers) {
      const id = `${answer.route} ${answer.variant}`
      if (!guarded.has(id)) continue
      if (answer.response.status === status) right.set(id, (right.get(id) ?? 0) + 1)
      else if (status < 400) wrong.set(id, (wrong.get(id) ?? 0) + 1)
    }
  }
  return new Set([...wrong].filter(([id, count]) => count >= wrongMin && count > 2 * (right.get(id) ?? 0)).map(([id]) => id))
}

/** The answers of a twin to the requests of a session, in its own terms, with the status that the service gave. */
function replay(twin: Twin, fields: readonly FieldRule[], session: PreparedSession): { answer: Answer; status: number }[] {
  const { ask } = openReplay(twin, session)
  const answers: { answer: Answer; status: number }[] = []
  const replayed = (request: HttpRequest, exchange: PreparedExchange) => {
    const answer = ask(request, exchange)
    answers.push({ answer, status: exchange.response.status })
    return answer
  }
  replaySession(session, replayed, { fields: new FieldRules(fields) })
  return answers
}
