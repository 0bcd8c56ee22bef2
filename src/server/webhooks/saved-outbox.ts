import { z } from 'zod'
import { late } from '#base'
import { deliveryStates } from './delivery.ts'
import { troubleKinds } from './trouble.ts'

/** What a session has told and has still to tell, as data. */
export const savedOutboxSchema = late(() => {
  const headers = z.array(z.tuple([z.string(), z.string()]))

  const receiver = z.strictObject({
    url: z.string(),
    call: z
      .strictObject({
        method: z.string(),
        target: z.string(),
        headers,
        body: z.string().optional(),
      })
      .optional(),
    afterMs: z.number().optional(),
    secret: z.string().optional(),
  })

  const event = z.strictObject({
    id: z.string(),
    name: z.string(),
    number: z.int(),
    atMs: z.number(),
    payload: z.string(),
    method: z.string().optional(),
    path: z.string().optional(),
    headers: headers.optional(),
    receivers: z.array(receiver),
  })

  return z.strictObject({
    number: z.int().min(0),
    deliveries: z.array(
      z.strictObject({
        id: z.string(),
        number: z.int(),
        event,
        receiver,
        state: z.enum(deliveryStates),
        dueMs: z.number(),
        attempts: z.array(z.strictObject({ atMs: z.number(), status: z.int().optional(), error: z.string().optional() })),
        retriesLeft: z.int().min(0),
      }),
    ),
    troubles: z.array(z.strictObject({ kind: z.enum(troubleKinds), byMs: z.number(), left: z.int().min(1) })),
  })
})

export type SavedOutbox = z.output<typeof savedOutboxSchema>
