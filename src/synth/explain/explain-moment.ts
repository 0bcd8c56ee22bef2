import { equal, parseTime, type TimeFormat, timeFormatOf, timeResolutionMs, type Value } from '#lang'
import type { Call } from '../call.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Scope } from './scope.ts'

/** Services read their clocks while a call is under way, and not always the same clock as the recorder. */
const wideMs = 1500
/** How far from the call a reading may be that is, to the millisecond, a moment known from before. */
const narrowMs = 2
/** Of coarser times many are alike by chance. */
const keptResolutionMaxMs = 1

/** Whether a moment is one of a call, as far as its format tells. */
function isAround({ startedAtMs, endedAtMs }: Call, ms: number, format: TimeFormat, slackMs: number): boolean {
  const resolution = timeResolutionMs(format)
  return ms >= Math.floor((startedAtMs - slackMs) / resolution) * resolution && ms <= endedAtMs + slackMs
}

/** Whether a moment that was known before the call is told again: no clock was read for it, unless it is one of the call itself. */
function isKept(scope: Scope, target: Value): boolean {
  const ms = parseTime(target)
  const format = timeFormatOf(target)
  if (ms === undefined || format === undefined || timeResolutionMs(format) > keptResolutionMaxMs) return false
  if (isAround(scope.call, ms, format, narrowMs)) return false
  return scope.terms.byValue(target).length > 0
}

/** The clock, or the clock and a fixed time. */
export function explainMoment(observations: readonly Observation[]): string | undefined {
  const formats = new Set<TimeFormat>()
  const offsets: number[] = []
  for (const { scope, target } of observations) {
    const ms = parseTime(target)
    const format = timeFormatOf(target)
    if (ms === undefined || format === undefined) return undefined
    formats.add(format)
    const { startedAtMs, endedAtMs } = scope.call
    if (isKept(scope, target)) return undefined
    offsets.push(isAround(scope.call, ms, format, wideMs) ? 0 : ms - (startedAtMs + endedAtMs) / 2)
  }
  const format = commonFormat([...formats])
  if (format === undefined) return undefined
  if (offsets.every((offset) => offset === 0)) return `time(now, ${JSON.stringify(format)})`
  const rounded = Math.round((offsets[0] ?? 0) / 1000) * 1000
  if (observations.length < 2 || Math.abs(rounded) > 400 * 86_400_000 || !offsets.every((offset) => Math.abs(offset - rounded) <= wideMs))
    return undefined
  return `time(now ${rounded < 0 ? '-' : '+'} ${Math.abs(rounded)}, ${JSON.stringify(format)})`
}

/** Formats that differ in the number of digits of the fraction only write as many as are needed. */
function commonFormat(formats: readonly TimeFormat[]): TimeFormat | undefined {
  if (formats.length <= 1) return formats[0]
  const parts = formats.map((format) => format.split('|'))
  const [first] = parts
  if (!first || !parts.every((part) => part[0] === 'iso' && part[2] === first[2] && part[3] === first[3])) return undefined
  return ['iso', 't', first[2], first[3]].join('|')
}

export function gives(text: string, { scope, target }: Observation, context: ExplainContext): boolean {
  const value = context.scopes.evaluate(text, scope)
  return equal(value, target) || (text.includes('now') && isSameMoment(value, target) && !isKept(scope, target))
}

/** The service read its clock while the call was under way: readings some moments apart are the same. */
function isSameMoment(value: Value, target: Value): boolean {
  const [a, b] = [parseTime(value), parseTime(target)]
  return (
    a !== undefined &&
    b !== undefined &&
    timeFormatOf(value)?.split('|')[0] === timeFormatOf(target)?.split('|')[0] &&
    Math.abs(a - b) <= wideMs
  )
}
