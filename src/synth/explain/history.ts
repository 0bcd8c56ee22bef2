import type { Json } from '#base'
import { isList, isObject } from '#lang'
import type { Call } from '../call.ts'

/** Where each text was first seen in each session. */
export class History {
  readonly #first: ReadonlyMap<string, number>[]
  readonly #requested: ReadonlyMap<string, number>[]

  constructor(sessions: readonly (readonly Call[])[]) {
    this.#first = sessions.map((calls) => firstSeen(calls, (call) => [call.body.value, call.headers.map(([, value]) => value)]))
    this.#requested = sessions.map((calls) =>
      firstSeen(calls, (call) => [call.request.body, Object.values(call.path), Object.values(call.request.query)]),
    )
  }

  /** Whether no message before the answer of this call held the text. */
  isFresh(call: Call, text: string): boolean {
    const answered = this.#first[call.session]?.get(text)
    const requested = this.#requested[call.session]?.get(text)
    // A value that never stood in an answer of its own (part of a text, a stored field) counts by its requests alone.
    return (answered === undefined || answered >= call.index) && (requested === undefined || requested > call.index)
  }
}

function firstSeen(calls: readonly Call[], valuesOf: (call: Call) => readonly (Json | undefined)[]): Map<string, number> {
  const seen = new Map<string, number>()
  const visit = (value: Json | undefined, at: number) => {
    if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value)
      if (!seen.has(text)) seen.set(text, at)
    } else if (isList(value)) for (const item of value) visit(item, at)
    else if (isObject(value)) for (const item of Object.values(value)) visit(item, at)
  }
  for (const call of calls) for (const value of valuesOf(call)) visit(value, call.index)
  return seen
}
