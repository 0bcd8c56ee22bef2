import { z } from 'zod'
import { late } from '#base'

/** Name and version of the layout of a session's folder; the file of exchanges carries the version too. */
export const recordingFormat = 'doppel-recording/1'

/** What a session is, known from its first byte on: stands at the head of its file of exchanges. */
export const sessionInfoSchema = late(() =>
  z.object({
    id: z.string(),
    tags: z.array(z.string()),
    startedAtMs: z.number(),
    /** Base URL of the service, without a trailing slash. */
    upstream: z.string(),
    /** Base URL under which clients reached the recorder. */
    origin: z.string(),
    /** Where webhooks were taken, and the app's URL to which they went; neither has a trailing slash. */
    webhooks: z.object({ origin: z.string(), forward: z.string() }).optional(),
    /** Where an imported session came from. */
    source: z.object({ kind: z.string(), file: z.string(), sha256: z.string() }).optional(),
  }),
)

export type SessionInfo = z.output<typeof sessionInfoSchema>
export type WebhookPlace = NonNullable<SessionInfo['webhooks']>

/** Why a session ended. */
const sessionEnds = ['new-session', 'idle', 'shutdown', 'import', 'rewrite'] as const
export type SessionEnd = (typeof sessionEnds)[number]

/** `manifest.json`, written when a session is closed: a session without it was cut off, or goes on. */
export const manifestSchema = late(() =>
  z.object({
    format: z.string(),
    id: z.string(),
    tags: z.array(z.string()),
    upstream: z.string(),
    origin: z.string(),
    startedAt: z.string(),
    endedAt: z.string(),
    endedBy: z.enum(sessionEnds),
    /** Exchanges in the file. */
    exchanges: z.number(),
    /** Webhooks in the file, which are not among the exchanges. */
    deliveries: z.number().default(0),
    /** Exchanges and webhooks that passed but could not be written, e.g. because the disk was full. */
    lost: z.number(),
    /** Length of the file of exchanges. */
    bytes: z.number(),
    webhooks: sessionInfoSchema.unwrap().shape.webhooks,
    source: sessionInfoSchema.unwrap().shape.source,
    /** What was scrubbed by which rule, as the scrubber reports it. */
    scrub: z.json().optional(),
  }),
)

export type Manifest = z.output<typeof manifestSchema>
