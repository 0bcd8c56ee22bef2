import { z } from 'zod'
import { columns } from './columns.ts'
import { defineControlAction, defineControlVerb } from './control-verb.ts'

const delivery = z.object({
  id: z.string(),
  event: z.string(),
  type: z.string(),
  url: z.string(),
  state: z.string(),
  at: z.string(),
  due: z.string().optional(),
  attempts: z.array(z.looseObject({ at: z.string() })),
  payload: z.unknown(),
})

const troubles = z.array(z.object({ kind: z.string(), byMs: z.number(), left: z.number() }))

/** What a running twin told the receivers of its webhooks. */
export const webhooksVerb = defineControlVerb({
  name: 'webhooks',
  summary: 'Show and send again what a running twin told its receivers',
  help: `The deliveries of a session: what happened, who was told, how often it was tried. What a twin tells is said in [webhooks] of
its twin.toml.

  list            the deliveries, oldest first; of --state failed or --type order.created only
  redeliver ID    send one once more
  trouble KIND    make the next deliveries go wrong: drop, duplicate, delay or reorder; --count of them, --by how long
  calm            let them go as they should again

Examples:
  $ doppel webhooks orders
  $ doppel webhooks orders --state failed --json
  $ doppel webhooks orders redeliver dlv_7
  $ doppel webhooks orders trouble delay --by 5m --count 3`,
  valueSummary: 'the ID of redeliver, the KIND of trouble',
  options: [
    { key: 'state', kind: 'option', placeholder: 'STATE', summary: 'of list: delivered, failed, waiting and the like' },
    { key: 'type', kind: 'option', placeholder: 'EVENT', summary: 'of list: this event' },
    { key: 'count', kind: 'option', placeholder: 'N', summary: 'of trouble: so many deliveries; 1 unless said' },
    {
      key: 'by',
      kind: 'option',
      placeholder: 'DURATION',
      summary: 'of trouble: how long a delivery is delayed, or waits to be overtaken; 1m unless said',
    },
  ],
  actions: {
    list: defineControlAction({
      method: 'GET',
      path: '/webhooks',
      options: ['state', 'type'],
      answer: z.object({ session: z.string(), deliveries: z.array(delivery), troubles }),
      print: ({ session, deliveries, troubles: coming }) => [printDeliveries(session, deliveries), ...printTroubles(coming)].join('\n'),
    }),
    redeliver: defineControlAction({
      method: 'POST',
      path: '/webhooks/redeliver',
      value: { field: 'id', example: 'dlv_7' },
      answer: z.object({ session: z.string(), delivery }),
      print: ({ delivery: { id, type, url } }) => `${id} is sent: ${type} to ${url}`,
    }),
    trouble: defineControlAction({
      method: 'POST',
      path: '/webhooks/trouble',
      value: { field: 'kind', example: 'drop' },
      options: ['count', 'by'],
      answer: z.object({ session: z.string(), troubles }),
      print: (answer) => printTroubles(answer.troubles).join('\n'),
    }),
    calm: defineControlAction({
      method: 'DELETE',
      path: '/webhooks/trouble',
      answer: z.object({ session: z.string(), troubles }),
      print: () => 'deliveries go as they should',
    }),
  },
})

function printDeliveries(session: string, deliveries: readonly z.output<typeof delivery>[]): string {
  if (deliveries.length === 0) return `no such delivery  session=${session}`
  return columns([
    ['delivery', 'event', 'state', 'attempts', 'at', 'to'],
    ...deliveries.map(({ id, type, state, attempts, at, url }) => [id, type, state, `${attempts.length}`, at, url]),
  ])
}

function printTroubles(list: z.output<typeof troubles>): string[] {
  return list.map(({ kind, byMs, left }) => `next ${left}: ${kind}${kind === 'delay' || kind === 'reorder' ? ` by ${byMs / 1000} s` : ''}`)
}
