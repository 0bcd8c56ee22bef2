import { z } from 'zod'
import type { Json } from '#base'
import { type ChaosProfiles, type ChaosRule, chaosFaults, chaosFileSchema, chaosRuleSchema } from './chaos-schema.ts'

export interface Chaos {
  readonly profiles: ChaosProfiles
  /** Those that are on from the start. */
  readonly on: readonly string[]
}

/** What is wrong with chaos, and where: a path of keys. */
export interface ChaosProblem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Reads what a `chaos.yaml` holds. */
export function parseChaos(value: unknown): Chaos | readonly ChaosProblem[] {
  const parsed = chaosFileSchema.safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => ({ path, message }))
  const profiles: Record<string, readonly ChaosRule[]> = { ...parsed.data.profiles }
  const problems: ChaosProblem[] = []
  const on: string[] = []
  for (const [name, { config = {}, default_probability: probability = 0 }] of Object.entries(parsed.data.chaos_modes ?? {})) {
    const rule = fromMode(name, config)
    const path = ['chaos_modes', name]
    const read = rule === undefined ? undefined : chaosRuleSchema.safeParse(probability > 0 ? { ...rule, probability } : rule)
    if (profiles[name] !== undefined) problems.push({ path, message: 'there is a profile of this name' })
    else if (read === undefined) problems.push({ path, message: `"${name}" is no mode that is known: say what goes wrong in profiles` })
    else if (!read.success) problems.push(...read.error.issues.map(({ message }) => ({ path: [...path, 'config'], message })))
    else profiles[name] = [read.data]
    if (probability > 0) on.push(name)
  }
  return problems.length > 0 ? problems : { profiles, on }
}

type Config = Readonly<Record<string, Json>>

/** A mode by its name: `latency`, `error_503`, `timeout`, `partial_response`, and the names of faults. */
function fromMode(name: string, config: Config): object | undefined {
  const {
    min_ms: min,
    max_ms: max,
    distribution = 'uniform',
    retry_after_seconds: seconds,
    timeout_ms: cutMs,
    truncate_at_percent: percent,
    ...rest
  } = config
  const status = /^error_(\d{3})$/.exec(name)?.[1]
  if (status !== undefined) {
    return { fault: 'error', status: Number(status), ...(seconds === undefined ? {} : { retry_after: `${seconds}s` }), ...rest }
  }
  if (name === 'timeout') return { fault: 'timeout', ...(cutMs === undefined ? {} : { for: `${cutMs}ms` }), ...rest }
  if (name === 'partial_response') return { fault: 'truncate', ...(percent === undefined ? {} : { keep: Number(percent) / 100 }), ...rest }
  if (name === 'latency' && typeof min === 'number' && typeof max === 'number') {
    return { fault: 'latency', min: `${min}ms`, max: `${max}ms`, ...betweenEnds(distribution, min, max), ...rest }
  }
  return chaosFaults.includes(name) ? { fault: name, ...config } : undefined
}

/** A bell over the range: its ends are three deviations from the middle. */
function betweenEnds(distribution: Json, min: number, max: number): object {
  if (distribution === 'normal') return { distribution, mean: `${(min + max) / 2}ms`, deviation: `${(max - min) / 6}ms` }
  if (distribution === 'lognormal')
    return { distribution, median: `${Math.sqrt(Math.max(min, 1) * max)}ms`, sigma: Math.log(max / Math.max(min, 1)) / 6 || 0.01 }
  return { distribution }
}

/** The key that the VALUE of `FAULT=VALUE` goes into. */
const mainKeys: Readonly<Record<string, string>> = {
  latency: 'delay',
  error: 'status',
  timeout: 'for',
  truncate: 'keep',
  slow: 'over',
  malformed: 'keep',
  reorder: 'wait',
}

/** Reads a rule in short: `timeout`, `latency=2s`, `error=503`; a text that says what is wrong when it is none. */
export function parseChaosRule(text: string): ChaosRule | string {
  const [fault = '', value] = text.split('=', 2)
  if (!chaosFaults.includes(fault)) return `"${fault}" is no fault; there are ${chaosFaults.join(', ')}`
  const key = mainKeys[fault]
  if (value !== undefined && key === undefined) return `${fault} takes no value`
  if (fault === 'latency' && value === undefined) return 'write how long: latency=2s, or latency=recorded'
  const isRecorded = fault === 'latency' && value === 'recorded'
  const number = key === 'status' || key === 'keep' ? Number(value) : value
  const given = {
    fault,
    ...(fault === 'latency' ? { distribution: isRecorded ? 'recorded' : 'fixed' } : {}),
    ...(isRecorded || value === undefined || key === undefined ? {} : { [key]: number }),
  }
  const parsed = chaosRuleSchema.safeParse(given)
  return parsed.success ? parsed.data : z.prettifyError(parsed.error).replace(/\s+/g, ' ')
}
