import { z } from 'zod'
import type { Json } from '#base'
import { late } from '#base'
import { filterSchema } from './filter-schema.ts'

/** Taken as it is: it comes from a JSON text, and walking through it again would double the time that a big model takes to load. */
export const json = z.unknown() as z.ZodType<Json>
/** Text of an expression; parsed when the model is compiled. */
export const expression = z.string()
/** A dotted path into an entity, `status.id`. */
export const fieldPath = z.string()

const sortKey = z.strictObject({
  field: fieldPath,
  descending: z.boolean().optional(),
  /** The values in the order in which they come; others come last. Without it they come as they compare. */
  order: z.array(json).optional(),
  /** Counts only among members that have this value: each group may have an order of its own. */
  among: z.strictObject({ field: fieldPath, value: json }).optional(),
})

export type SortKey = z.infer<typeof sortKey>

/** A list of members of a collection: which of them, in what order, and how much of it. */
export const querySchema = late(() =>
  z.strictObject({
    collection: z.string(),
    /** Leading parts of the key that all members share: the parents. */
    scope: z.array(expression).optional(),
    /** Tests on `self`; one with `given` applies only when that is present. */
    where: z.array(z.strictObject({ given: expression.optional(), test: expression })).optional(),
    filters: z.array(filterSchema).optional(),
    /**
     * The feed of changes: each entity once, those that were deleted too, in the order of the last writes. The items are maps of `value`,
     * `seq` (the place of that write) and `deleted` (true or not there); tests see `seq` beside `self`.
     */
    log: z.literal(true).optional(),
    sort: z
      .strictObject({
        /** The client's wish: `-price,name`, `price:desc`, `price desc`, or a list of such, or of `{"price": "desc"}`. */
        by: expression.optional(),
        /** The direction where it comes apart from the field: `asc` or `desc`. */
        order: expression.optional(),
        /** Names that the client uses for fields; others stand for the field of that name. */
        fields: z.record(z.string(), fieldPath).optional(),
        /** Says that all goes the other way round: `true`, `1` or `desc`. */
        reverse: expression.optional(),
        default: z.array(sortKey).optional(),
        /** Where a member holds the key of another one, `parent.id`: by default it stands right below that one, before what comes after it. */
        below: fieldPath.optional(),
        /** Order among equals. */
        ties: z.array(sortKey).optional(),
        ignoreCase: z.boolean().optional(),
        /** Where members stand that have no value: first or last whichever way the others go, or as if they were the `high`est; as the lowest where nothing is said. */
        nulls: z.enum(['first', 'last', 'high']).optional(),
      })
      .optional(),
    page: z
      .strictObject({
        size: expression.optional(),
        /** Number of members to skip. */
        start: expression.optional(),
        /** Number of the page; the first is `firstPage`, 1 where nothing is said. */
        number: expression.optional(),
        firstPage: z.number().optional(),
        default: z.number().optional(),
        max: z.number().optional(),
        /** Number of the first member that is shown no more. */
        end: expression.optional(),
        /** Pages are cut of all members, and filters leave some of what is on them out. */
        unfiltered: z.literal(true).optional(),
        /** A page behind the last is the last. */
        clamp: z.boolean().optional(),
        /** The default size is that of a page which is asked for: all members are shown where none of the parameters is there. */
        onDemand: z.boolean().optional(),
        /** The key of the last member of the page before. */
        after: expression.optional(),
        /** A token that stands for the last member of the page before: the one of that shape which follows from its key (see `token`). */
        token: z.strictObject({ from: expression, shape: z.string() }).optional(),
        /** The key of the first member of the page behind. */
        before: expression.optional(),
      })
      .optional(),
  }),
)

export type Query = z.infer<typeof querySchema>
