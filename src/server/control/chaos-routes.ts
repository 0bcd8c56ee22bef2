import { z } from 'zod'
import { chaosFaults, chaosRuleSchema } from '#model'
import { unknownChaos } from '../refusals.ts'
import type { Refusal } from '../wire/refuse.ts'
import { unknownSession } from './choose-session.ts'
import { type ControlCall, type ControlReply, type ControlRoute, defineControlRoute, ok } from './control-call.ts'

/** What goes wrong, in ?session=NAME or in all sessions. */
export const chaosRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/chaos',
    summary: 'the profiles and faults there are, and what is on in ?session=NAME or in all sessions',
    run: (call) => show(call),
  },
  defineControlRoute({
    method: 'POST',
    path: '/chaos',
    summary:
      'switch on {"on": "PROFILE"}, {"on": "error=503"} or {"rule": {"fault": "error", "route": "POST /orders", …}} in ?session=NAME or in all',
    input: () => z.strictObject({ on: z.string().optional(), rule: chaosRuleSchema.optional() }),
    run: (call, { on, rule }) => {
      if ((on === undefined) === (rule === undefined)) return unknownChaos('say what is to go wrong, by on or by rule')
      return change(call, () => {
        if (on !== undefined) for (const text of on.split(',')) call.server.chaos.switchOn(text.trim(), call.session)
        if (rule !== undefined) call.server.chaos.switchOnRule(rule, call.session)
      })
    },
  }),
  defineControlRoute({
    method: 'DELETE',
    path: '/chaos',
    summary: 'switch all of it off, or {"off": "PROFILE"} only, in ?session=NAME or in all sessions',
    input: () => z.strictObject({ off: z.string().optional() }),
    run: (call, { off }) =>
      change(call, () => {
        const { chaos } = call.server
        if (off === undefined) chaos.switchTo([], call.session)
        else if (!chaos.switchOff(off, call.session)) throw new Error(`"${off}" is not on`)
      }),
  }),
]

function change(call: ControlCall, run: () => void): ControlReply | Refusal {
  const { session, server } = call
  if (session !== undefined && server.sessions.get(session) === undefined) return unknownSession(session)
  try {
    run()
  } catch (error) {
    return unknownChaos((error as Error).message)
  }
  return show(call)
}

function show({ server, session }: ControlCall): ControlReply {
  const { chaos } = server
  return ok({ session: session ?? null, on: chaos.on(session).map(({ name }) => name), profiles: chaos.profiles, faults: chaosFaults })
}
