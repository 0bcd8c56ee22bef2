import { type ParsedHar, type ParseHarOptions, takeEntries } from '../har/parse-har.ts'
import type { ReadCassette } from './cassette.ts'

export interface ParseCassetteOptions extends ParseHarOptions {
  /** When the first exchange is said to have been, where the file says nothing of times; ms since 1970. */
  readonly atMs: number
}

/** Reads the exchanges of one service from what another tool has recorded. Never throws. */
export function parseCassette(read: ReadCassette, text: string, { baseUrl, place, atMs }: ParseCassetteOptions): ParsedHar {
  const cassette = read(text, { baseUrl, atMs })
  if ('problem' in cassette)
    return { exchanges: [], findings: [{ code: 'cassette-invalid', severity: 'error', message: cassette.problem, place }] }
  const { exchanges, findings } = takeEntries(cassette.entries, baseUrl, place)
  const left = cassette.notes.map((message) => ({ code: 'cassette-left-out', severity: 'info' as const, message, place }))
  return { exchanges, findings: [...left, ...findings] }
}
