import { createFixedClock, createSourceClock, createSteppingClock, type VirtualClock } from '#state'
import { wallClock } from './wall-clock.ts'

/** Which time a twin lives in, as the user spelled it; every session gets a clock of its own from it. */
export interface ClockChoice {
  /** `real`, `scaled:60`, `fixed:2026-01-01T00:00:00.000Z`, `stepping:2026-01-01T00:00:00.000Z:1000`. */
  readonly text: string
  readonly real: boolean
  /** `session` is the name of the one that it is for: a clock that several twins share is the same for theirs of that name. */
  createClock(session?: string): VirtualClock
  /** Clocks that are made from now on, of one session or of all, begin anew; only a shared one would go on otherwise. */
  forget?(session?: string): void
  /** A session of that name has ended or begun anew, and reads the clock no more. */
  release?(session: string, clock: VirtualClock): void
}

export const clockForms = 'real, scaled:60, fixed:2026-01-01T00:00:00Z or stepping:2026-01-01T00:00:00Z:1000'

export const realClock: ClockChoice = {
  text: 'real',
  real: true,
  createClock: () => createSourceClock(wallClock.nowMs),
}

/** Reads `real`, `scaled:RATE`, `fixed:ISO` or `stepping:ISO:STEP_MS`; undefined when it is none of them. */
export function parseClockChoice(text: string): ClockChoice | undefined {
  if (text === 'real') return realClock
  if (text.startsWith('scaled:')) return parseScaled(text.slice('scaled:'.length))
  if (text.startsWith('fixed:')) return parseFixed(text.slice('fixed:'.length))
  if (text.startsWith('stepping:')) return parseStepping(text.slice('stepping:'.length))
  return undefined
}

/** `60` or `60x`: a minute for each second of the wall clock. */
function parseScaled(text: string): ClockChoice | undefined {
  const rate = /^\d{1,7}(\.\d{1,6})?x?$/.test(text) ? Number.parseFloat(text) : 0
  if (rate === 0) return undefined
  return { text: `scaled:${rate}`, real: false, createClock: () => createSourceClock(wallClock.nowMs, rate) }
}

function parseFixed(iso: string): ClockChoice | undefined {
  const atMs = parseMoment(iso)
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
  const startMs = parseMoment(text.slice(0, Math.max(colon, 0)))
  if (startMs === undefined || !/^\d{1,12}$/.test(step)) return undefined
  const stepMs = Number(step)
  return {
    text: `stepping:${new Date(startMs).toISOString()}:${stepMs}`,
    real: false,
    createClock: () => createSteppingClock(startMs, stepMs),
  }
}

/** A date, or a date and time with its zone: a time without a zone would mean another moment on every machine. Ms since 1970. */
export function parseMoment(iso: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/.test(iso)) return undefined
  const atMs = Date.parse(iso)
  return Number.isNaN(atMs) ? undefined : atMs
}
