import { z } from 'zod'
import { late } from '#base'
import { authSchema } from './auth-schema.ts'
import { positiveDuration as duration } from './duration-schema.ts'
import { expression, json } from './query-schema.ts'

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header')

const route = z
  .string()
  .optional()
  .describe(
    '`POST /orders/{id}` as `doppel show` names it; `*` is any method, and at the end of a path any rest: `* /orders/*`. All routes unless said.',
  )

const body = z.union([z.string(), json]).optional()

/** Ways of telling a limit that are built in. */
const limitHeaders = ['x-ratelimit', 'ratelimit', 'ietf', 'none'] as const

/** How many requests a client may make. */
const createLimit = () =>
  z
    .strictObject({
      name: z.string().default('default').describe('Told by the headers of `ietf` and by `GET /__doppel/limits`.'),
      route,
      kind: z
        .enum(['fixed', 'sliding', 'bucket', 'concurrency'])
        .default('fixed')
        .describe('How it counts: by windows of the clock, by the last `per`, by a bucket that fills, by requests under way.'),
      limit: z.int().min(1).describe('So many requests `per` so long, or under way at one time.'),
      per: duration.optional().describe('Of all but `concurrency`.'),
      burst: z.int().min(1).optional().describe('Of `bucket`: so many it holds; `limit` unless said.'),
      by: expression
        .optional()
        .describe('Whose requests are counted together: `header.authorization`, `path.account`. All of the session unless said.'),
      headers: z
        .union([z.enum(limitHeaders), z.record(headerName, z.string())])
        .default('x-ratelimit')
        .describe(
          'How answers tell of it; in texts of its own `{limit}`, `{remaining}`, `{used}`, `{reset}` (s since 1970), `{reset_in}` (s), `{name}` and `{window}` (s) stand for what they say.',
        ),
      status: z.int().min(400).max(599).default(429),
      body: body.describe("What is answered beyond it; the service's own body of this status unless said."),
      retry_after: z.boolean().default(true).describe('Whether a refusal says `Retry-After`.'),
    })
    .superRefine(({ kind, per }, context) => {
      if (kind !== 'concurrency' && per === undefined) context.addIssue({ code: 'custom', message: `a limit that is ${kind} needs per` })
    })
    .meta({ anyOf: [{ required: ['per'] }, { required: ['kind'], properties: { kind: { const: 'concurrency' } } }] })

/** One request with a key is done once. */
const idempotency = late(() =>
  z.strictObject({
    header: headerName.default('Idempotency-Key'),
    methods: z.array(z.string()).default(['POST', 'PATCH']),
    route,
    expires: duration.default('24h').describe('A key is forgotten so long after it came first.'),
    replayed: headerName.optional().describe('A header that says `true` with an answer that is given again: `Idempotent-Replayed`.'),
    required: z.boolean().default(false).describe('A request without a key is refused with 400.'),
    conflict: z
      .strictObject({ status: z.int().min(400).max(599).default(422), body })
      .prefault({})
      .describe('What is answered to another request with a key that was used.'),
    in_flight: z
      .union([z.literal('wait'), z.strictObject({ status: z.int().min(400).max(599).default(409), body })])
      .default({ status: 409 })
      .describe(
        'What is answered to a request whose key came with another one that is not answered yet; or `wait`: it is held until that is.',
      ),
    by: expression.optional().describe('Whose keys are told apart: `header.authorization`.'),
  }),
)

/** Requests that hang on what the client knows of the answer. */
const conditional = late(() =>
  z.strictObject({
    route,
    etag: z.enum(['strong', 'weak']).default('strong').describe('The kind of tag that successful reads get which have none of their own.'),
    require: z.boolean().default(false).describe('A change without `If-Match` is refused with 428.'),
    ranges: z.boolean().default(false).describe('Whether parts of an answer can be asked for: `Range: bytes=0-99`.'),
  }),
)

/** What pages of other sites may do. */
const cors = late(() =>
  z.strictObject({
    origins: z
      .union([z.literal('*'), z.array(z.string())])
      .default('*')
      .describe('Sites that may: `["https://app.example"]`; `*` at the beginning of a host is any name under it.'),
    methods: z.array(z.string()).default(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    headers: z
      .union([z.literal('*'), z.array(headerName)])
      .default('*')
      .describe('Headers that requests may have; `*` is whatever is asked for.'),
    expose: z.array(headerName).default([]).describe('Headers that pages may read.'),
    credentials: z.boolean().default(false),
    max_age: duration.optional().describe('How long a browser may remember it.'),
  }),
)

/** What is done around the answers of a twin: each of these is a concept of its own, and none costs anything where it is not declared. */
export const stageSchemas = {
  cors: cors.optional(),
  limits: z.array(late(createLimit)).optional(),
  auth: authSchema.optional(),
  idempotency: idempotency.optional(),
  conditional: conditional.optional(),
}

const stages = z.strictObject(stageSchemas)
export type Stages = z.output<typeof stages>
export type LimitRule = NonNullable<Stages['limits']>[number]
