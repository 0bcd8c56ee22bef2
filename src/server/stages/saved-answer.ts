import { z } from 'zod'
import { type Answer, provenances } from '#engine'

const headers = z.array(z.tuple([z.string(), z.string()]))

/** An answer as data, without what others are told of it: its body in base64. */
export const savedAnswerSchema = z
  .strictObject({
    status: z.int(),
    headers,
    body: z.base64(),
    trailers: headers.optional(),
    provenance: z.enum(provenances),
    route: z.string().optional(),
    variant: z.string().optional(),
    why: z.string().optional(),
    chaos: z.string().optional(),
  })
  .transform(({ status, headers: list, body, trailers, ...rest }): Answer => {
    const response = { status, headers: list, body: new Uint8Array(Buffer.from(body, 'base64')), ...(trailers ? { trailers } : {}) }
    return { response, ...rest } as Answer
  })

export function saveAnswer({ response: { body, ...response }, events: _, ...rest }: Answer): z.input<typeof savedAnswerSchema> {
  return { ...response, body: Buffer.from(body).toString('base64'), ...rest } as z.input<typeof savedAnswerSchema>
}
