import { z } from 'zod'
import { defineControlAction, defineControlVerb } from './control-verb.ts'

const answer = z.object({
  session: z.string().nullable(),
  on: z.array(z.string()),
  profiles: z.array(z.string()),
  faults: z.array(z.string()),
})

function print({ session, on, profiles, faults }: z.output<typeof answer>): string {
  return [
    `on in ${session ?? 'all sessions'}: ${on.join(', ') || 'nothing'}`,
    `profiles: ${profiles.join(', ') || 'none; write some into chaos.yaml of the twin'}`,
    `faults: ${faults.join(', ')}`,
  ].join('\n')
}

/** Makes things go wrong in a running twin. */
export const chaosVerb = defineControlVerb({
  name: 'chaos',
  summary: 'Make things go wrong in a running twin: slow answers, errors, lost replies',
  help: `What may go wrong stands in chaos.yaml of the twin, by profiles; a fault can also be said in short: latency=2s or latency=recorded (as long as the service took), error=503,
timeout, reset, truncate, slow=5s, malformed, duplicate, lost-reply, reorder, stale. See docs/guides/chaos.md.

  show        what there is, and what is on
  on WHAT     switch a profile or a fault on, in all sessions or in --session
  off [WHAT]  switch it off; all of it unless said

Examples:
  $ doppel chaos orders
  $ doppel chaos orders on flaky
  $ doppel chaos orders on error=503 --session test-7
  $ doppel chaos orders off`,
  valueSummary: 'a profile of chaos.yaml, or a fault in short',
  actions: {
    show: defineControlAction({ method: 'GET', path: '/chaos', answer, print }),
    on: defineControlAction({ method: 'POST', path: '/chaos', value: { field: 'on', example: 'error=503' }, answer, print }),
    off: defineControlAction({
      method: 'DELETE',
      path: '/chaos',
      value: { field: 'off', example: 'error=503', isOptional: true },
      answer,
      print,
    }),
  },
})
