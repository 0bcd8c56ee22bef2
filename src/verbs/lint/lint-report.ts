import { createStyle, type Finding, githubCommand, nextStep, renderFinding, sarifLevels, sarifLog, sarifPlace } from '#diagnostics'

/** A finding with its place taken apart and what to do about it; lines and columns from 1. */
export interface PlacedFinding extends Omit<Finding, 'place'> {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

export function placed({ place = '', ...found }: Finding): PlacedFinding {
  const help = found.help ?? nextStep(found.code)
  const finding = { ...found, ...(help === undefined ? {} : { help }) }
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? []
  return file === undefined ? { file: place, ...finding } : { file, line: Number(line), column: Number(column), ...finding }
}

/** Whether a finding is one to mend: what is only said for people is none. */
export function isWrong({ severity }: Pick<Finding, 'severity'>): boolean {
  return severity !== 'info'
}

const formats = {
  text: printText,
  json: (findings: readonly PlacedFinding[]) => JSON.stringify({ findings }, undefined, 2),
  sarif: (findings: readonly PlacedFinding[], version: string) => JSON.stringify(toSarif(findings, version), undefined, 2),
  github: (findings: readonly PlacedFinding[]) => toGithub(findings).join('\n'),
} as const satisfies Readonly<Record<string, (findings: readonly PlacedFinding[], version: string, twins: number) => string>>

export type LintFormat = keyof typeof formats

export const lintFormats = Object.keys(formats) as LintFormat[]

/** What was found at twins in one of the formats; `version` is Doppel's. */
export function printLint(findings: readonly PlacedFinding[], format: LintFormat, version: string, twins: number): string {
  return formats[format](findings, version, twins)
}

function printText(findings: readonly PlacedFinding[], _: string, twins: number): string {
  const style = createStyle(false)
  const lines = findings.map(({ file, line, column, ...finding }) => `${at(file, line, column)}: ${renderFinding(finding, style)}`)
  const count = (severity: Finding['severity']) => counted(findings.filter((each) => each.severity === severity).length, severity)
  return [...lines, `${count('error')} and ${count('warning')} in the files of ${counted(twins, 'twin')}`].join('\n')
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}

function at(file: string, line: number | undefined, column: number | undefined): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}

function toSarif(findings: readonly PlacedFinding[], version: string): Record<string, unknown> {
  const codes = [...new Set(findings.map(({ code }) => code))].sort()
  return sarifLog(
    'doppel/lint/',
    version,
    codes.map((id) => ({ id })),
    {
      invocations: [{ executionSuccessful: true }],
      results: findings.map(({ code, severity, message, help, file, line, column }) => ({
        ruleId: code,
        ruleIndex: codes.indexOf(code),
        level: sarifLevels[severity],
        message: { text: help === undefined ? message : `${message}\n${help}` },
        locations: [sarifPlace(file, line, column)],
      })),
    },
  )
}

/** For GitHub Actions: what is to be mended, at its place. */
export function toGithub(findings: readonly PlacedFinding[]): string[] {
  return findings.filter(isWrong).map(({ code, severity, message, help, file, line, column }) => {
    const place = { file, line: line === undefined ? undefined : String(line), col: column === undefined ? undefined : String(column) }
    return githubCommand(severity, { ...place, title: `doppel lint: ${code}` }, help === undefined ? message : `${message}\n${help}`)
  })
}
