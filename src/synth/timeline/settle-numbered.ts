import { isObject } from '#lang'
import type { Call } from '../call.ts'
import type { SessionWrites } from './session-writes.ts'
import { originKey } from './settle-origins.ts'
import type { Track } from './track.ts'

/**
 * The calls that made the members of a numbered list which only the list shows, by session and key: they lie, in the order of the numbers, between
 * those whose makers show themselves, and name what the list belongs to in their body. Where there are as many calls as members each made one.
 */
export function settleNumbered(tracks: readonly (readonly Track[])[], writes: readonly SessionWrites[]): Map<string, Call> {
  const chosen = new Map<string, Call>()
  tracks.forEach((own, session) => {
    for (const [, members] of Map.groupBy(own, ({ parts }) => String(parts.at(-2)))) {
      const inOrder = [...members].sort((a, b) => Number(a.parts.at(-1)) - Number(b.parts.at(-1)))
      for (const [key, call] of settleList(inOrder, writes[session])) chosen.set(originKey(session, key), call)
    }
  })
  return chosen
}

function settleList(members: readonly Track[], writes: SessionWrites | undefined): [key: string, call: Call][] {
  const found: [string, Call][] = []
  let from = -1
  let run: Track[] = []
  const settle = (until: number) => {
    const parent = String(run[0]?.parts.at(-2))
    const calls = run.length > 0 ? (writes?.between(from, until).flatMap((call) => repeat(call, namesIn(call, parent))) ?? []) : []
    if (calls.length === run.length) for (const [at, { key }] of run.entries()) found.push([key, calls[at] as Call])
    run = []
  }
  for (const member of members) {
    const maker = makerOf(member)
    if (!maker) {
      run.push(member)
      continue
    }
    settle(maker.index)
    from = maker.index
  }
  settle(Math.max(-1, ...run.map(({ shown }) => shown[0]?.at ?? -1)))
  return found
}

/** The call that made a member and showed it. */
function makerOf({ bornBy, shown }: Track): Call | undefined {
  return bornBy && shown.some(({ at }) => at === bornBy.index) ? bornBy : undefined
}

/** In how many fields the body of a call names something. */
function namesIn({ request: { body } }: Call, key: string): number {
  return isObject(body) ? Object.values(body).filter((value) => value === key).length : 0
}

function repeat(call: Call, times: number): Call[] {
  return Array.from({ length: times }, () => call)
}
