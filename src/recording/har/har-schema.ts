import { z } from 'zod'

/** The parts of HAR 1.2 that a recording needs; writers differ in what else they put in. */
const nameValue = z.object({ name: z.string(), value: z.string().nullish() })

const harEntrySchema = z.object({
  startedDateTime: z.string(),
  /** Milliseconds; some writers give -1 or nothing for what they don't know. */
  time: z.number().nullish(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(nameValue).default([]),
    bodySize: z.number().nullish(),
    postData: z
      .object({
        mimeType: z.string().nullish(),
        text: z.string().nullish(),
        params: z.array(nameValue).nullish(),
        encoding: z.string().nullish(),
      })
      .nullish(),
  }),
  response: z.object({
    status: z.number(),
    headers: z.array(nameValue).default([]),
    content: z
      .object({
        size: z.number().nullish(),
        mimeType: z.string().nullish(),
        text: z.string().nullish(),
        encoding: z.string().nullish(),
        /** Polly: `text` is a JSON list of pieces, and still has its content-encoding. */
        _isBinary: z.boolean().nullish(),
      })
      .default({}),
    _error: z.string().nullish(),
  }),
  /** Chrome: the answer came from the browser's own cache. */
  _fromCache: z.string().nullish(),
})

export const harSchema = z.object({
  log: z.object({
    version: z.string().nullish(),
    creator: z.object({ name: z.string() }).nullish(),
    entries: z.array(harEntrySchema),
  }),
})

export type HarEntry = z.output<typeof harEntrySchema>
