import { z } from 'zod'
import { durationPattern, late, parseDuration } from '#base'

const help = 'is no duration: write 5s, 30m, 12h, or 1d12h'

/** `5s`, `1d12h`; stays a text, so that a model prints as it was written. */
export const duration = late(() => z.string().regex(durationPattern, { error: help, abort: true }))

/** The same, and not nothing. */
export const positiveDuration = late(() => duration.unwrap().refine((text) => (parseDuration(text) ?? 0) > 0, help))

/** `200ms`, `5s`, `1d12h`; gives ms. */
export const durationMs = late(() =>
  z
    .string()
    .regex(durationPattern, { error: ({ input }) => `"${input}" is no duration: write 200ms, 5s, 30m, or 1d12h`, abort: true })
    .transform((text) => parseDuration(text) as number),
)
