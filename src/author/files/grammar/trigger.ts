import { parseDuration } from '#base'
import { trimPhrase } from '../words.ts'

/** What moves an entity from state to state. */
export type Trigger =
  | { readonly kind: 'route'; readonly method: string; readonly path: string }
  /** A request that brings this value under this name. */
  | { readonly kind: 'parameter'; readonly name: string; readonly value: string }
  /** A request of this name. */
  | { readonly kind: 'action'; readonly name: string }
  /** So long after the entity came into the state. */
  | { readonly kind: 'time'; readonly afterMs: number }

const units: Readonly<Record<string, string>> = { second: 's', minute: 'm', hour: 'h', day: 'd', week: 'w' }

/** Reads a trigger; undefined where it is not understood. */
export function readTrigger(phrase: string): Trigger | undefined {
  const said = trimPhrase(phrase)
  const route = /^([A-Z]+) (\/\S*)$/.exec(said)
  if (route) return { kind: 'route', method: route[1] as string, path: route[2] as string }
  const parameter =
    /(?:^|\b)(?:call|request|update|webhook|event)?\s*(?:with|where|when|by)\s+(\w+)\s*(?:==?|is|of|set to|:)\s*(.+)$/i.exec(said)
  if (parameter)
    return { kind: 'parameter', name: parameter[1] as string, value: (parameter[2] as string).trim().replace(/^["']|["']$/g, '') }
  const time = readTime(said)
  if (time !== undefined) return { kind: 'time', afterMs: time }
  const action = /^(.+?) (?:api )?(?:call|request|endpoint|is called)$/i.exec(said)?.[1]
  return action === undefined ? undefined : { kind: 'action', name: action }
}

function readTime(said: string): number | undefined {
  const match = /^(?:after )?(\d+) ?(second|minute|hour|day|week)s?(?: later| pass(?:ed)?)?$/i.exec(said)
  if (match) {
    const unit = units[(match[2] as string).toLowerCase()]
    return unit === 'w' ? Number(match[1]) * 7 * 86_400_000 : parseDuration(`${match[1]}${unit}`)
  }
  const short = /^after (\S+)$/i.exec(said)?.[1]
  return short === undefined ? undefined : parseDuration(short)
}
