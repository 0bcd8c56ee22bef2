import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { columns } from './columns.ts'
import { defineControlAction, defineControlVerb } from './control-verb.ts'

const request = z.object({
  number: z.number(),
  at: z.string(),
  method: z.string(),
  target: z.string(),
  body: z.string().optional(),
  bodyBytes: z.number().optional(),
  status: z.number(),
  provenance: z.string(),
  route: z.string().optional(),
  variant: z.string().optional(),
  nearestRoutes: z.array(z.string()).optional(),
  nearestCase: z.object({ variant: z.string(), failed: z.array(z.string()) }).optional(),
})
const requests = z.array(request)

const filter = ['route', 'status', 'provenance', 'since', 'where']

/** What a running twin was asked. */
export const journalVerb = defineControlVerb({
  name: 'journal',
  summary: 'Show what a running twin was asked, and verify that it was',
  help: `A running twin remembers the last 10,000 requests of all its sessions.

  list     the requests of the session that the options below choose, oldest first
  verify   whether there were --times N of them, or --least N and --most N; at least one unless said
  clear    forget what the session was asked so far

--where is a test over method, target, path, query, body, status, route, variant and provenance.
verify ends with exit code 2 when it was not asked so often, and shows the requests that came nearest.

Examples:
  $ doppel journal orders --limit 20
  $ doppel journal orders --provenance miss
  $ doppel journal orders verify --route "POST /orders" --where "body.total > 5" --times 2
  $ doppel journal orders verify --route "DELETE /orders/{id}" --times 0 --session test-7`,
  valueSummary: 'none of the actions takes one',
  options: [
    {
      key: 'route',
      kind: 'option',
      placeholder: 'ROUTE',
      summary: '"POST /orders/{id}" as doppel show names it, or a path as it was asked',
    },
    { key: 'status', kind: 'option', placeholder: 'CODE', summary: 'status of the answer' },
    { key: 'provenance', kind: 'option', placeholder: 'P', summary: 'what the answer rested on: learned, guess, recorded, miss' },
    { key: 'since', kind: 'option', placeholder: 'MOMENT', summary: "from that moment on, on the session's clock" },
    { key: 'where', kind: 'option', placeholder: 'TEST', summary: 'such as "body.total > 5 && query.dry != 1"' },
    { key: 'limit', kind: 'option', placeholder: 'N', summary: 'of list: the last N' },
    { key: 'times', kind: 'option', placeholder: 'N', summary: 'of verify: exactly N' },
    { key: 'least', kind: 'option', placeholder: 'N', summary: 'of verify: N or more' },
    { key: 'most', kind: 'option', placeholder: 'N', summary: 'of verify: N or fewer' },
  ],
  actions: {
    list: defineControlAction({
      method: 'GET',
      path: '/journal',
      options: [...filter, 'limit'],
      answer: z.object({ session: z.string(), count: z.number(), complete: z.boolean(), requests }),
      print: (answer) => {
        const forgotten = answer.complete ? [] : ['older requests are forgotten: the journal keeps the last 10,000 of all sessions']
        if (answer.requests.length === 0) return ['no such request', ...forgotten].join('\n')
        return [printRequests(answer.requests), ...forgotten].join('\n')
      },
    }),
    verify: defineControlAction({
      method: 'POST',
      path: '/journal/verify',
      options: [...filter, 'times', 'least', 'most'],
      answer: z.object({
        session: z.string(),
        met: z.boolean(),
        count: z.number(),
        requests,
        near: z.array(request.extend({ why: z.string() })),
      }),
      exitCode: ({ met }) => (met ? exitCodes.ok : exitCodes.conformance),
      print: ({ met, count, near, ...of }) =>
        [
          `${met ? 'met' : 'NOT MET'}: asked ${count} ${count === 1 ? 'time' : 'times'}  session=${of.session}`,
          ...(!met && of.requests.length > 0 ? [printRequests(of.requests)] : []),
          ...near.map((one) => `nearest: ${one.method} ${one.target}: ${one.why}`),
        ].join('\n'),
    }),
    clear: defineControlAction({
      method: 'DELETE',
      path: '/journal',
      answer: z.object({ session: z.string(), count: z.number() }),
      print: ({ session }) => `what ${session} was asked is forgotten`,
    }),
  },
})

const bodyShownMax = 80

function printRequests(list: z.output<typeof requests>): string {
  return columns(list.map((one) => [one.at, one.method, one.target, `${one.status}`, one.provenance, printNear(one) ?? printBody(one)]))
}

/** Of a miss: what it came nearest to. */
function printNear({ nearestRoutes, nearestCase }: z.output<typeof request>): string | undefined {
  if (nearestRoutes !== undefined) return `near: ${nearestRoutes.join(', ')}`
  return nearestCase && `near: ${nearestCase.variant}, but not ${nearestCase.failed.join(', not ')}`
}

function printBody({ body, bodyBytes }: z.output<typeof request>): string {
  return shorten(body ?? (bodyBytes === undefined ? '' : `${bodyBytes} bytes`))
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > bodyShownMax ? `${line.slice(0, bodyShownMax)}…` : line
}
