import type { Evidence, Model, VariantEvidence } from '#model'
import type { RecordedSession } from '#recording'
import type { VariantRecord } from '../doubt/learn-doubts.ts'
import type { LearnedRoute } from '../pass/learned-route.ts'
import { gatherQuestions } from './gather-questions.ts'
import { confidenceIn } from './value-evidence.ts'

export interface Findings {
  readonly model: Model
  readonly routes: readonly LearnedRoute[]
  /** How often the rules were right when the recordings were replayed, by route and variant. */
  readonly records: ReadonlyMap<string, VariantRecord>
  readonly notes: ReadonlyMap<string, readonly string[]>
  readonly sessions: readonly RecordedSession[]
}

/** What the rules of a model rest on, and what would be worth asking the service. */
export function gatherEvidence({ model, routes, records, notes, sessions }: Findings): Evidence {
  const rests = new Map(routes.map((learned) => [`${learned.route.method} ${learned.route.pattern}`, learned.rests]))
  const rules = Object.fromEntries(
    model.routes.map(({ method, path, variants }) => {
      const label = `${method} ${path}`
      const own = rests.get(label)
      return [
        label,
        Object.fromEntries(variants.map(({ name }) => [name, toVariantEvidence(own?.get(name), records.get(`${label} ${name}`))])),
      ]
    }),
  )
  return {
    format: 'doppel-evidence/2',
    sessions: sessions.map(({ id }) => id),
    exchanges: sessions.reduce((total, { exchanges }) => total + exchanges.filter(({ response }) => response !== undefined).length, 0),
    unexplained: Object.fromEntries([...notes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, own]) => [label, [...own]])),
    rules,
    questions: gatherQuestions(model, rules),
  }
}

/** A rule that was not learned from answers of its own route: it is known by the answers that it gave when replayed. */
function toUntaught(record: VariantRecord | undefined): Omit<VariantEvidence, 'confidence'> {
  return { exchanges: record?.of ?? 0, sessions: record?.sessions ?? 0, values: {} }
}

function toVariantEvidence(learned: Omit<VariantEvidence, 'confidence'> | undefined, record: VariantRecord | undefined): VariantEvidence {
  // What no recorded answer shows is as good as a coin.
  const confidence = record ? confidenceIn(record.of, record.right / record.of) : 0.5
  const rest = learned ?? toUntaught(record)
  return { ...rest, ...(record ? { replay: { right: record.right, of: record.of } } : {}), confidence }
}
