import { z } from 'zod'
import type { Json } from '#base'
import { expression, json, type Query, querySchema } from './query-schema.ts'
import { type EmissionRule, emissionSchema } from './webhooks-schema.ts'

/** JSON form of a template; parsed when the model is compiled. */
const template = json

export type Effect =
  | { let: string; value: Json }
  | { create: string; key: string[]; value: Json; as?: string | undefined }
  | { update: string; key: string[]; set: Json; as?: string | undefined }
  | { updateWhere: string; where: string; set: Json }
  | { delete: string; key: string[]; leaving?: Json | undefined; as?: string | undefined }
  | { deleteWhere: string; where: string }
  | { query: Query; as: string }
  | EmissionRule
  /** What is bound within is absent where the test does not hold. */
  | { if: string; do: Effect[] }
  /**
   * `gather` binds the list of what the last inner effect with an `as` bound for each item. With `variants` each item is a small request:
   * the first variant whose guard holds does what it does and answers, and `gather` binds the answers.
   */
  | { each: string; as: string; do: Effect[]; gather?: string | undefined }
  | { each: string; variants: ItemVariant[]; gather: string }

/** The name of the place of an item in the list of a bulk request, from 0. */
export const itemPlace = 'itemAt'

/** How one item of a bulk request is answered; `body` is the item. */
export interface ItemVariant {
  name: string
  when?: string | undefined
  do?: Effect[] | undefined
  /** Template of the answer to the item. */
  value: Json
}

const itemVariantSchema: z.ZodType<ItemVariant> = z.lazy(() =>
  z.strictObject({ name: z.string(), when: expression.optional(), do: z.array(effectSchema).optional(), value: template }),
)

export const effectSchema: z.ZodType<Effect> = z.lazy(() =>
  z.union([
    z.strictObject({ let: z.string(), value: template }),
    z.strictObject({ create: z.string(), key: z.array(expression), value: template, as: z.string().optional() }),
    z.strictObject({ update: z.string(), key: z.array(expression), set: template, as: z.string().optional() }),
    z.strictObject({ updateWhere: z.string(), where: expression, set: template }),
    z.strictObject({ delete: z.string(), key: z.array(expression), leaving: template.optional(), as: z.string().optional() }),
    z.strictObject({ deleteWhere: z.string(), where: expression }),
    z.strictObject({ query: querySchema, as: z.string() }),
    emissionSchema,
    z.strictObject({ if: expression, do: z.array(effectSchema) }),
    z.strictObject({ each: expression, as: z.string(), do: z.array(effectSchema), gather: z.string().optional() }),
    z.strictObject({ each: expression, variants: z.array(itemVariantSchema), gather: z.string() }),
  ]),
)
