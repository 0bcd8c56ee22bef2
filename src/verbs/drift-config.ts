import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { divergenceCategories } from '#compare'
import { type DriftRules, driftTypes } from '#conform'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'
import { checkConfig, parseConfig } from './parse-config.ts'

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
  const text = await readIfThere(file)
  const { config, warnings } = parseConfig(driftConfigSchema, text, place, 'docs/reference/drift-toml.md')
  const [problem] = checkDrift(text, place).findings.filter(({ severity }) => severity === 'error')
  if (problem !== undefined) {
    const { message, help } = problem
    throw new Fault('config-invalid', `${problem.place}: ${message}`, { exitCode: exitCodes.user, ...(help === undefined ? {} : { help }) })
  }
  const { accept, reclassify } = toRules(config)
  return { rules: { accept, reclassify }, warnings }
}

/** What is wrong with the text of a `drift.toml`; `place` names it in messages. */
export function checkDrift(text: string, place: string): { readonly findings: readonly Finding[] } {
  const { config, source, findings } = checkConfig(driftConfigSchema, text, place)
  if (config === undefined) return { findings }
  const { accept, reclassify } = toRules(config)
  const types = [...driftTypes, ...reclassify.map(({ driftType }) => driftType)]
  const useless = [
    ...accept.flatMap((rule, at) => problemsOf(rule, types, source.placeOf(['suppress', at]))),
    ...reclassify.flatMap(({ match }, at) => problemsOf(match, driftTypes, source.placeOf(['reclassify', at]))),
  ]
  return { findings: [...findings, ...useless] }
}

function toRules(config: z.output<typeof driftConfigSchema>) {
  const reclassify = (config.reclassify ?? []).map(({ match, new_drift_type }) => ({ match: toPattern(match), driftType: new_drift_type }))
  const accept = (config.suppress ?? []).map(({ reason, ...rule }) => ({ ...toPattern(rule), reason }))
  return { accept, reclassify }
}

function toPattern({ drift_id, drift_type, ...place }: Pattern) {
  return { ...place, driftId: drift_id, driftType: drift_type }
}

/** What is wrong with a rule beside its form. */
function problemsOf(rule: Readonly<Record<string, string | undefined>>, types: readonly string[], place: string): Finding[] {
  const { driftType } = rule
  const problem = (message: string, help: string): Finding => ({ code: 'config-invalid', severity: 'error', message, place, help })
  if (driftType !== undefined && !types.includes(driftType)) {
    const meant = suggest(driftType, types)
    return [problem(`there is no drift type "${driftType}"`, meant === undefined ? types.join(', ') : `did you mean ${meant}?`)]
  }
  const says = ['driftId', 'driftType', 'route', 'path', 'category'].some((key) => rule[key] !== undefined)
  return says ? [] : [problem('this would be for every drift', 'give it a drift_id, drift_type, route, path or category')]
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.runtime, cause: error })
  }
}
