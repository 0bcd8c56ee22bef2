import { z } from 'zod'
import { divergenceCategories } from '#compare'
import { causeKinds } from '../cause/possible-causes.ts'

const bp = z.int().min(0).max(10_000)
const amount = z.int().min(0)
const share = z.number().min(0).max(1)

const components = z
  .strictObject({
    status_bp: bp,
    body_structure_bp: bp,
    body_values_bp: bp,
    symbol_consistency_bp: bp,
    header_conformance_bp: bp,
  })
  .describe('How right each part is: the means of the exchanges, rounded down. They are called as in [diff.thresholds].')

const severities = z
  .strictObject({ error: amount, warning: amount, info: amount })
  .describe('Divergences by severity; only `error` scores.')

/** What a session, a route and the run have in common. */
const scores = {
  score_bp: bp.describe('Share of exchanges that a client could not have told from the service, of 10000, rounded down.'),
  mean_bp: bp.describe('Mean of the scores of the exchanges.'),
  components,
  severities,
}

const cut = z
  .strictObject({ text: z.string(), characters: amount })
  .describe('The beginning of the JSON of a value that is too long to be given whole, and how long it is.')

const divergence = z.strictObject({
  route: z.string().describe('Route of the twin that answered, e.g. `GET /orders/{id}`, or method and path of the request when none did.'),
  session: z.string(),
  exchange: amount.describe('Index of the exchange in its session.'),
  path: z.string().describe('`status`, `body.items[0].total`, `body["odd key"]`, `header.location`.'),
  category: z.enum(divergenceCategories),
  severity: z.enum(['error', 'warning', 'info']),
  expected: z
    .unknown()
    .optional()
    .describe('What was recorded, in the ids of the twin; left out when there was nothing. Integers beyond 2^53 are strings.'),
  expected_cut: cut.optional(),
  actual: z.unknown().optional().describe('What the twin said; left out when there was nothing.'),
  actual_cut: cut.optional(),
  drift_id: z.string().describe('The same for the same difference in every run.'),
  drift_type: z.string().describe('`value_drift` and the like, or what drift.toml calls it.'),
  accepted: z.literal(true).optional().describe('A known drift: drift.toml says that it is harmless.'),
  reason: z.string().optional().describe('Why it is suppressed or accepted.'),
})

const exchange = z.strictObject({
  session: z.string(),
  exchange: amount,
  route: z.string(),
  method: z.string(),
  target: z.string().describe('As it was recorded.'),
  status: z.int().describe('Of the recorded answer.'),
  twin_status: z.int(),
  score_bp: bp,
  components,
  passed: z.boolean().describe('Reaches every threshold.'),
})

const route = z.strictObject({
  route: z.string(),
  exchanges_total: amount,
  exchanges_passed: amount.describe('Those without a divergence that counts.'),
  ...scores,
  guesses: amount.describe('Answers that the twin marked as not sure.'),
  wrong_unmarked: amount.describe('Answers that were wrong without a mark.'),
  unseen: z.boolean().describe('The twin has no such route.'),
})

const session = z.strictObject({
  session: z.string(),
  exchanges_total: amount,
  exchanges_skipped: amount,
  exchanges_recalled: amount,
  pass_rate: share.describe('Share of exchanges that reach every threshold.'),
  passed: z.boolean(),
  ...scores,
})

const webhooks = z
  .strictObject({
    recorded: amount.describe('Webhooks of the service, each once however often it was tried.'),
    right: amount.describe('Those that the twin would have sent just so.'),
    differing: amount,
    missing: amount.describe('Those that the twin would not have sent.'),
    extra: amount.describe('Those that only the twin would have sent.'),
    divergences: z.array(
      z.strictObject({
        session: z.string(),
        exchange: amount.optional().describe('Index of the recorded webhook in its session; left out for what only the twin sends.'),
        target: z.string().describe('Method, path and query.'),
        event: z.string().optional().describe('Name of the event in the twin.'),
        kind: z.enum(['missing', 'extra', 'differs']),
        differences: z.array(
          z.strictObject({
            path: z.string(),
            category: z.enum(divergenceCategories),
            expected: z.unknown().optional(),
            expected_cut: cut.optional(),
            actual: z.unknown().optional(),
            actual_cut: cut.optional(),
          }),
        ),
      }),
    ),
  })
  .describe('What the twin would have sent by itself, held against what was recorded: apart from answers, and no part of the score.')

const finding = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  place: z.string().optional(),
  help: z.string().optional(),
})

