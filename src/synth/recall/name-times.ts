import { replacePieces } from '#compare'
import type { Situation } from '#engine'
import { formatTime, parseTime, timeFormatOf, timeResolutionMs } from '#lang'
import type { RecallGap } from '#model'

/** How far a reading may lie from the session and still be one of its clock, or reckoned from it: two days. */
const reachMs = 2 * 86_400_000
/** Clocks of client and service differ, and a service may read its clock some time before it answers. */
const slackMs = 1500

interface Window {
  /** The situation in which something was changed. */
  readonly key: string
  readonly startMs: number
  readonly endMs: number
}

/** When an exchange was under way; ms since 1970. */
export type Span = Omit<Window, 'key'>

/** Tells of each time in a session's answers what it is: a time that the client sent, or the moment of a request. */
export class TimeNames {
  readonly #changes: Window[] = []
  /** Times that an answer has shown, as it wrote them. */
  readonly #known = new Map<string, RecallGap>()
  readonly #sentTexts = new Map<string, string>()
  readonly #sentMoments = new Map<number, string>()
  /** Takes back what a read has sent: the situation forgets that, too. */
  readonly #passing: (() => void)[] = []
  #startMs: number | undefined

  /** An exchange: what it changes, and what its answer shows first. */
  enter(situation: Situation, span: Span, answer: string): void {
    this.#startMs ??= span.startMs
    this.#learnSent(situation)
    if (!situation.isReading) this.#changes.push({ key: situation.key, ...span })
    replacePieces(answer, (piece) => {
      if (!this.#known.has(piece) && mayBeTime(piece)) {
        const gap = this.#resolve(piece, span, !situation.isReading)
        if (gap !== undefined && isLasting(gap, situation)) this.#known.set(piece, gap)
      }
      return piece
    })
  }

  #learnSent(situation: Situation): void {
    for (const forget of this.#passing.splice(0)) forget()
    for (const name of situation.sentNames) {
      const text = situation.sent(name) ?? ''
      const ms = situation.moment(name) ?? Number.NaN
      if (situation.isReading && (this.#sentTexts.has(text) || this.#sentMoments.has(ms))) continue
      this.#sentTexts.set(text, name)
      this.#sentMoments.set(ms, name)
      if (!situation.isReading) continue
      this.#passing.push(() => this.#sentTexts.delete(text) && this.#sentMoments.delete(ms))
    }
  }

  /** What a text or number stands for; undefined when it is no time of this session. */
  gapOf(text: string, span: Span, isChange: boolean): RecallGap | undefined {
    return mayBeTime(text) ? (this.#known.get(text) ?? this.#resolve(text, span, isChange)) : undefined
  }

  /** A day alone: today's. */
  dayOf(text: string, { startMs }: Span): RecallGap | undefined {
    const isToday = text.length === 10 && text === formatTime(startMs, 'date')
    return isToday ? { time: 'now', format: 'date' } : undefined
  }

  #resolve(text: string, span: Span, isChange: boolean): RecallGap | undefined {
    const sent = this.#sentTexts.get(text)
    if (sent !== undefined) return { sent }
    const value = /^\d+$/.test(text) ? Number(text) : text
    const ms = parseTime(value)
    const format = timeFormatOf(value)
    if (ms === undefined || format === undefined || !isFaithful(text, ms, format)) return undefined
    const unitMs = timeResolutionMs(format)
    const sentMoment = this.#sentMoments.get(ms)
    if (sentMoment !== undefined) return { time: sentMoment, format }
    const change = this.#changes.findLast(({ startMs, endMs }) => ms > startMs - unitMs - 20 && ms < endMs + unitMs + 20)
    if (change !== undefined) return { time: change.key, format }
    if (ms > span.startMs - unitMs - slackMs && ms < span.endMs + unitMs + slackMs) {
      return { time: isChange ? (this.#changes.at(-1)?.key ?? 'now') : 'now', format }
    }
    const fromMs = isChange ? span.startMs : (this.#startMs ?? span.startMs)
    if (Math.abs(ms - fromMs) > reachMs) return undefined
    const time = isChange ? (this.#changes.at(-1)?.key ?? 'start') : 'start'
    return { time, plus: Math.round(ms - fromMs), format }
  }
}

function mayBeTime(text: string): boolean {
  const { length } = text
  if (length < 10 || length > 40) return false
  return /^\d+$/.test(text) ? length === 10 || length === 13 : /^\d{4}-\d\d-\d\d[T ]|^[A-Z][a-z]{2}, /.test(text)
}

/** Whether what the gap speaks of is still known at later requests. */
function isLasting(gap: RecallGap, situation: Situation): boolean {
  const name = 'time' in gap ? gap.time : 'sent' in gap ? gap.sent : ''
  return name !== 'now' && !(situation.isReading && situation.sentNames.includes(name))
}

/** Whether the language can write this time as it is written, but for what lies below the resolution of the clock. */
function isFaithful(text: string, ms: number, format: string): boolean {
  const written = formatTime(ms, format)
  const again = parseTime(written)
  return again !== undefined && String(written).length === text.length && Math.abs(again - ms) < timeResolutionMs(format)
}
