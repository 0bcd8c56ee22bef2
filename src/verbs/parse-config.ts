import type { z } from 'zod'
import { exitCodes, Fault, type Finding, keysOf, readTomlSource, type SourceDocument, suggest } from '#diagnostics'

export interface ParsedConfig<T> {
  readonly config: T
  /** Keys that do nothing. */
  readonly warnings: readonly Finding[]
}

export interface CheckedConfig<T> {
  /** Undefined where the findings have errors. */
  readonly config: T | undefined
  readonly source: SourceDocument
  readonly findings: readonly Finding[]
}

/** Reads a TOML text by a schema of strict objects; `place` names the file in messages. A key that does nothing is no reason to stop. */
export function checkConfig<S extends z.ZodObject>(schema: S, text: string, place: string): CheckedConfig<z.output<S>> {
  const source = readTomlSource(place, text)
  if (source.errors.length > 0) return { config: undefined, source, findings: source.errors.map((error) => invalid(error)) }
  const raw = source.value as unknown as Record<string, unknown>
  const strict = schema.safeParse(raw)
  if (strict.success) return { config: strict.data, source, findings: [] }
  const warnings = strict.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? takeOut(schema, raw, issue, source) : []))
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { config: parsed.data, source, findings: warnings }
  const errors = parsed.error.issues.map(({ path, message }) =>
    invalid({ place: source.placeOf(path), message: `${path.join('.') || 'file'}: ${message}` }),
  )
  return { config: undefined, source, findings: [...warnings, ...errors] }
}

/** The same; `reference` says where the keys of the file are described. Faults: `config-invalid`. */
export function parseConfig<S extends z.ZodObject>(schema: S, text: string, place: string, reference: string): ParsedConfig<z.output<S>> {
  const { config, findings } = checkConfig(schema, text, place)
  if (config !== undefined) return { config, warnings: findings }
  const errors = findings.filter(({ severity }) => severity === 'error')
  throw new Fault('config-invalid', errors.map((error) => `${error.place}: ${error.message}`).join('; '), {
    exitCode: exitCodes.user,
    help: `edit ${place}; its keys are described in ${reference}`,
  })
}

function invalid({ place, message }: { readonly place: string; readonly message: string }): Finding {
  return { code: 'config-invalid', severity: 'error', message, place }
}

/** Removes the keys that the schema doesn't know from `raw`, and says so. */
function takeOut(
  schema: z.ZodObject,
  raw: Record<string, unknown>,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  source: SourceDocument,
): Finding[] {
  const owner = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], raw) as Record<string, unknown>
  const known = keysOf(schema, issue.path)
  return issue.keys.map((key) => {
    delete owner[key]
    const meant = suggest(key, known)
    return {
      code: 'config-key-unknown',
      severity: 'warning',
      message: `${[...issue.path, key].join('.')} does nothing`,
      place: source.placeOf([...issue.path, key]),
      help: meant === undefined ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`,
    }
  })
}
