import type { Fault } from './fault.ts'
import type { Finding } from './finding.ts'
import type { Style } from './style.ts'

/** What programs get under `--json` when the work failed. */
export interface ErrorJson {
  readonly error: { readonly code: string; readonly message: string; readonly help?: string }
}

/** `error[code]: message`, then `help: …` when there is one. No trailing newline. */
export function renderFault(fault: Fault, style: Style): string {
  return lines(style.red(style.bold(`error[${fault.code}]`)), fault.message, undefined, fault.help, style)
}

/** `warning[code]: message`, then where it is and what to do, each on its own line. */
export function renderFinding(finding: Finding, style: Style): string {
  const color = finding.severity === 'error' ? style.red : finding.severity === 'warning' ? style.yellow : style.cyan
  return lines(color(style.bold(`${finding.severity}[${finding.code}]`)), finding.message, finding.place, finding.help, style)
}

export function toErrorJson(fault: Fault): ErrorJson {
  const { code, message, help } = fault
  return { error: help === undefined ? { code, message } : { code, message, help } }
}

function lines(label: string, message: string, place: string | undefined, help: string | undefined, style: Style): string {
  const parts = [`${label}: ${message}`]
  if (place !== undefined) parts.push(`  ${style.dim('at:')} ${indented(place)}`)
  if (help !== undefined) parts.push(`  ${style.cyan('help:')} ${indented(help)}`)
  return parts.join('\n')
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n        ')
}
