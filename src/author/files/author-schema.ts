import { z } from 'zod'
import { checkTimes, positiveDuration as duration, effectSchema, anyJson as json, recurring } from '#model'

const expression = z.string().describe('An expression: docs/guides/write-a-twin.md.')
const status = z.int().min(100).max(599)
const headers = z.record(z.string(), json).describe('Templates by name.')

/** `twin.json`. What it says of the project that uses the twin is for people. */
export const manifestSchema = z.looseObject({
  name: z.string().optional(),
  base_url: z.string().optional().describe('Where the twin listens.'),
  description: z.string().optional(),
  state_entities: z.array(z.string()).optional().describe('What the service keeps, in the singular.'),
})

const errorSchema = z
  .strictObject({
    code: status.describe('The status.'),
    condition: z.string().optional().describe('When, in words: `missing required fields`, `project not found`.'),
    when: expression.optional().describe('When, as an expression; the condition then is for people.'),
    body: json.optional().describe('Template of the answer; `error_body` unless said.'),
    headers: headers.optional(),
    limit: z.int().min(1).optional().describe('Of a rate limit: so many requests `per` so long.'),
    per: duration.optional(),
  })
  .refine(({ condition, when }) => condition !== undefined || when !== undefined, 'an error needs a condition, or when:')
  .meta({ anyOf: [{ required: ['condition'] }, { required: ['when'] }] })

/** A route in short; one with `variants` is written in the language of the model. */
export const shortRouteSchema = z.strictObject({
  method: z.string().regex(/^[A-Z]+$/, 'is no method: write GET, POST, …'),
  path: z.string().startsWith('/', 'begins with /'),
  description: z.string().optional(),
  entity: z.string().optional().describe('What it is about, where the path does not tell.'),
  request_schema: json.optional(),
  query_schema: json.optional(),
  response_schema: json.optional(),
  state_effects: z.array(z.record(z.string(), json)).optional().describe('`- create: issue`; or update, delete; or effects of the model.'),
  errors: z.array(errorSchema).optional(),
  status: status.optional().describe('Of success.'),
  headers: headers.optional(),
  body: json.optional().describe('Template of the answer, in place of response_schema.'),
})

export type ShortRoute = z.output<typeof shortRouteSchema>
export type ShortError = z.output<typeof errorSchema>

/** `routes.yaml`; beside these it may say all that a model says. */
export const routesSchema = z.looseObject({
  routes: z.array(z.record(z.string(), json)),
  error_body: json.optional().describe('Template of all errors; `message` and `status` are names in it.'),
})

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])

const transitionSchema = z
  .strictObject({
    from: oneOrMore,
    to: z.string(),
    trigger: z
      .string()
      .optional()
      .describe('`POST /orders/{id}/confirm`, `confirm API call`, `transition API call with transitionId=21`, `after 24h`, `at ends_at`.'),
    on: z.string().optional().describe('A route: `POST /orders/{id}/confirm`.'),
    when: expression.optional().describe('Which requests to that route.'),
  })
  .refine(({ trigger, on }) => trigger !== undefined || on !== undefined, 'a transition needs a trigger, or on: METHOD /path')
  .meta({ anyOf: [{ required: ['trigger'] }, { required: ['on'] }] })

const constraintSchema = z.strictObject({
  condition: z.string().describe('What must hold, or can not be; shown in the refusal.'),
  when: expression.describe('Holds where the request is refused; `entity` is what it is about.'),
  on: oneOrMore.optional().describe('create, update, delete; all of them unless said.'),
  code: status.default(409),
})

/** `create` needs no key here, either: an empty one stands for that of the collection. */
function withOpenKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOpenKeys)
  if (typeof value !== 'object' || value === null) return value
  const { do: inner, ...effect } = value as Record<string, unknown>
  return {
    ...('create' in effect && !('key' in effect) ? { key: [] } : {}),
    ...effect,
    ...(inner === undefined ? {} : { do: withOpenKeys(inner) }),
  }
}

/** What time does to entities, again and again or at a moment that they name. */
const entityScheduleSchema = z
  .strictObject({
    name: z.string().optional().describe('How the agenda calls it.'),
    in: oneOrMore.optional().describe('The states in which it happens.'),
    when: expression.optional().describe('Only where it holds; `self` is the entity.'),
    ...recurring,
    every: z
      .string()
      .optional()
      .describe('`month`, `2 weeks`, `15m`, `1mo`: counted from when it came into the state, or was made, unless `from` says.'),
    at: expression.optional().describe('A moment: `self.ends_at`, `plus(self.created_at, "1mo")`.'),
    to: z.string().optional().describe('The state that it comes into.'),
    set: json.optional().describe('Fields and their new values.'),
    delete: z.literal(true).optional().describe('The entity ends.'),
    do: z.array(z.preprocess(withOpenKeys, effectSchema)).optional().describe('What else is done, in the language of the model.'),
  })
  .superRefine((rule, context) => {
    checkTimes(rule, context, ['at', 'every', 'cron'])
    if ([rule.to, rule.set, rule.delete, rule.do].every((part) => part === undefined))
      context.addIssue({ code: 'custom', message: 'says not what happens: it needs to, set, delete or do' })
  })
  .meta({ anyOf: [{ required: ['at'] }, { required: ['every'] }, { required: ['cron'] }] })

const entitySchema = z.strictObject({
  description: z.string().optional(),
  key: z.string().optional().describe('The field by which requests name it.'),
  field: z.string().optional().describe('The field that holds its state, by dotted path.'),
  initial_state: z.string().optional(),
  states: z.array(z.string()).optional(),
  transitions: z.array(transitionSchema).optional(),
  constraints: z.array(z.union([z.string(), constraintSchema])).optional(),
  schedules: z.array(entityScheduleSchema).optional().describe('What time does to it: renewals, expiry, dunning.'),
})

/** `state-machine.yaml`. */
export const machinesSchema = z.strictObject({ entities: z.record(z.string(), entitySchema) })

export type EntityRules = z.output<typeof entitySchema>
export type EntitySchedule = z.output<typeof entityScheduleSchema>
export type Transition = z.output<typeof transitionSchema>
