import { type Clock, createFixedClock, createSourceClock, createSteppingClock } from '#state'

/** Which time a twin lives in, as the user spelled it; every session gets a clock of its own from it. */
export interface ClockChoice {
  /** `real`, `fixed:2026-01-01T00:00:00.000Z`, `stepping:2026-01-01T00:00:00.000Z:1000`. */
  readonly text: string
  readonly real: boolean
  createClock(): Clock
}

export const realClock: ClockChoice = {
  text: 'real',
  real: true,
  createClock: () => createSourceClock(Date.now),
}

/** Reads `real`, `fixed:ISO` or `stepping:ISO:STEP_MS`; undefined when it is none of them. */
export function parseClockChoice(text: string): ClockChoice | undefined {
  if (text === 'real') return realClock
  if (text.startsWith('fixed:')) return parseFixed(text.slice('fixed:'.length))
  if (text.startsWith('stepping:')) return parseStepping(text.slice('stepping:'.length))
  return undefined
}

function parseFixed(iso: string): ClockChoice | undefined {
  const atMs = parseTime(iso)
  if (atMs === undefined) return undefined
  return {
    text: `fixed:${new Date(atMs).toISOString()}`,
    real: false,
    createClock: () => createFixedClock(atMs),
  }
}

function parseStepping(text: string): ClockChoice | undefined {
  const colon = text.lastIndexOf(':')
  const step = text.slice(colon + 1)
  const startMs = parseTime(text.slice(0, Math.max(colon, 0)))
  if (startMs === undefined || !/^\d{1,12}$/.test(step)) return undefined
  const stepMs = Number(step)
  return {
    text: `stepping:${new Date(startMs).toISOString()}:${stepMs}`,
    real: false,
    createClock: () => createSteppingClock(startMs, stepMs),
  }
}

/** A date, or a date and time with its zone: a time without a zone would mean another moment on every machine. */
function parseTime(iso: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/.test(iso)) return undefined
  const atMs = Date.parse(iso)
  return Number.isNaN(atMs) ? undefined : atMs
}
