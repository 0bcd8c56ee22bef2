import { z } from 'zod'
import { late } from '#base'
import { durationMs } from './duration-schema.ts'
import { expression, json } from './query-schema.ts'

/** What a latency needs by its distribution. */
const latencyNeeds = {
  fixed: ['delay'],
  uniform: ['min', 'max'],
  normal: ['mean', 'deviation'],
  lognormal: ['median', 'sigma'],
  percentiles: ['percentiles'],
  recorded: [],
} as const

const createShare = () => z.number().min(0).max(1)

/** One thing that goes wrong, and when. */
export const chaosRuleSchema = late(() => {
  const share = createShare()

  /** A moment of the session's clock, or how long after the session began. */
  const moment = z.union([
    durationMs.transform((sinceBeginMs) => ({ sinceBeginMs })),
    z.union([z.iso.datetime({ offset: true }), z.iso.date()]).transform((text) => ({ atMs: Date.parse(text) })),
  ])

  /** When a rule strikes: all that is said must hold. */
  const conditions = {
    route: z
      .string()
      .optional()
      .describe('`POST /orders/{id}` as `doppel show` names it; `*` is any method, and at the end of a path any rest: `* /orders/*`.'),
    when: expression.optional().describe('A test over method, target, query, header and body: `body.total > 100`.'),
    after: z.int().min(0).optional().describe('So many matching requests of the session are spared first.'),
    every: z.int().min(1).optional().describe('Of the others each such one: 3 strikes the third, the sixth, …'),
    probability: share.default(1).describe('Share of the requests that it strikes, of those for which all else holds.'),
    times: z.int().min(1).optional().describe('At most so often in a session.'),
    from: moment.optional().describe('Not before this moment of the session, `2026-01-01T12:00:00Z`, or so long after it began, `10m`.'),
    until: moment.optional().describe('Not at this moment or later.'),
    cycle: z
      .strictObject({ every: durationMs, for: durationMs })
      .optional()
      .describe('Again and again: `{ every: 10m, for: 1m }` is the first minute of each ten since the session began.'),
  }

  const latency = z
    .strictObject({
      fault: z.literal('latency'),
      distribution: z
        .enum(['fixed', 'uniform', 'normal', 'lognormal', 'percentiles', 'recorded'])
        .describe('`recorded`: as long as the service took on that route when it was recorded.'),
      delay: durationMs.optional().describe('Of `fixed`.'),
      min: durationMs.optional().describe('The least of all distributions.'),
      max: durationMs.optional().describe('The most of all distributions.'),
      mean: durationMs.optional().describe('Of `normal`.'),
      deviation: durationMs.optional().describe('Of `normal`.'),
      median: durationMs.optional().describe('Of `lognormal`.'),
      sigma: z.number().positive().max(5).optional().describe('Of `lognormal`: of the logarithm.'),
      percentiles: z
        .record(z.string().regex(/^p(\d{1,2}(\.\d+)?|100)$/, 'is no percentile: write p50'), durationMs)
        .optional()
        .describe('`{ p50: 80ms, p95: 400ms, p99: 2s }`; drawn evenly between them.'),
      ...conditions,
    })
    .superRefine((rule, context) => {
      const needs = (latencyNeeds[rule.distribution] as readonly (keyof typeof rule)[]).filter((key) => rule[key] === undefined)
      if (needs.length > 0)
        context.addIssue({ code: 'custom', message: `a latency that is ${rule.distribution} needs ${needs.join(' and ')}` })
      if ((rule.min ?? 0) > (rule.max ?? Number.POSITIVE_INFINITY)) context.addIssue({ code: 'custom', message: 'min is more than max' })
    })
    .meta({
      allOf: Object.entries(latencyNeeds).map(([distribution, required]) => ({
        if: { properties: { distribution: { const: distribution } } },
        then: { required },
      })),
    })

  const error = z.strictObject({
    fault: z.literal('error'),
    status: z.int().min(400).max(599).default(500),
    body: z
      .union([z.string(), json])
      .optional()
      .describe("A text, or a value that is sent as JSON; the service's own body of this status unless said."),
    headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header'), z.string()).optional(),
    retry_after: durationMs.optional().describe('Sent as `Retry-After`, in whole seconds.'),
    ...conditions,
  })

  const timeout = z.strictObject({
    fault: z.literal('timeout'),
    for: durationMs.optional().describe('How long the client waits before the connection is cut; until it gives up unless said.'),
    ...conditions,
  })

  const truncate = z.strictObject({
    fault: z.literal('truncate'),
    keep: share.default(0.5).describe('Share of the body that is sent before the connection is cut.'),
    ...conditions,
  })

  const slow = z.strictObject({
    fault: z.literal('slow'),
    over: durationMs.prefault('5s').describe('How long the body takes.'),
    ...conditions,
  })

  const malformed = z.strictObject({
    fault: z.literal('malformed'),
    keep: share.default(0.5).describe('Share of the body that is sent as if it were all of it.'),
    ...conditions,
  })

  const reorder = z.strictObject({
    fault: z.literal('reorder'),
    wait: durationMs.prefault('1s').describe('How long a request waits at most for a later one to go first.'),
    ...conditions,
  })

  const plain = <const Name extends string>(name: Name) => z.strictObject({ fault: z.literal(name), ...conditions })

  return z.discriminatedUnion('fault', [
    latency,
    error,
    timeout,
    truncate,
    slow,
    malformed,
    reorder,
    plain('reset'),
    plain('duplicate'),
    plain('lost-reply'),
    plain('stale'),
  ])
})

export type ChaosRule = z.output<typeof chaosRuleSchema>
export type ChaosRuleOf<Name extends ChaosRule['fault']> = Extract<ChaosRule, { fault: Name }>

/** Rules by the names under which they are switched on together. */
export type ChaosProfiles = Readonly<Record<string, readonly ChaosRule[]>>

/** The names of all faults. */
export const chaosFaults: readonly string[] = [
  'latency',
  'error',
  'timeout',
  'truncate',
  'slow',
  'malformed',
  'reorder',
  'reset',
  'duplicate',
  'lost-reply',
  'stale',
] satisfies readonly ChaosRule['fault'][]

/** Names of modes that say what goes wrong: `latency`, `error_503`, `timeout`, `partial_response`. */
const modePattern = `^(?:error_\\d{3}|partial_response|${chaosFaults.join('|')})$`

/** What `chaos.yaml` may say: profiles of Doppel's own, and the modes of the Digital Twin Universe. */
export const chaosFileSchema = late(() =>
  z.strictObject({
    profiles: z
      .record(z.string(), z.array(chaosRuleSchema).min(1))
      .optional()
      .describe('Rules by the name under which they are switched on.'),
    chaos_modes: z
      .record(
        z.string(),
        z.strictObject({
          description: z.string().optional(),
          config: z.record(z.string(), json).optional(),
          default_probability: createShare().optional(),
        }),
      )
      .meta({ propertyNames: { pattern: modePattern } })
      .optional(),
  }),
)
