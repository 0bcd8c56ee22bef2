import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { divergenceCategories } from '#compare'
import { type DriftRules, driftTypes } from '#conform'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'
import { parseConfig } from './parse-config.ts'

const pattern = {
  drift_id: z
    .string()
    .regex(/^drift-[0-9a-f]{16}$/, 'is no drift id: copy it from the report')
    .optional()
    .describe('One drift, by its id in the report.'),
  drift_type: z.string().optional().describe('All drifts of a type.'),
  route: z.string().optional().describe('Route, `*` stands for any part: `GET /users/*`.'),
  path: z.string().optional().describe('Field, e.g. `body.status`.'),
  category: z.enum(divergenceCategories).optional().describe('Kind of divergence, e.g. `value_mismatch`.'),
}

const suppression = z.strictObject({
  ...pattern,
  reason: z.string().min(1).describe('Why it is fine; shown in every report.'),
})

const reclassification = z.strictObject({
  match: z.strictObject(pattern).describe('Which drifts.'),
  new_drift_type: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be small letters, digits and underscores')
    .describe('The type that they are to have.'),
  reason: z.string().optional().describe('Why.'),
})

/** What `drift.toml` may say. */
export const driftConfigSchema = z.strictObject({
  suppress: z.array(suppression).optional().describe('Known drifts: they stay in the report, and do not count.'),
  reclassify: z.array(reclassification).optional().describe('Drifts that are to go by another type.'),
})

type Pattern = z.output<z.ZodObject<typeof pattern>>

export interface ReadDriftRules {
  readonly rules: DriftRules
  /** Keys that do nothing. */
  readonly warnings: readonly Finding[]
}

/** The `drift.toml` of a twin, where there is one. Faults: `config-invalid`, `file-unreadable`. */
export async function readDriftRules(cwd: string, twinFolder: string): Promise<ReadDriftRules> {
  const file = join(twinFolder, 'drift.toml')
  const place = relative(cwd, file)
  const { config, warnings } = parseConfig(driftConfigSchema, await readIfThere(file), place, 'docs/reference/drift-toml.md')
  const reclassify = (config.reclassify ?? []).map(({ match, new_drift_type }) => ({ match: toPattern(match), driftType: new_drift_type }))
  const accept = (config.suppress ?? []).map(({ reason, ...rule }) => ({ ...toPattern(rule), reason }))
  const types = [...driftTypes, ...reclassify.map(({ driftType }) => driftType)]
  for (const [at, rule] of accept.entries()) refuseUseless(rule, `${place}: [[suppress]] ${at + 1}`, types)
  for (const [at, { match }] of reclassify.entries()) refuseUseless(match, `${place}: [[reclassify]] ${at + 1}`, driftTypes)
  return { rules: { accept, reclassify }, warnings }
}

function toPattern({ drift_id, drift_type, ...place }: Pattern) {
  return { ...place, driftId: drift_id, driftType: drift_type }
}

function refuseUseless(rule: Readonly<Record<string, string | undefined>>, place: string, types: readonly string[]): void {
  const { driftType } = rule
  if (driftType !== undefined && !types.includes(driftType)) {
    const meant = suggest(driftType, types)
    throw invalid(`${place}: there is no drift type "${driftType}"`, meant === undefined ? types.join(', ') : `did you mean ${meant}?`)
  }
  const says = ['driftId', 'driftType', 'route', 'path', 'category'].some((key) => rule[key] !== undefined)
  if (!says) throw invalid(`${place} would be for every drift`, 'give it a drift_id, drift_type, route, path or category')
}

function invalid(message: string, help: string): Fault {
  return new Fault('config-invalid', message, { exitCode: exitCodes.user, help })
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.runtime, cause: error })
  }
}
