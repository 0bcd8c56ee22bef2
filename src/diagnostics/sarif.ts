import type { Finding } from './finding.ts'

/** What SARIF calls the severities. */
export const sarifLevels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Finding['severity'], string>

/** A place in a file of the workspace as a location of SARIF; lines and columns from 1. */
export function sarifPlace(file: string, line?: number, column?: number): Record<string, unknown> {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, ...region } }
}

/** What a log of SARIF 2.1.0 with one run of Doppel says beside its results; `id` tells such runs from others. */
export function sarifLog(id: string, version: string | undefined, rules: readonly object[], run: object): Record<string, unknown> {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'doppel', ...(version === undefined ? {} : { version }), rules } },
        automationDetails: { id },
        columnKind: 'utf16CodeUnits',
        ...run,
      },
    ],
  }
}