const cause = z.strictObject({
  kind: z.enum(causeKinds),
  says: z.string().describe('The cause in a few words.'),
  subject: z.string().describe('A route, a path, the name of a field or header, a value.'),
  within: z.string().describe('A route, or the first word of the paths of its routes; empty when it is everywhere.'),
  along: z.array(z.string()).describe('Subjects of what else is wrong in the very same exchanges, for the same reason.'),
  divergences: amount.describe('Each divergence that counts belongs to one cause.'),
  exchanges: amount,
  marked: amount.describe('Exchanges that the twin had marked as not sure.'),
  mended: amount.describe('Exchanges that would be right without this cause and those before it.'),
  score_bp_after: bp.describe('What the score would be then.'),
  routes: z.array(z.string()),
  drift_ids: z.array(z.string()).describe('Of the first divergence in each of its places.'),
  steps: z
    .array(z.strictObject({ why: z.string(), commands: z.array(z.string()), settings: z.array(z.string()).optional() }))
    .describe('What can be done about it, in the order in which it is worth trying; `settings` are lines for the file that it names.'),
})

/** The report for programs. Its JSON Schema, `docs/reference/report.schema.json`, is made of this. */
export const reportSchema = z.strictObject({
  format: z.literal('doppel-report/1'),
  twin: z.string(),
  target: z
    .strictObject({
      kind: z
        .enum(['memory', 'held-out', 'wire', 'twin', 'service', 'upstream', 'duel'])
        .describe(
          'The model in memory, models learned without the sessions that they are asked, the server of doppel serve, a running twin, another server, the live service, or the twin beside a service.',
        ),
      url: z.string().optional().describe('Where it was asked, or what it was asked beside.'),
    })
    .describe('What gave the answers.'),
  passed: z.boolean().describe('Whether the bar is reached; never for a run of nothing.'),
  ...scores,
  by_rule_bp: bp.describe('The score when the rules alone answer, without what the twin knows by heart.'),
  status_bp: bp.describe('Share of exchanges with the right status.'),
  session_pass_rate: share.describe('Share of sessions that passed.'),
  sessions_total: amount,
  sessions_passed: amount,
  exchanges_total: amount,
  exchanges_passed: amount.describe('Those without a divergence that counts.'),
  exchanges_skipped: amount.describe('Those without an answer of the service.'),
  exchanges_recalled: amount.describe('Answers that the twin knew by heart.'),
  seen_bp: bp.describe('The score over the routes that the twin has.'),
  unseen_exchanges: amount,
  unseen_passed: amount,
  guesses: amount.describe('Answers that the twin marked as not sure.'),
  guessed_rules: z.array(z.strictObject({ route: z.string(), variant: z.string(), marked: amount, right: amount })),
  wrong_unmarked_bp: bp.describe('Answers that were wrong without a mark, of all.'),
  right_marked_bp: bp.describe('Answers that were right with a mark, of those that were right.'),
  verified: amount.describe('Leaves and headers held against an exact value.'),
  unverified: amount.describe('Leaves and headers of which only the format could be compared.'),
  suppressed: amount.describe('Divergences that twin.toml suppresses; they are not among the divergences.'),
  accepted: amount.describe('Known drift: it is among the divergences, and does not count.'),
  unruled_bp: bp.describe('The score without the rules that take divergences out or accept them.'),
  routes: z.array(route).describe('The worst first.'),
  sessions: z.array(session),
  exchanges: z.array(exchange).describe('Those that are not right in every part.'),
  exchanges_left_out: amount.describe('How many more such exchanges there are.'),
  causes: z.array(cause).describe('What explains the divergences, the one first that explains most.'),
  causes_left_out: amount.describe('How many more causes there are.'),
  divergences: z.array(divergence),
  divergences_total: amount,
  divergences_left_out: amount.describe('How many divergences are not listed; of each kind at least one is.'),
  suppressed_divergences: z.array(divergence).optional().describe('With --show-suppressed; `suppressed` counts them all.'),
  unverified_fields: z
    .array(z.strictObject({ route: z.string(), path: z.string(), reason: z.string(), count: amount }))
    .optional()
    .describe('With --show-suppressed: what was not compared by value.'),
  webhooks: webhooks.optional().describe('Left out where no webhooks were listened for, or the target can not be asked for them.'),
  findings: z.array(finding),
})

export type ReportJson = z.output<typeof reportSchema>

/** The JSON Schema of the report. It lets pass what it does not know: later versions say more. */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, {
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties
    },
  })
  return { $schema, title: 'Report of doppel check', description: 'What `doppel check NAME --format json` prints.', ...schema }
}
