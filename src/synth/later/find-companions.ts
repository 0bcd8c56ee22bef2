import { addPeriods, type Json } from '#base'
import {
  equal,
  formatTime,
  parseTime,
  printLiteral,
  printMember,
  printTemplate,
  type Template,
  timeFormatOf,
  timeResolutionMs,
} from '#lang'
import { explainValue } from '../explain/explain-value.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Renewed, Row } from './find-renewal.ts'
import { lengthOf, printStep } from './renewal.ts'

const slackMs = 50
const casesMin = 2

/** What renewals do to another field, as a model says it; undefined where they leave it alone, or it is not known. */
export function explainCompanion(field: string, row: Row, context: ExplainContext, collection: string): Json | undefined {
  const cases = row.renewed.filter(({ before, after }) => Object.hasOwn(before.values, field) && Object.hasOwn(after.values, field))
  if (cases.length < casesMin || cases.every(({ before, after }) => equal(before.values[field], after.values[field]))) return undefined
  const holds = (test: (one: Renewed, before: Json, after: Json) => boolean) =>
    cases.every((one) => test(one, one.before.values[field] ?? null, one.after.values[field] ?? null))
  const { step, lead } = row
  if ('period' in step && holds((one, _, after) => after === formatTime(leadBefore(one, row), step.format)))
    return { $: `self${printMember(lead)}` }
  const format = timeFormatOf(cases[0]?.after.values[field])
  if (format !== undefined) {
    const isClose = (ms: number, value: Json) => Math.abs((parseTime(value) ?? Number.NaN) - ms) <= slackMs + timeResolutionMs(format)
    if (holds((one, _, after) => timeFormatOf(after) === format && isClose(one.atMs, after)))
      return { $: `time(now, ${printLiteral(format)})` }
    if ('period' in step && holds((one, before, after) => isClose(stepped(parseTime(before) ?? Number.NaN, one.count, row), after)))
      return printStep(field, step.period, format)
  }
  const by = (one: Renewed) => (Number(one.after.values[field]) - Number(one.before.values[field])) / one.count
  const [first] = cases
  if (first && holds((one, before, after) => typeof before === 'number' && typeof after === 'number' && by(one) === by(first)))
    return { $: printSum(field, by(first)) }
  return explainSingle(field, cases, context, collection)
}

/** `self.n + 1`, `self.left - 1`. */
export function printSum(field: string, by: number): string {
  return `self${printMember(field)} ${by < 0 ? '-' : '+'} ${Math.abs(by)}`
}

/** By what comes of one renewal, as of any change. */
function explainSingle(field: string, cases: readonly Renewed[], context: ExplainContext, collection: string): Json | undefined {
  const { scopes } = context
  const single = cases.filter(({ count }) => count === 1)
  if (single.length < casesMin) return undefined
  const cells = single.map(({ before, after, atMs }) => {
    const call = { ...after.call, startedAtMs: atMs, endedAtMs: atMs }
    const self = { ...before.stored, ...before.values }
    return { scope: scopes.extend(scopes.createBare(call), { self }), target: after.values[field] }
  })
  const { hits, of, template } = explainValue(cells, context, { path: [collection, field] })
  return hits === of ? (printTemplate(template as Template) as Json) : undefined
}

/** The moment of the lead before the last renewal. */
function leadBefore({ atMs }: Renewed, { offsetMs }: Row): number {
  return atMs - offsetMs
}

function stepped(fromMs: number, count: number, { step }: Row): number {
  if (!('period' in step)) return Number.NaN
  if (step.period.months === 0) return fromMs + count * lengthOf(step.period)
  let atMs = fromMs
  for (let at = 0; at < count; at++) atMs = addPeriods(atMs, step.period, 1, 'UTC')
  return atMs
}
