import { z } from 'zod'
import type { Json, JsonObject } from '#base'
import { late } from '#base'
import { isObject, type Value } from '#lang'
import { savedAgendaSchema } from './agenda/saved-agenda.ts'

/** All that a session of a compiled model has of its own, as data: see `Life`. */
export const savedLifeSchema = late(() => {
  const json = z.custom<Json>((value) => value !== undefined)
  const object = z.custom<JsonObject>((value) => isObject(value as Value))
  const count = z.number()
  const named = <S extends z.ZodType>(value: S) => z.array(z.tuple([z.string(), value]))
  const words = z.tuple([z.int(), z.int(), z.int(), z.int()])

  const entity = z.strictObject({
    parts: z.array(json).min(1),
    value: object,
    order: count,
    since: z.record(z.string(), z.number()).optional(),
    doubted: z.literal(true).optional(),
  })

  const past = z.strictObject({
    entities: z.array(
      z.strictObject({
        parts: z.array(json).min(1),
        states: z.array(
          z.strictObject({
            isDeleted: z.boolean(),
            written: count,
            order: count,
            value: object.optional(),
            doubted: z.literal(true).optional(),
          }),
        ),
      }),
    ),
    counts: named(count),
    writes: count,
  })

  const world = z.strictObject({
    collections: named(z.array(entity)),
    pasts: named(past).optional(),
    sequences: named(z.number()),
    issued: z.array(z.string()),
    doubtedSequences: z.array(z.string()),
    order: count,
  })

  const situation = z.strictObject({
    random: words,
    issued: z.strictObject({
      values: named(z.array(z.string())),
      names: named(z.string()),
      anchors: named(z.string()),
      parts: z.array(z.string()),
      allHaveDigits: z.boolean(),
    }),
    moments: named(z.number()),
    sent: named(z.string()),
    history: z.string(),
    isLost: z.boolean(),
    isReading: z.boolean(),
    sentNow: z.array(z.string()),
  })

  return z.strictObject({
    world,
    random: words,
    history: z.strictObject({ routes: named(count), byName: named(named(count)) }).optional(),
    situation: situation.optional(),
    documents: named(z.string()),
    agenda: savedAgendaSchema.optional(),
    digests: z.array(z.string()).optional(),
  })
})

export type SavedLife = z.output<typeof savedLifeSchema>
