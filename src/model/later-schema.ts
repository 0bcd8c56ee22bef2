import { z } from 'zod'
import { isZone, late, parseCron, parsePeriod, periodPattern } from '#base'
import { effectSchema } from './effect-schema.ts'
import { expression, json } from './query-schema.ts'
import { emissionSchema } from './webhooks-schema.ts'

const template = json

/** `1mo`, `2w`, `1d12h`. */
const period = late(() =>
  z
    .string()
    .regex(periodPattern, { error: ({ input }) => `"${input}" is no period: write 15m, 1d, 2w, 1mo or 1y`, abort: true })
    .refine((text) => parsePeriod(text) !== undefined, 'is nothing: it would never come to an end'),
)

const cron = late(() =>
  z.string().superRefine((text, context) => {
    const read = parseCron(text)
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
  }),
)

const zone = late(() => z.string().refine(isZone, { error: ({ input }) => `"${input}" is no time zone: write UTC, Europe/Berlin, …` }))

/** Times that come again and again. */
export const recurring = {
  every: period
    .optional()
    .describe(
      'How long from one time to the next: `15m`, `1d`, `1mo`. Counted from `from`: a month without such a day ends with its last.',
    ),
  from: expression
    .optional()
    .describe('The moment from which `every` counts, itself the first; when the entity was made, or the session began, unless said.'),
  cron: cron.optional().describe('Minute, hour, day of the month, month and day of the week: `0 2 * * *` is at 02:00 each day.'),
  zone: zone
    .optional()
    .describe(
      'Whose clocks and calendar count: `Europe/Berlin`; UTC unless said. A time that is left out comes that much later, one that comes twice counts once.',
    ),
}

interface Times {
  readonly at?: unknown
  readonly every?: unknown
  readonly cron?: unknown
  readonly from?: unknown
  readonly zone?: unknown
}

/** Says what is wrong with how the times are told. */
export function checkTimes(times: Times, context: z.RefinementCtx, ways: readonly (keyof Times)[]): void {
  const said = ways.filter((way) => times[way] !== undefined)
  const complain = (message: string) => context.addIssue({ code: 'custom', message })
  if (said.length !== 1) complain(`needs one of ${ways.join(', ')}${said.length === 0 ? '' : `, and has ${said.join(' and ')}`}`)
  if (times.from !== undefined && times.every === undefined) complain('from: goes with every:')
  if (times.zone !== undefined && times.every === undefined && times.cron === undefined) complain('zone: goes with every: or cron:')
}

/**
 * A change of an entity, or its end, or what else is done, that comes by itself. Expressions are over `self`, `since`, when the field `of` took
 * its value (or the entity was made), and `began`, when the session began; `now` is the time at which it happens.
 */
export const laterSchema = late(() =>
  z
    .strictObject({
      name: z.string().optional().describe('How the agenda calls it.'),
      when: expression.optional().describe('Holds for the entities that it happens to.'),
      at: expression.optional().describe('The time, ms since 1970, or a text that names it: over `self`, `since` and `began`.'),
      ...recurring,
      of: z.string().optional().describe('The field since whose change `since` counts; the making of the entity unless said.'),
      set: template.optional().describe('Fields and their new values.'),
      delete: z.literal(true).optional().describe('The entity ends.'),
      tell: z
        .array(emissionSchema)
        .optional()
        .describe('What others are told of it, over `self` as it is then (where it ends: as it was), and `was`.'),
      do: z.array(effectSchema).optional().describe('What else is done then, after `set`.'),
    })
    .superRefine((rule, context) => {
      checkTimes(rule, context, ['at', 'every', 'cron'])
      if ([rule.set, rule.delete, rule.tell, rule.do].every((part) => part === undefined))
        context.addIssue({ code: 'custom', message: 'says not what happens: it needs set, delete, tell or do' })
    }),
)

/** What is done at its times, whatever entities there are; over `began`, and `now`. */
export const scheduleSchema = late(() =>
  z
    .strictObject({
      name: z.string().describe('How the agenda calls it.'),
      ...recurring,
      when: expression.optional().describe('Only where it holds at that time.'),
      do: z.array(effectSchema).min(1).describe('What is done.'),
    })
    .superRefine((rule, context) => checkTimes(rule, context, ['every', 'cron'])),
)

export type Schedule = z.output<typeof scheduleSchema>
