import { z } from 'zod'
import { late } from '#base'
import { builtInRules } from './built-in-rules.ts'
import type { ScrubAction } from './scrub-policy.ts'

/** What a rule can match on. */
export const matchers = ['header', 'query', 'json', 'key', 'regex'] as const
export const actions = ['token', 'redact', 'keep', 'drop'] as const satisfies readonly ScrubAction[]

const texts = z.array(z.string())

const rule = late(() =>
  z
    .strictObject({
      name: z.string().optional().describe('Shown in reports.'),
      header: z.string().min(1).optional().describe('A header, by name.'),
      query: z.string().min(1).optional().describe('A parameter of the URL or of a form, by name.'),
      key: z.string().min(1).optional().describe('A key of JSON, XML or a form, by name, with all that is below it.'),
      json: z
        .string()
        .startsWith('$')
        .optional()
        .describe('A path in a JSON body, with all that is below it: `$.items[*].owner`, `$..owner`.'),
      regex: z.string().min(1).optional().describe('A pattern anywhere in a text.'),
      action: z
        .enum(actions)
        .optional()
        .describe('`token` unless said: a stand-in of the same format; `redact`: x and 0; `keep`; `drop`: name and value go.'),
    } satisfies Record<(typeof matchers)[number] | 'name' | 'action', z.ZodType>)
    .refine(
      (given) => matchers.filter((matcher) => given[matcher] !== undefined).length === 1,
      `a rule matches on exactly one of ${matchers.join(', ')}`,
    )
    .meta({ oneOf: matchers.map((matcher) => ({ required: [matcher] })) }),
)

/** The form of `scrub.toml`. `parseScrubPolicy` reads it and says more: whether patterns and paths can be used. */
export const scrubFileSchema = late(() =>
  z.strictObject({
    rule: z.array(rule).optional().describe('Rules of your own; the first that matches decides.'),
    allow: z
      .strictObject({
        values: texts.optional().describe('Exact values that are no secret.'),
        names: texts.optional().describe('Keys, parameters, headers and cookies that no rule touches.'),
      })
      .optional(),
    builtin: z
      .strictObject({
        off: z
          .array(z.enum([...builtInRules.keys()]))
          .optional()
          .describe('Built-in rules to switch off.'),
      })
      .optional(),
  }),
)
