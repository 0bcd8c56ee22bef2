import { Fault, type Finding, nextStep, readTomlSource, type SourceDocument } from '#diagnostics'
import { parseScrubPolicy } from '#recording'
import { toCheckOptions } from '../check-options.ts'
import { checkDrift } from '../drift-config.ts'
import { checkConfig } from '../parse-config.ts'
import { toSessionSettings } from '../session-settings.ts'
import { type TwinConfig, twinConfigSchema } from '../twin-config.ts'

const noFlags = { sessionBy: [], oneSession: false, sessionIdle: undefined, evictSessions: false, fixture: undefined }

/** What is wrong with a `twin.toml`, and what it says where nothing is. */
export function lintTwinToml(
  text: string,
  place: string,
): { readonly config: TwinConfig | undefined; readonly source: SourceDocument; readonly findings: readonly Finding[] } {
  const { config, source, findings } = checkConfig(twinConfigSchema, text, place)
  if (config === undefined) return { config, source, findings }
  // Named fixtures are looked for where the twin is served.
  const { fixture: _, ...sessions } = config.sessions ?? {}
  const found = [
    ...faultOf(() => toCheckOptions(config), source.placeOf(['diff'])),
    ...faultOf(() => toSessionSettings({ ...config, sessions }, noFlags, new Map()), source.placeOf(['sessions'])),
  ]
  return { config: found.length === 0 ? config : undefined, source, findings: [...findings, ...found] }
}

/** What a fault says, as a finding; none where there is no fault. */
function faultOf(work: () => unknown, place: string): Finding[] {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { code, message, help } = error
    return [{ code, severity: 'error', message, place, ...(help === undefined ? {} : { help }) }]
  }
}

/** What is wrong with a `scrub.toml`. */
export function lintScrubToml(text: string, place: string): readonly Finding[] {
  const source = readTomlSource(place, text)
  const usual = nextStep('scrub-policy-invalid') ?? ''
  if (source.errors.length > 0)
    return source.errors.map((error): Finding => ({ code: 'scrub-policy-syntax', severity: 'error', help: usual, ...error }))
  return parseScrubPolicy(text).findings.map((finding) => ({ help: usual, ...finding, place: source.placeOf(pathOf(finding.place ?? '')) }))
}

/** `rule 2` is the second of the rules; else the keys that lead there. */
function pathOf(place: string): (string | number)[] {
  const number = /^rule (\d+)$/.exec(place)?.[1]
  return number === undefined ? place.split('.') : ['rule', Number(number) - 1]
}

/** What is wrong with a `drift.toml`. */
export function lintDriftToml(text: string, place: string): readonly Finding[] {
  return checkDrift(text, place).findings
}
