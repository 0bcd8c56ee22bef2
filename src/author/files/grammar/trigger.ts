import { parseDuration, parsePeriod } from '#base'
import { trimPhrase } from '../words.ts'

/** What moves an entity from state to state. */
export type Trigger =
  | { readonly kind: 'route'; readonly method: string; readonly path: string }
  /** A request that brings this value under this name. */
  | { readonly kind: 'parameter'; readonly name: string; readonly value: string }
  /** A request of this name. */
  | { readonly kind: 'action'; readonly name: string }
  /** So long after the entity came into the state: a period, `1mo`. */
  | { readonly kind: 'time'; readonly period: string }
  /** At the moment that a field names. */
  | { readonly kind: 'moment'; readonly field: string }

const units: Readonly<Record<string, string>> = { second: 's', minute: 'm', hour: 'h', day: 'd', week: 'w', month: 'mo', year: 'y' }

/** Reads a trigger; undefined where it is not understood. */
export function readTrigger(phrase: string): Trigger | undefined {
  const said = trimPhrase(phrase)
  const route = /^([A-Z]+) (\/\S*)$/.exec(said)
  if (route) return { kind: 'route', method: route[1] as string, path: route[2] as string }
  const parameter =
    /(?:^|\b)(?:call|request|update|webhook|event)?\s*(?:with|where|when|by)\s+(\w+)\s*(?:==?|is|of|set to|:)\s*(.+)$/i.exec(said)
  if (parameter)
    return { kind: 'parameter', name: parameter[1] as string, value: (parameter[2] as string).trim().replace(/^["']|["']$/g, '') }
  const after = /^after (.+?)(?: later| pass(?:ed)?)?$/i.exec(said)?.[1] ?? /^(.+?) (?:later|pass(?:ed)?)$/i.exec(said)?.[1] ?? said
  const period = readPeriod(after)
  if (period !== undefined) return { kind: 'time', period }
  const field = /^at ([A-Za-z_]\w*)$/.exec(said)?.[1]
  if (field !== undefined) return { kind: 'moment', field }
  const action = /^(.+?) (?:api )?(?:call|request|endpoint|is called)$/i.exec(said)?.[1]
  return action === undefined ? undefined : { kind: 'action', name: action }
}

/** `month`, `2 weeks`, `1 d`, `1mo12h` as a period of the model; undefined where it is none. */
export function readPeriod(said: string): string | undefined {
  const match = /^(\d+)? ?(second|minute|hour|day|week|month|year)s?$/i.exec(said.trim())
  const text = match ? `${match[1] ?? 1}${units[(match[2] as string).toLowerCase()]}` : said.trim()
  if (parsePeriod(text) !== undefined) return text
  const ms = parseDuration(text)
  return ms === undefined || ms < 1 ? undefined : `${Math.round(ms)}ms`
}
