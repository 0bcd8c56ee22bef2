import type { Json, JsonObject } from '#base'
import { numberOf } from './json-schema.ts'
import type { SampleSource } from './sample-value.ts'

/** How far above its least a number may be made where nothing bounds it. */
const usualRange = 1000

export function sampleNumber(own: JsonObject, type: 'integer' | 'number', { random, nowMs }: SampleSource): Json {
  if (own.format === 'unix-time' || own.format === 'timestamp') return Math.floor(nowMs / 1000)
  const isWhole = type === 'integer'
  const step = numberOf(own.multipleOf) ?? (isWhole ? 1 : 0.01)
  const least = lowest(own, step)
  const most = highest(own, step)
  const low = least ?? (most === undefined ? step : Math.min(step, most - usualRange * step))
  const high = most ?? low + usualRange * step
  const [from, to] = [Math.ceil(round(low / step)), Math.floor(round(high / step))]
  if (to < from) return isWhole ? Math.ceil(low) : low
  const chosen = from + Math.floor(random() * (Math.min(to - from, usualRange) + 1))
  return Number((chosen * step).toPrecision(15))
}

/** Without what binary fractions leave: 0.3 / 0.1 is 3. */
function round(number: number): number {
  const whole = Math.round(number)
  return Math.abs(number - whole) < 1e-9 ? whole : number
}

function lowest(own: JsonObject, step: number): number | undefined {
  const least = numberOf(own.minimum)
  const above = numberOf(own.exclusiveMinimum)
  const bound = above === undefined ? undefined : above + step
  return least === undefined ? bound : Math.max(least, bound ?? least)
}

function highest(own: JsonObject, step: number): number | undefined {
  const most = numberOf(own.maximum)
  const below = numberOf(own.exclusiveMaximum)
  const bound = below === undefined ? undefined : below - step
  return most === undefined ? bound : Math.min(most, bound ?? most)
}
