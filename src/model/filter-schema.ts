import { z } from 'zod'
import { late } from '#base'

/** Text of an expression; parsed when the model is compiled. */
const expression = z.string()
/** A dotted path into an entity, `status.id`. */
const fieldPath = z.string()

/** A filter that clients write in a language of their own; it holds for fields and operators that were never seen. */
export const filterSchema = late(() =>
  z.strictObject({
    /**
     * `fields`: parameters named after fields (`price_gte=5`); `tree`: `{"price": {"$gt": 5}}` or `filter[price][_gt]=5`; `infix`: `price gt 5 and …`;
     * `matchers`: `name=~"pattern"`; `search`: a text to be found; `range`: one end of a range of keys.
     */
    dialect: z.enum(['fields', 'tree', 'infix', 'matchers', 'search', 'range']),
    /** What the client wrote. */
    from: expression.optional(),
    /** The name before the brackets of a tree that comes as parameters. */
    prefix: z.string().optional(),
    /** The fields that there are (`fields`), or that are searched (`search`; without it all). */
    fields: z.array(fieldPath).optional(),
    /** Fields by the names that clients use for them. */
    aliases: z.record(z.string(), fieldPath).optional(),
    /** Parameters that are no filters. */
    except: z.array(z.string()).optional(),
    /** Where labels stand (`matchers`), or the field of the range. */
    at: fieldPath.optional(),
    /** Which end of a range. */
    side: z.enum(['from', 'to']).optional(),
  }),
)

export type Filter = z.infer<typeof filterSchema>
