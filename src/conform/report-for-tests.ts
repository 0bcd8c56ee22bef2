import type { Answer, Twin } from '#engine'
import { type CheckOptions, checkTwin } from './check-twin.ts'
import type { Report } from './report.ts'
import { createSession, type ShortExchange, toBytes } from './session-for-tests.ts'

/** What the twin says instead of what was recorded. */
export interface Said {
  readonly status?: number
  readonly body?: unknown
  readonly header?: readonly [string, string]
  readonly route?: string
  readonly provenance?: Answer['provenance']
}

/** An exchange in short, and how the twin answers it; as recorded unless said. */
export type Played = readonly [exchange: ShortExchange, said?: Said]

/** The report of a check in which a twin answers as it is told, session by session. */
export function createReport(sessions: Readonly<Record<string, readonly Played[]>>, options: CheckOptions = {}): Report {
  const answers = Object.values(sessions).map((played) => played.map(toAnswer))
  let session = 0
  const twin: Twin = {
    name: 'shop',
    routes: [],
    createSession: () => {
      const own = answers[session++] ?? []
      let at = 0
      return { answer: () => own[at++] as Answer, state: () => ({}), reset: () => {} }
    },
  }
  const recorded = Object.entries(sessions).map(([id, played]) =>
    createSession(
      id,
      played.map(([exchange]) => exchange),
    ),
  )
  return checkTwin(twin, recorded, options)
}

function toAnswer([[call, , status, came], said = {}]: Played): Answer {
  const headers: [string, string][] = [['Content-Type', 'application/json']]
  if (said.header !== undefined) headers.push([...said.header])
  return {
    response: { status: said.status ?? status, headers, body: toBytes('body' in said ? said.body : came) },
    provenance: said.provenance ?? 'learned',
    route: said.route ?? call.split('?')[0] ?? call,
  }
}
