/** A session's time. The engine reads it once per request. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number
  /** Called after each answered request: a stepping clock moves on. */
  tick(): void
}

/** Stands still at `atMs`. */
export function createFixedClock(atMs: number): Clock {
  return { nowMs: () => atMs, tick: () => {} }
}

/** Starts at `startMs` and moves `stepMs` with each request. */
export function createSteppingClock(startMs: number, stepMs: number): Clock {
  let now = startMs
  return {
    nowMs: () => now,
    tick: () => {
      now += stepMs
    },
  }
}

/** Wraps a source of time that the caller owns, such as the wall clock of the server. */
export function createSourceClock(nowMs: () => number): Clock {
  return { nowMs, tick: () => {} }
}
