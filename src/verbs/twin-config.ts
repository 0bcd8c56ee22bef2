import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'

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

const recordSection = z.strictObject({
  idle_timeout_s: z.number().positive().optional().describe('A session ends after this many seconds without a request.'),
})

const serveSection = z.strictObject({
  host: z.string().min(1).optional().describe('Address to listen on; loopback unless said.'),
  port: z.int().min(0).max(65_535).optional().describe('0 takes a free one.'),
})

const exploreSection = z.strictObject({
  upstream: z.string().min(1).optional().describe('A copy of the service that `doppel explore` may write to.'),
})

const diffSection = z.strictObject({
  required_score: share.optional().describe('Share of sessions that must pass.'),
  session_pass_rate: share.optional().describe('Share of exchanges that must pass in a session.'),
  thresholds: thresholds.optional().describe('What an exchange must reach in each part to pass.'),
  overrides: z.record(z.string(), thresholds).optional().describe('Thresholds of single routes, by `METHOD /path`.'),
  fields: z.record(z.string(), fieldClass).optional().describe('How single fields are compared, whatever was learned.'),
  suppress: z.array(suppression).optional().describe('Divergences which are not reported.'),
})

/** What `twin.toml` may say. */
export const twinConfigSchema = z.strictObject({
  base_url: z
    .string()
    .superRefine((value, context) => {
      const problem = problemOfBaseUrl(value)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .describe('The real service.'),
  record: recordSection.optional(),
  serve: serveSection.optional(),
  explore: exploreSection.optional(),
  diff: diffSection.optional(),
})

export type TwinConfig = z.output<typeof twinConfigSchema>

export interface ParsedTwinConfig {
  readonly config: TwinConfig
  /** Keys that do nothing. */
  readonly warnings: readonly Finding[]
}

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
export function parseTwinConfig(text: string, place: string): ParsedTwinConfig {
  const raw = parseToml(text, place)
  const strict = twinConfigSchema.safeParse(raw)
  if (strict.success) return { config: strict.data, warnings: [] }
  const warnings = strict.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? takeOut(raw, issue, place) : []))
  const parsed = twinConfigSchema.safeParse(raw)
  if (parsed.success) return { config: parsed.data, warnings }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new Fault('config-invalid', `${place}: ${problems.join('; ')}`, {
    exitCode: exitCodes.user,
    help: `edit ${place}; its keys are described in docs/reference/twin-toml.md`,
  })
}

function parseToml(text: string, place: string): Record<string, unknown> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const message = error.message.split('\n')[0] ?? 'not TOML'
    throw new Fault('config-invalid', `${place}:${error.line}:${error.column}: ${message}`, { exitCode: exitCodes.user, cause: error })
  }
}

/** Removes the keys that the schema doesn't know from `raw`, and says so: a key that does nothing is no reason to stop. */
function takeOut(raw: Record<string, unknown>, issue: z.core.$ZodIssueUnrecognizedKeys, place: string): Finding[] {
  const owner = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], raw) as Record<string, unknown>
  const known = knownKeys(issue.path)
  return issue.keys.map((key) => {
    delete owner[key]
    const meant = suggest(key, known)
    return {
      code: 'config-key-unknown',
      severity: 'warning',
      message: `${[...issue.path, key].join('.')} does nothing`,
      place,
      help: meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`,
    }
  })
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = twinConfigSchema
  for (const key of path) schema = stepInto(unwrapped(schema), key)
  const target = unwrapped(schema)
  return target instanceof z.ZodObject ? Object.keys(target.shape) : []
}

function stepInto(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)] as z.core.$ZodType
  if (schema instanceof z.ZodRecord) return schema.valueType
  if (schema instanceof z.ZodArray) return schema.element
  return schema
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema
}
