import type { JsonObject } from '#base'
import { type Check, report } from './compile-check.ts'
import { formats } from './formats.ts'
import { numberOf, patternOf } from './json-schema.ts'

/** Longer texts are not matched: a bound on the time of a regular expression. */
const matchLengthMax = 10_000

export function checkNumber(schema: JsonObject): Check | undefined {
  const minimum = numberOf(schema.minimum)
  const maximum = numberOf(schema.maximum)
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  const step = numberOf(schema.multipleOf)
  if ([minimum, maximum, above, below, step].every((limit) => limit === undefined)) return undefined
  return (value, path, problems) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return
    const number = Number(value)
    if (minimum !== undefined && number < minimum) report(problems, path, 'minimum', `must be at least ${minimum}`)
    if (maximum !== undefined && number > maximum) report(problems, path, 'maximum', `must be at most ${maximum}`)
    if (above !== undefined && number <= above) report(problems, path, 'exclusiveMinimum', `must be more than ${above}`)
    if (below !== undefined && number >= below) report(problems, path, 'exclusiveMaximum', `must be less than ${below}`)
    if (step !== undefined && !isMultiple(number, step)) report(problems, path, 'multipleOf', `must be a multiple of ${step}`)
  }
}

/** Within what binary fractions leave of it: 0.3 is a multiple of 0.1. */
function isMultiple(number: number, step: number): boolean {
  const times = number / step
  return step > 0 && Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times))
}

export function checkText(schema: JsonObject): Check | undefined {
  const least = numberOf(schema.minLength)
  const most = numberOf(schema.maxLength)
  const { pattern: written, format } = schema
  const pattern = typeof written === 'string' ? patternOf(written) : undefined
  const isOfFormat = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined
  if (least === undefined && most === undefined && pattern === undefined && isOfFormat === undefined) return undefined
  return (value, path, problems) => {
    if (typeof value !== 'string') return
    const length = least === undefined && most === undefined ? 0 : [...value].length
    if (least !== undefined && length < least) report(problems, path, 'minLength', `must have at least ${least} characters`)
    if (most !== undefined && length > most) report(problems, path, 'maxLength', `must have at most ${most} characters`)
    if (pattern !== undefined && (value.length > matchLengthMax || !pattern.test(value)))
      report(problems, path, 'pattern', `must match ${written}`)
    if (isOfFormat !== undefined && !isOfFormat(value)) report(problems, path, 'format', `must be of the format ${format}`)
  }
}
