import { z } from 'zod'
import type { Json } from '#base'
import { emissionSchema } from './webhooks-schema.ts'

const expression = z.string()

/** A change of an entity, or its end, that comes by itself. */
export const laterSchema = z.strictObject({
  /** Holds for the entities that it happens to. */
  when: expression.optional(),
  /** The time, ms since 1970: over `self` and `since`, when the field `of` took its value, or the entity was made where no field is named. */
  at: expression,
  of: z.string().optional(),
  /** Fields and their new values; `now` is the time at which it happens. */
  set: z.custom<Json>((value) => value !== undefined).optional(),
  delete: z.literal(true).optional(),
  /** What others are told of it, over `self` as it is then (where it ends: as it was), and `was`. */
  tell: z.array(emissionSchema).optional(),
})
