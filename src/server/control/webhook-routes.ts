import { z } from 'zod'
import type { ServedSession } from '../served-session.ts'
import { describeDelivery } from '../webhooks/delivery.ts'
import type { Outbox } from '../webhooks/outbox.ts'
import { troubleKinds } from '../webhooks/trouble.ts'
import type { Refusal } from '../wire/refuse.ts'
import { chooseSession } from './choose-session.ts'
import { durationMs } from './clock-routes.ts'
import { type ControlCall, type ControlReply, type ControlRoute, defineControlRoute, ok } from './control-call.ts'

/** What a session told its receivers, and what is to go wrong with that. */
export const webhookRoutes: readonly ControlRoute[] = [
  defineControlRoute({
    method: 'GET',
    path: '/webhooks',
    summary: 'the deliveries of ?session=NAME with their attempts, oldest first; &state=failed or &type=order.created for some',
    input: () => z.strictObject({ state: z.string().optional(), type: z.string().optional() }),
    run: (call, { state, type }) =>
      onOutbox(call, (outbox, session) => {
        const chosen = outbox.list().filter((one) => (state ?? one.state) === one.state && (type ?? one.event.name) === one.event.name)
        return ok({ session: session.name, deliveries: chosen.map(describeDelivery), troubles: outbox.troubles.list() })
      }),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/webhooks/redeliver',
    summary: 'send the delivery {"id": "dlv_7"} once more',
    input: () => z.strictObject({ id: z.string() }),
    run: (call, { id }) =>
      onOutbox(call, (outbox, session) => {
        const delivery = outbox.redeliver(id)
        return delivery === undefined
          ? unknownDelivery(session, id)
          : ok({ session: session.name, delivery: describeDelivery(delivery) }, 202)
      }),
  }),
  defineControlRoute({
    method: 'POST',
    path: '/webhooks/trouble',
    summary: 'make the next deliveries go wrong: {"kind": "drop" | "duplicate" | "delay" | "reorder", "count": 1, "by": "1m"}',
    input: () =>
      z.strictObject({
        kind: z.enum(troubleKinds),
        count: z.coerce.number().int().min(1).max(1000).default(1),
        by: durationMs.prefault('1m'),
      }),
    run: (call, { kind, count, by }) =>
      onOutbox(call, (outbox, session) => {
        outbox.troubles.add({ kind, byMs: by, left: count })
        return ok({ session: session.name, troubles: outbox.troubles.list() }, 201)
      }),
  }),
  {
    method: 'DELETE',
    path: '/webhooks/trouble',
    summary: 'let deliveries go as they should again',
    run: (call) =>
      onOutbox(call, (outbox, session) => {
        outbox.troubles.clear()
        return ok({ session: session.name, troubles: [] })
      }),
  },
]

function onOutbox(call: ControlCall, run: (outbox: Outbox, session: ServedSession) => ControlReply | Refusal): ControlReply | Refusal {
  const session = chooseSession(call)
  if ('code' in session) return session
  return session.outbox === undefined ? noWebhooks(call) : run(session.outbox, session)
}

function noWebhooks({ server }: ControlCall): Refusal {
  return {
    status: 409,
    code: 'no-webhooks',
    message: `the twin ${JSON.stringify(server.twin)} has no webhooks`,
    help: 'say in [webhooks] of its twin.toml which events there are and who is told',
  }
}

function unknownDelivery({ name }: ServedSession, id: string): Refusal {
  return {
    status: 404,
    code: 'unknown-delivery',
    message: `the session ${JSON.stringify(name)} has no delivery ${JSON.stringify(id)}`,
    help: 'GET /__doppel/webhooks lists those that are remembered',
  }
}
