import { printTemplate, type Value } from '#lang'
import type { Effect, EmissionRule } from '#model'
import type { Call } from '../call.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import type { OperationDraft } from '../operation/operation-draft.ts'
import type { Caused, Telling } from './delivery.ts'
import { type Condition, findCondition } from './find-condition.ts'

/** What is added to the effects of a variant. */
export interface LearnedEmissions {
  /** Before all others: what was so before they ran. */
  readonly before: readonly Effect[]
  readonly after: readonly Effect[]
}

/** The events that the calls of a variant cause, in the order in which they are told; `scopes` see the world after each call. */
export function learnEmissions(draft: OperationDraft, scopes: readonly Scope[]): LearnedEmissions {
  const { told } = draft.context
  const before: Effect[] = []
  const after: { readonly rule: EmissionRule; readonly order: number }[] = []
  const { calls } = draft.variant
  for (const key of told?.keysOf(calls) ?? []) {
    const rows = calls.map(
      (call, at): Row => ({ call, scope: scopes[at] as Scope, caused: told?.causedBy(call).filter((one) => one.key === key) ?? [] }),
    )
    const heard = rows.filter(({ caused }) => caused.length > 0)
    const [sample] = heard.flatMap(({ caused }) => caused)
    if (sample === undefined) continue
    const delayMs = median(heard.map(({ caused }) => caused[0]?.delayMs ?? 0))
    const silent = rows.filter(({ call, caused }) => caused.length === 0 && told?.expects(call, sample.name, delayMs))
    const when = conditionOf(draft, heard, silent, before)
    const failed = when === undefined && silent.length > 0
    if (failed)
      draft.notes.push(`${sample.name}: ${silent.length} of ${heard.length + silent.length} times it is not told, and why is not explained`)
    // What comes less often than not, nobody knows when, is better not told.
    if (failed && silent.length > heard.length) continue
    const rule = learnTelling(
      sample,
      heard.map(({ scope, caused }) => ({ scope, telling: caused[0] as Caused })),
      draft.context,
      draft.notes,
    )
    after.push({
      rule: { ...rule, ...(when === undefined ? {} : { when }), ...delayOf(heard.map(({ caused }) => caused[0]?.delayMs ?? 0)) },
      order: median(heard.map(({ caused, call }) => (caused[0]?.delivery.place ?? 0) - (call.place ?? 0))),
    })
  }
  return { before, after: after.sort((one, other) => one.order - other.order).map(({ rule }) => rule) }
}

interface Row {
  readonly call: Call
  readonly scope: Scope
  readonly caused: readonly Caused[]
}

/** When the event is told, as a test after the effects; one on what was before them gets a name of its own. */
function conditionOf(draft: OperationDraft, told: readonly Row[], silent: readonly Row[], before: Effect[]): string | undefined {
  if (silent.length === 0) return undefined
  const scopesOf = (rows: readonly Row[]) => rows.map(({ scope }) => scope)
  const later = findCondition(scopesOf(told), scopesOf(silent), draft.context)
  if (later?.misses === 0) return later.text
  const start = (rows: readonly Row[]) => rows.map(({ call }) => draft.context.scopes.create(call))
  const earlier = findCondition(start(told), start(silent), draft.context)
  const best = [later, earlier].filter((one): one is Condition => one !== undefined).sort((a, b) => a.misses - b.misses)[0]
  if (best === undefined || best === later) return best?.text
  const name = before.length === 0 ? 'told' : `told${before.length + 1}`
  before.push({ let: name, value: { $: best.text } })
  return name
}

export interface ToldRow {
  readonly scope: Scope
  readonly telling: Telling
}

/** What is told: data, path, method and headers, by what is known when it happens. */
export function learnTelling(sample: Telling, rows: readonly ToldRow[], around: ExplainContext, notes: string[]): EmissionRule {
  const { name, delivery } = sample
  const context = around.evidence ? { ...around, evidence: { ...around.evidence, place: `tell ${name}` } } : around
  const observe = (of: (telling: Telling) => Value): Observation[] => rows.map(({ scope, telling }) => ({ scope, target: of(telling) }))
  const explain = (of: (telling: Telling) => Value, what: string, path: readonly string[]) => {
    const explained = explainValue(observe(of), context, { path })
    if (explained.hits < explained.of) notes.push(`${name}: ${what}: ${explained.of - explained.hits} of ${explained.of} not explained`)
    return printTemplate(explained.template)
  }
  const hasData = rows.some(({ telling }) => telling.data !== undefined)
  const hasPath = rows.some(({ telling }) => telling.path !== '')
  const headers = [...new Set(rows.flatMap(({ telling }) => telling.headers.map(([header]) => header)))]
  const headerOf = (header: string) => (telling: Telling) =>
    telling.headers.find(([key]) => key.toLowerCase() === header.toLowerCase())?.[1]
  return {
    emit: name,
    ...(hasData ? { value: explain(({ data }) => data, 'body', []) } : {}),
    ...(delivery.method === 'POST' ? {} : { method: delivery.method }),
    ...(hasPath ? { path: explain(({ path }) => path, 'path', ['path']) } : {}),
    ...(headers.length > 0
      ? { headers: Object.fromEntries(headers.map((header) => [header, explain(headerOf(header), `header ${header}`, [header])])) }
      : {}),
  }
}

/** Told within this time, an event is told at once: the rest is the way that it takes. */
const promptMs = 2000

/** How long after it happened an event is told, where that is part of what the service does. */
function delayOf(delaysMs: readonly number[]): Pick<EmissionRule, 'after'> {
  const middle = median(delaysMs)
  if (middle < promptMs || Math.min(...delaysMs) < promptMs) return {}
  // Deliveries take their time: what is meant is a round number, and not above the shortest.
  const seconds = Math.max(1, Math.floor(Math.min(...delaysMs) / 1000))
  return { after: print(seconds) }
}

function print(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
