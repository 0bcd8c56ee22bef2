import { z } from 'zod'
import { defineControlAction, defineControlVerb } from './control-verb.ts'

const answer = z.object({ session: z.string(), now: z.string(), frozen: z.boolean(), mode: z.string() })

function print({ session, now, frozen, mode }: z.output<typeof answer>): string {
  return `${now}  session=${session} clock=${frozen ? 'frozen' : mode}`
}

const clock = { answer, print }

/** Shows or moves the time of a running twin's session. */
export const clockVerb = defineControlVerb({
  name: 'clock',
  summary: 'Show, stop or move the time of a running twin',
  help: `Each session of a served twin has a clock of its own, which began as doppel serve --clock says. What the twin does by
itself (a job that ends, a token that expires) goes by that clock: moved on, it does at once all that is due by then.

  show               what time it is
  advance DURATION   on by 90s, 30m, 12h, 30d or 1d12h
  set MOMENT         on to 2026-01-01 or 2026-01-01T00:00:00Z
  freeze, resume     stop, and go on from there

Time runs forward only. To go back, keep a snapshot before and restore it: see doppel session.

Examples:
  $ doppel clock orders
  $ doppel clock orders advance 30d
  $ doppel clock orders freeze --session test-7
  $ doppel clock orders set 2026-12-24 --url http://127.0.0.1:8081`,
  valueSummary: 'the DURATION of advance, the MOMENT of set',
  actions: {
    show: defineControlAction({ method: 'GET', path: '/clock', ...clock }),
    advance: defineControlAction({ method: 'POST', path: '/clock/advance', value: { field: 'by', example: '30d' }, ...clock }),
    set: defineControlAction({ method: 'POST', path: '/clock/set', value: { field: 'to', example: '2026-01-01T00:00:00Z' }, ...clock }),
    freeze: defineControlAction({ method: 'POST', path: '/clock/freeze', ...clock }),
    resume: defineControlAction({ method: 'POST', path: '/clock/resume', ...clock }),
  },
})
