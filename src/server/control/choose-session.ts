import type { ServedSession } from '../served-session.ts'
import { defaultSessionName } from '../session-names.ts'
import type { Refusal } from '../wire/refuse.ts'
import type { ControlCall } from './control-call.ts'

/** The session that the call names, the default one where it names none: that is always there, also before its first request. */
export function chooseSession({ server, session, origin }: ControlCall): ServedSession | Refusal {
  const name = session ?? defaultSessionName
  const found = name === defaultSessionName ? server.sessions.open(name, origin) : server.sessions.get(name)
  return found ?? unknownSession(name)
}

export function unknownSession(name: string): Refusal {
  return {
    status: 404,
    code: 'unknown-session',
    message: `there is no session ${JSON.stringify(name)}`,
    help: 'GET /__doppel/session lists the sessions; a session begins with its first request',
  }
}
