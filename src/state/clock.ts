/** A session's time. The engine reads it once per request. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number
  /** Called after each answered request: a stepping clock moves on. */
  tick(): void
}

export interface ClockOptions {
  /** Where it starts; milliseconds since 1970, UTC. */
  readonly startMs: number
  /** How fast it goes beside the source: 0 (unless said) stands still, 1 keeps pace, 60 makes a minute of each second. */
  readonly rate?: number
  /** How far it moves with each request; 0 unless said. */
  readonly stepMs?: number
  /** Time that the caller owns, such as the wall clock of a server; asked only by a clock with a rate. */
  readonly sourceMs?: () => number
}

/** Where a clock stands, so that another one, or itself, can be put there. */
export interface ClockPosition {
  readonly nowMs: number
  readonly isFrozen: boolean
}

/** All that a clock is beside how it goes: one that goes as it did, by the same source, shows the same from then on. */
export interface SavedClock {
  readonly atMs: number
  /** What the source showed at `atMs`. */
  readonly sinceMs: number
  readonly isFrozen: boolean
}

/** The last moment that a date can name. */
const lastMs = 8_640_000_000_000_000

/** A clock that can be stopped and moved. It never runs backwards by itself: only `moveTo` puts it back. */
export class VirtualClock implements Clock {
  readonly #rate: number
  readonly #stepMs: number
  readonly #sourceMs: () => number
  #atMs: number
  /** What the source showed at `#atMs`. */
  #sinceMs: number
  #isFrozen = false

  constructor({ startMs, rate = 0, stepMs = 0, sourceMs = () => 0 }: ClockOptions) {
    this.#rate = rate
    this.#stepMs = stepMs
    this.#sourceMs = sourceMs
    this.#atMs = startMs
    this.#sinceMs = sourceMs()
  }

  nowMs(): number {
    if (this.#isFrozen || this.#rate === 0) return this.#atMs
    const sourceMs = this.#sourceMs()
    // to the bit what the source says, where the clock was never moved
    if (this.#rate === 1) return sourceMs + (this.#atMs - this.#sinceMs)
    return this.#atMs + Math.floor((sourceMs - this.#sinceMs) * this.#rate)
  }

  tick(): void {
    if (!this.#isFrozen) this.#atMs += this.#stepMs
  }

  get position(): ClockPosition {
    return { nowMs: this.nowMs(), isFrozen: this.#isFrozen }
  }

  /** Time stands still until `resume`; requests do not move it either. */
  freeze(): void {
    this.moveTo({ nowMs: this.nowMs(), isFrozen: true })
  }

  /** Time goes on from where it stands. */
  resume(): void {
    this.moveTo({ nowMs: this.nowMs(), isFrozen: false })
  }

  /** Goes forward to that moment, frozen or not. False, and nothing is done, when it lies behind or beyond what a date can name. */
  advanceTo(atMs: number): boolean {
    if (!(atMs >= this.nowMs() && atMs <= lastMs)) return false
    this.moveTo({ nowMs: atMs, isFrozen: this.#isFrozen })
    return true
  }

  save(): SavedClock {
    return { atMs: this.#atMs, sinceMs: this.#sinceMs, isFrozen: this.#isFrozen }
  }

  load({ atMs, sinceMs, isFrozen }: SavedClock): void {
    this.#atMs = atMs
    this.#sinceMs = sinceMs
    this.#isFrozen = isFrozen
  }

  /** Stands where another clock stood, be that before. */
  moveTo({ nowMs, isFrozen }: ClockPosition): void {
    this.#atMs = nowMs
    this.#sinceMs = this.#sourceMs()
    this.#isFrozen = isFrozen
  }
}

/** Stands still at `atMs`. */
export function createFixedClock(atMs: number): VirtualClock {
  return new VirtualClock({ startMs: atMs })
}

/** Starts at `startMs` and moves `stepMs` with each request. */
export function createSteppingClock(startMs: number, stepMs: number): VirtualClock {
  return new VirtualClock({ startMs, stepMs })
}

/** Shows what the source shows, such as the wall clock of the server, until it is moved; `rate` times as fast from now on where one is said. */
export function createSourceClock(sourceMs: () => number, rate = 1): VirtualClock {
  return new VirtualClock({ startMs: sourceMs(), rate, sourceMs })
}
