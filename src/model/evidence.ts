import { z } from 'zod'

/** What one value of the model rests on: a field of a body or of an entity, a header, a list. */
const valueEvidenceSchema = z.strictObject({
  /** Observations that its expression gives, of those that there were. */
  hits: z.int(),
  of: z.int(),
  sessions: z.int(),
  /** Different values among the observations; no more than 50 are counted. */
  distinct: z.int(),
  /** How likely it is right for the next value, from 0 to 1: every different value counts as one trial. */
  confidence: z.number(),
  /** Other expressions that give all that was seen. */
  alternatives: z.array(z.string()).optional(),
})

const guardEvidenceSchema = z.strictObject({
  test: z.string(),
  /** Recorded answers of the variant in which the test holds, of all that it has. */
  covers: z.int(),
  of: z.int(),
  alternatives: z.array(z.string()).optional(),
})

const variantEvidenceSchema = z.strictObject({
  exchanges: z.int(),
  sessions: z.int(),
  /** How often its answers were right when the recordings were replayed on the rules. */
  replay: z.strictObject({ right: z.int(), of: z.int() }).optional(),
  /** From 0 to 1. */
  confidence: z.number(),
  when: guardEvidenceSchema.optional(),
  /** By place: `body.order.total`, `header Location`, `do order.total`, `list page`. */
  values: z.record(z.string(), valueEvidenceSchema),
})

const questionSchema = z.strictObject({
  /** Stays the same as long as the question does. */
  id: z.string(),
  kind: z.enum(['guess', 'guard', 'value', 'case']),
  route: z.string(),
  /** The request that would settle it, in words. */
  ask: z.string(),
  /** What is not known. */
  about: z.string(),
  /** How much an answer is worth; the greater the more. */
  weight: z.number(),
  /** A test on the request in which the answer would tell. */
  when: z.string().optional(),
  /** A test that must not hold in it. */
  unless: z.string().optional(),
})

export const evidenceSchema = z.strictObject({
  format: z.literal('doppel-evidence/2'),
  /** Ids of the sessions that were learned from, in order. */
  sessions: z.array(z.string()),
  /** Exchanges with an answer. */
  exchanges: z.int(),
  /** How right answers to unseen sessions are, in basis points; left out where it was not measured. */
  heldOutBp: z.int().optional(),
  /** What the model does not explain, by route (`GET /orders/{id}`); routes that are explained whole are left out. */
  unexplained: z.record(z.string(), z.array(z.string())),
  /** What the variants of each route rest on, by route and name. */
  rules: z.record(z.string(), z.record(z.string(), variantEvidenceSchema)),
  /** What would be worth asking the service, the most telling first. */
  questions: z.array(questionSchema),
})

/** What a model rests on, kept beside it so that the model stays small. */
export type Evidence = z.output<typeof evidenceSchema>
export type VariantEvidence = z.output<typeof variantEvidenceSchema>
export type ValueEvidence = z.output<typeof valueEvidenceSchema>
export type GuardEvidence = z.output<typeof guardEvidenceSchema>
export type Question = z.output<typeof questionSchema>
