import type { RecordedSession } from '#recording'
import { inferCollections } from './collection/infer-collections.ts'
import { inferRelations } from './collection/relations.ts'
import { History } from './explain/history.ts'
import { Scopes } from './explain/scope.ts'
import { type Line, session } from './guard/service-for-tests.ts'
import { decode } from './pass/decode.ts'
import { inferOperations } from './pass/operations.ts'
import { inferRoutes } from './pass/routes.ts'
import { inferSequences } from './timeline/sequences.ts'
import { Timeline } from './timeline/timeline.ts'

/** Sessions, each a table with a line for each exchange: `POST /orders {"title":"a"} -> 201 {"id":1,"title":"a"}`. */
export function sessionsOf(...tables: readonly string[]): RecordedSession[] {
  return tables.map((table, at) => session(at, readLines(table)))
}

/** What the passes before the rules find. */
export function passesOf(sessions: readonly RecordedSession[]) {
  const { sessions: calls } = inferOperations(decode(sessions))
  const routes = inferRoutes(calls)
  const collections = inferCollections(routes)
  inferRelations(collections, calls)
  const timeline = new Timeline(calls, collections)
  const sequences = inferSequences(timeline)
  const context = { scopes: new Scopes(timeline), history: new History(calls), sequences }
  return { calls, routes, collections, timeline, context }
}

function readLines(table: string): Line[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, method = '', target = '', sent, status = '', came] = /^(\S+) (\S+)(?: (.+?))? -> (\d+)(?: (.+))?$/.exec(line) ?? []
      if (method === '') throw new Error(`not an exchange: ${line}`)
      return [method, target, read(sent), Number(status), read(came)]
    })
}

/** JSON, or a text that is none and goes out as it is. */
function read(text: string | undefined): unknown {
  if (text === undefined || !/^[[{"]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
