import { z } from 'zod'
import { late } from '#base'
import { duration, laterSchema, scheduleSchema, stageSchemas, webhooksShape } from '#model'
import { aboutSchema } from '#pack'
import { type ParsedConfig, parseConfig } from './parse-config.ts'

const freshnessSection = late(() =>
  z.strictObject({
    max_age: duration.optional().describe('`doppel check` fails when a route was last recorded longer ago.'),
    warn_age: duration.optional().describe('`doppel check` warns when a route was last recorded longer ago.'),
  }),
)

const recordSection = late(() =>
  z.strictObject({
    idle_timeout_s: z.number().positive().optional().describe('A session ends after this many seconds without a request.'),
  }),
)

const serveSection = late(() =>
  z.strictObject({
    host: z.string().min(1).optional().describe('Address to listen on; loopback unless said.'),
    port: z.int().min(0).max(65_535).optional().describe('0 takes a free one.'),
  }),
)

const sessionsSection = late(() =>
  z.strictObject({
    by: z
      .array(z.string())
      .optional()
      .describe('What tells of which session a request is, beside `X-Doppel-Session` and `/~NAME/`: `["cookie:sid", "credential"]`.'),
    one: z.boolean().optional().describe('All requests share the default session, whatever they say.'),
    idle: duration.optional().describe('A session that nobody asks anything for so long ends: `1h`.'),
    evict: z.boolean().optional().describe('Where there is no place for one more session, the one that was not used for longest ends.'),
    fixture: z.string().min(1).optional().describe('The folder of `state/fixtures` that sessions begin with unless they say another.'),
  }),
)

const exploreSection = late(() =>
  z.strictObject({
    upstream: z.string().min(1).optional().describe('A copy of the service that `doppel explore` may write to.'),
  }),
)

const upstreamSection = late(() =>
  z.strictObject({
    headers: z
      .record(z.string().regex(/^[\w-]+$/, 'is no name of a header'), z.string())
      .optional()
      .describe('What `doppel check --upstream` sends in place of scrubbed credentials; `$NAME` is read from the environment.'),
  }),
)

const createDiffSection = () => {
  const share = z.number().min(0).max(1)

  const fieldClass = z.strictObject({
    classify: z.enum(['generated', 'timestamp', 'constant', 'enum', 'echoed', 'exact']).describe('How the field is compared.'),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('The values of an enum.'),
  })

  const suppression = z.strictObject({
    path: z.string().optional().describe('Field, e.g. `body.created_at`.'),
    route: z.string().optional().describe('Route, `*` stands for any part: `GET /users/*`.'),
    category: z.string().optional().describe('Kind of divergence, e.g. `value_mismatch`.'),
    reason: z.string().min(1).describe('Why it is fine; shown by `doppel check --show-suppressed`.'),
  })

  const thresholds = z.strictObject({
    status_exact_match: z.boolean().optional(),
    body_structure: share.optional(),
    body_values: share.optional(),
    symbol_consistency: share.optional(),
    header_conformance: share.optional(),
  })

  return z.strictObject({
    required_score: share.optional().describe('Share of sessions that must pass.'),
    session_pass_rate: share.optional().describe('Share of exchanges that must pass in a session.'),
    thresholds: thresholds.optional().describe('What an exchange must reach in each part to pass.'),
    overrides: z.record(z.string(), thresholds).optional().describe('Thresholds of single routes, by `METHOD /path`.'),
    fields: z.record(z.string(), fieldClass).optional().describe('How single fields are compared, whatever was learned.'),
    suppress: z.array(suppression).optional().describe('Divergences which are not reported.'),
  })
}

const createTargets = () => {
  /** Its last part is no number: that would be an address. */
  const hostName = z.string().regex(/^([a-z0-9-]+\.)*[a-z][a-z0-9-]*$/i)

  return z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), hostName], 'is neither a name nor an address nor a network such as 10.0.0.0/8'),
    )
    .optional()
    .describe('Names, addresses and networks that deliveries may go to beside this machine: `["hooks.internal", "10.0.0.0/8"]`.')
}

const createWebhooksSection = () => z.strictObject({ ...webhooksShape(), allow: createTargets() })

/** Of `[webhooks]` what is about those who are told, and not about the service. */
export function createReceiversSection() {
  const { subscriptions, secret } = webhooksShape()
  return z.strictObject({ subscriptions, secret, allow: createTargets() })
}

/** What `twin.toml` may say. */
export const twinConfigSchema = z.strictObject({
  base_url: z
    .string()
    .superRefine((value, context) => {
      const problem = problemOfBaseUrl(value)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .meta({ pattern: '^https?://', description: 'The real service.' }),
  record: recordSection.optional(),
  serve: serveSection.optional(),
  sessions: sessionsSection.optional(),
  explore: exploreSection.optional(),
  upstream: upstreamSection.optional(),
  diff: late(createDiffSection).optional(),
  freshness: freshnessSection.optional(),
  webhooks: late(createWebhooksSection).optional(),
  schedules: z.array(scheduleSchema).optional().describe('What the service does by itself at its times, beside what the model says.'),
  later: z
    .array(late(() => laterSchema.unwrap().safeExtend({ collection: z.string().describe('Whose entities it happens to.') })))
    .optional()
    .describe('What time does to entities, beside what the model says: renewals, expiry.'),
  ...stageSchemas,
  pack: aboutSchema.optional().describe('What `doppel pack` says of the twin.'),
})

export type TwinConfig = z.output<typeof twinConfigSchema>

/** Why a service can't be reached by this base URL, undefined when it can. */
export function problemOfBaseUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return `"${value}" is not a URL; give it whole, e.g. https://api.example.com/v1`
  const url = new URL(value)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `"${url.protocol}" is not supported, only http: and https:`
  if (url.username !== '' || url.password !== '')
    return 'credentials do not belong in the URL: clients send them, and recordings scrub them'
  if (url.search !== '' || url.hash !== '') return 'a base URL has no query and no fragment'
  return undefined
}

/** Reads the text of a `twin.toml`; `place` names the file in messages. Faults: `config-invalid`. */
export function parseTwinConfig(text: string, place: string): ParsedConfig<TwinConfig> {
  return parseConfig(twinConfigSchema, text, place, 'docs/reference/twin-toml.md')
}
