import { z } from 'zod'
import { fingerprint, late } from '#base'
import type { Model } from './schema.ts'

/**
 * A place in a recorded text where each session has a value of its own. Values have names: where in the session they came to be.
 * `issued`: made up by the twin; `mint`: made up now, in this shape; `sent`: a time as the client wrote it; `time`: the moment of a
 * request (`now`, `start`, a situation, or a time that was sent) and so many ms, in a time format.
 */
const gapSchema = late(() =>
  z.union([
    z.strictObject({ issued: z.string() }),
    z.strictObject({ mint: z.string() }),
    z.strictObject({ sent: z.string() }),
    z.strictObject({ time: z.string(), plus: z.number().int().optional(), format: z.string() }),
  ]),
)

const textSchema = late(() => z.array(z.union([z.string(), gapSchema])))

const recallSchema = late(() =>
  z.strictObject({
    status: z.number().int(),
    headers: z.array(z.tuple([z.string(), textSchema])),
    body: z.union([z.strictObject({ text: textSchema }), z.strictObject({ base64: z.string() })]).optional(),
  }),
)

/** The fingerprint of a situation: the state-changing requests up to now, or those and one more request. */
const situation = late(() => z.string().regex(/^[0-9a-f]{16}$/))

export const recallsSchema = late(() =>
  z.strictObject({
    format: z.literal('doppel-recalls/1'),
    /** Fingerprint of the model that is wrong in these situations: another one may be right. */
    model: situation,
    /** How many were found; those that are not among `histories` were too many. */
    found: z.number().int(),
    /** Situations in which the recorded sessions have different answers, so that none is kept. */
    disputed: z.number().int(),
    /** By what the session was asked to change before, then by the situation with the request at hand. A history that only leads to others is empty. */
    histories: z.record(situation, z.record(situation, recallSchema)),
  }),
)

export type RecallGap = z.infer<typeof gapSchema>
/** A text in parts. */
export type RecallText = z.infer<typeof textSchema>
/** A recorded response, for a situation in which the rules give another. */
export type Recall = z.infer<typeof recallSchema>
/** What a twin knows by heart. */
export type Recalls = z.infer<typeof recallsSchema>

/** How many answers are known by heart. */
export function countRecalls(recalls: Recalls): number {
  return Object.values(recalls.histories).reduce((total, answers) => total + Object.keys(answers).length, 0)
}

/** Tells models apart: recalls belong to one. The order of keys does not count. */
export function fingerprintModel(model: Model): string {
  return fingerprint(JSON.stringify(model, canonical))
}

function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
