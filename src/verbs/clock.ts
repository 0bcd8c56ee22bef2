import { z } from 'zod'
import { defineControlAction, defineControlVerb } from './control-verb.ts'

const answer = z.object({
  session: z.string(),
  now: z.string(),
  frozen: z.boolean(),
  mode: z.string(),
  /** So much was due, and was done. */
  done: z.number().optional(),
  behind: z.boolean().optional(),
})

function print({ session, now, frozen, mode, done = 0, behind }: z.output<typeof answer>): string {
  const line = `${now}  session=${session} clock=${frozen ? 'frozen' : mode}${done > 0 ? ` done=${done}` : ''}`
  return behind === true ? `${line}\nmore is due than is done at once: go on with advance 0s` : line
}

const item = z.looseObject({ at: z.string(), name: z.string(), key: z.string().optional() })
const agenda = z.object({ session: z.string(), now: z.string(), next: z.array(item), done: z.array(item) })

function printAgenda({ now, next, done }: z.output<typeof agenda>): string {
  const show = ({ at, name, key }: z.output<typeof item>) => `  ${at}  ${name}${key === undefined ? '' : `  ${key}`}`
  const nothing = ['  nothing']
  const lines = (items: z.output<typeof agenda>['next']) => (items.length > 0 ? items.map(show) : nothing)
  return [`it is ${now}`, 'next', ...lines(next), 'done', ...lines(done)].join('\n')
}

const clock = { answer, print }

/** Shows or moves the time of a running twin's session. */
export const clockVerb = defineControlVerb({
  name: 'clock',
  summary: 'Show, stop or move the time of a running twin',
  help: `Each session of a served twin has a clock of its own, which began as doppel serve --clock says. What the twin does by
itself (a job that ends, a token that expires, a subscription that renews, a job at 02:00) goes by that clock: moved on, it does at once
all that is due by then, in the order of the times.

  show               what time it is
  advance DURATION   on by 90s, 30m, 12h, 30d or 1d12h
  set MOMENT         on to 2026-01-01 or 2026-01-01T00:00:00Z
  freeze, resume     stop, and go on from there
  agenda             what comes by itself next, and what came last

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
    agenda: defineControlAction({ method: 'GET', path: '/clock/agenda', answer: agenda, print: printAgenda }),
  },
})
