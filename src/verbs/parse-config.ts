import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'

export interface ParsedConfig<T> {
  readonly config: T
  /** Keys that do nothing. */
  readonly warnings: readonly Finding[]
}

/** Reads a TOML text by a schema of strict objects; `place` names the file in messages, `reference` where its keys are described. Faults: `config-invalid`. */
export function parseConfig<S extends z.ZodObject>(schema: S, text: string, place: string, reference: string): ParsedConfig<z.output<S>> {
  const raw = parseToml(text, place)
  const strict = schema.safeParse(raw)
  if (strict.success) return { config: strict.data, warnings: [] }
  const warnings = strict.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? takeOut(schema, raw, issue, place) : []))
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { config: parsed.data, warnings }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new Fault('config-invalid', `${place}: ${problems.join('; ')}`, {
    exitCode: exitCodes.user,
    help: `edit ${place}; its keys are described in ${reference}`,
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
function takeOut(schema: z.ZodObject, raw: Record<string, unknown>, issue: z.core.$ZodIssueUnrecognizedKeys, place: string): Finding[] {
  const owner = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], raw) as Record<string, unknown>
  const known = knownKeys(schema, issue.path)
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

function knownKeys(root: z.ZodObject, path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = root
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
