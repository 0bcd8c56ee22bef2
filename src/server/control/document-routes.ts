import { invalidSessionName } from '../refusals.ts'
import { exportSession, importSession } from '../saved/session-document.ts'
import { defaultSessionName, sessionNamePattern } from '../session-names.ts'
import { chooseSession } from './choose-session.ts'
import { type ControlRoute, ok } from './control-call.ts'
import { describeSession } from './session-routes.ts'

const decoder = new TextDecoder()

/** Sessions on their way from one server to another. */
export const documentRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/session/export',
    summary: 'all that ?session=NAME is, as a document for POST /session/import',
    run: (call) => {
      const session = chooseSession(call)
      if ('code' in session) return session
      const text = exportSession(session, call.server)
      return typeof text === 'string' ? { status: 200, json: undefined, text } : text
    },
  },
  {
    method: 'POST',
    path: '/session/import',
    summary: 'make ?session=NAME what the document in the body says: it goes on as the one would have that was exported',
    takesDocument: true,
    run: (call) => {
      const { server, origin, session = defaultSessionName } = call
      if (!sessionNamePattern.test(session)) return invalidSessionName
      const old = server.sessions.get(session)
      const isNew = old === undefined
      const made = importSession(decoder.decode(call.body), session, { server, origin })
      if (!('code' in made) && old) made.generation = Math.max(made.generation, old.generation) + 1
      return 'code' in made ? made : ok({ imported: made.name, session: describeSession(made) }, isNew ? 201 : 200)
    },
  },
]
