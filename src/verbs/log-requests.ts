import type { ServerOptions } from '#server'

/** A line for each request, with the time of day: as JSON, or for people. */
export function logTo(format: 'json' | 'text', note: (line: string) => void): NonNullable<ServerOptions['log']> {
  return (entry) => {
    const time = new Date().toISOString()
    if (format === 'json') {
      note(JSON.stringify({ time, ...entry }))
      return
    }
    const { session, method, target, status, provenance, chaos, tookMs } = entry
    note(
      `${time} ${session} ${method} ${target} ${status} ${provenance} ${tookMs.toFixed(1)}ms${chaos === undefined ? '' : ` chaos: ${chaos}`}`,
    )
  }
}
