import { parse } from 'smol-toml'
import type { Finding } from '#diagnostics'
import { builtInRules } from './built-in-rules.ts'
import { boundPattern, checkPattern } from './check-pattern.ts'
import { parseJsonPath } from './parse-json-path.ts'
import { defaultScrubPolicy, type ScrubAction, type ScrubMatch, type ScrubPolicy, type ScrubRule } from './scrub-policy.ts'
import { actions, matchers, scrubFileSchema } from './scrub-schema.ts'

export interface ParsedScrubPolicy {
  readonly policy: ScrubPolicy
  /** About keys that do nothing, rules that can't be used, patterns that could be slow. With an error among them the policy is not to be used. */
  readonly findings: readonly Finding[]
}

type Table = Record<string, unknown>

/** Reads `scrub.toml`. Never throws: what is wrong is among the findings, and the built-in rules hold. */
export function parseScrubPolicy(tomlText: string): ParsedScrubPolicy {
  const findings: Finding[] = []
  let table: Table
  try {
    table = parse(tomlText) as Table
  } catch (error) {
    const message = (error as Error).message.split('\n')[0] as string
    return { policy: defaultScrubPolicy, findings: [problem('scrub-policy-syntax', message, 'scrub.toml')] }
  }
  reportUnknown(table, Object.keys(scrubFileSchema.unwrap().shape), 'scrub.toml', findings)
  const rules = listOf(table['rule'], 'rule', findings).flatMap((entry, index) => readRule(entry, index, findings))
  const allow = tableOf(table['allow'], 'allow', findings)
  reportUnknown(allow, ['values', 'names'], 'allow', findings)
  const builtin = tableOf(table['builtin'], 'builtin', findings)
  reportUnknown(builtin, ['off'], 'builtin', findings)
  const off = stringsOf(builtin['off'], 'builtin.off', findings)
  for (const name of off) {
    if (!builtInRules.has(name))
      findings.push(problem('scrub-rule-unknown', `no built-in rule is called "${name}"`, 'builtin.off', knownRules()))
  }
  const policy: ScrubPolicy = {
    off: new Set(off.filter((name) => builtInRules.has(name))),
    rules,
    allow: {
      values: new Set(stringsOf(allow['values'], 'allow.values', findings)),
      names: new Set(stringsOf(allow['names'], 'allow.names', findings).map((name) => name.toLowerCase())),
    },
  }
  return { policy, findings }
}

function readRule(entry: Table, index: number, findings: Finding[]): ScrubRule[] {
  const place = `rule ${index + 1}`
  reportUnknown(entry, ['name', 'action', ...matchers], place, findings)
  const given = matchers.filter((matcher) => entry[matcher] !== undefined)
  const [kind] = given
  const action = entry['action'] ?? 'token'
  if (kind === undefined || given.length > 1) {
    findings.push(problem('scrub-rule-match', `a rule matches on exactly one of ${matchers.join(', ')}`, place))
    return []
  }
  if (typeof action !== 'string' || !actions.some((known) => known === action)) {
    findings.push(problem('scrub-rule-action', `"${String(action)}" is no action`, place, `Use one of ${actions.join(', ')}.`))
    return []
  }
  const value = entry[kind]
  const match = typeof value === 'string' && value !== '' ? readMatch(kind, value) : 'is no text'
  if (typeof match === 'string') {
    findings.push(problem('scrub-rule-pattern', `${kind} ${match}`, place))
    return []
  }
  const name = typeof entry['name'] === 'string' ? entry['name'] : `${kind} ${value}`
  return [{ name, match, action: action as ScrubAction }]
}

/** A sentence when it can't be used. */
function readMatch(kind: (typeof matchers)[number], value: string): ScrubMatch | string {
  if (kind === 'regex') return checkPattern(value) ?? { kind, pattern: boundPattern(value) }
  if (kind !== 'json') return { kind, name: value.toLowerCase() }
  const path = parseJsonPath(value)
  return path === undefined ? 'is no path such as $.items[*].owner.name' : { kind, path }
}

function reportUnknown(table: Table, known: readonly string[], place: string, findings: Finding[]): void {
  for (const key of Object.keys(table)) {
    if (known.includes(key)) continue
    const message = `"${key}" does nothing here`
    findings.push({ code: 'scrub-key-unknown', severity: 'warning', message, place, help: `Known are ${known.join(', ')}.` })
  }
}

function listOf(value: unknown, place: string, findings: Finding[]): Table[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every(isTable)) return value
  findings.push(problem('scrub-policy-shape', `write rules as [[${place}]]`, place))
  return []
}

function tableOf(value: unknown, place: string, findings: Finding[]): Table {
  if (value === undefined) return {}
  if (isTable(value)) return value
  findings.push(problem('scrub-policy-shape', `write it as [${place}]`, place))
  return {}
}

function stringsOf(value: unknown, place: string, findings: Finding[]): string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
  findings.push(problem('scrub-policy-shape', 'must be a list of texts', place))
  return []
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function knownRules(): string {
  return `Known are ${[...builtInRules.keys()].join(', ')}.`
}

function problem(code: string, message: string, place: string, help?: string): Finding {
  return { code, severity: 'error', message, place, ...(help !== undefined && { help }) }
}
