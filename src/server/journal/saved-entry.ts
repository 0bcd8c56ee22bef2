import { z } from 'zod'
import { late } from '#base'
import { provenances } from '#engine'

const text = z.string().optional()

/** An entry of the journal as data. */
export const savedEntrySchema = late(() =>
  z.strictObject({
    session: z.string(),
    number: z.int(),
    method: z.string(),
    target: z.string(),
    atMs: z.number(),
    status: z.int(),
    provenance: z.enum(provenances),
    route: text,
    variant: text,
    nearest: z.strictObject({ variant: z.string(), failed: z.array(z.string()) }).optional(),
    chaos: text,
    contentType: text,
    body: text,
    bodyBytes: z.int().min(0),
  }),
)
