import type { ServerOptions } from '#server'

type LogEntry = Parameters<NonNullable<ServerOptions['log']>>[0]

/** A line for each request, with the time of day: as JSON, or for people. */
export function logTo(format: 'json' | 'text', note: (line: string) => void): NonNullable<ServerOptions['log']> {
  return (entry) => {
    const time = new Date().toISOString()
    note(format === 'json' ? JSON.stringify({ time, ...entry }) : printLogLine(time, entry))
  }
}

/** `begin` stands before what was asked and answered. */
export function printLogLine(begin: string, entry: Omit<LogEntry, 'route' | 'chaos'> & { readonly chaos?: string | undefined }): string {
  const { session, method, target, status, provenance, chaos, tookMs } = entry
  return `${begin} ${session} ${method} ${target} ${status} ${provenance} ${tookMs.toFixed(1)}ms${chaos === undefined ? '' : ` chaos: ${chaos}`}`
}
