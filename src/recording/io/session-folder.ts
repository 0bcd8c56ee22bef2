import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** Folder that holds a twin's recorded sessions, one folder each. */
export function sessionsFolder(twinFolder: string): string {
  return join(twinFolder, 'recordings', 'sessions')
}

export const exchangesFileName = 'exchanges'
export const manifestFileName = 'manifest.json'

/** The file with a session's exchanges. */
export function sessionFile(twinFolder: string, id: string): string {
  return join(sessionsFolder(twinFolder), id, exchangesFileName)
}

let lastIdMs = 0

/**
 * A new session's id and start: `20261121T093015.123Z-1f3a9c`. Ids sort by start, also within one process and one
 * millisecond; the random end keeps apart recorders that run side by side.
 */
export function mintSessionId(nowMs: number): { readonly id: string; readonly startedAtMs: number } {
  const startedAtMs = Math.max(nowMs, lastIdMs + 1)
  lastIdMs = startedAtMs
  return { id: sessionIdAt(startedAtMs), startedAtMs }
}

/** An id for a session that began at a time of its own, such as an imported one. */
export function sessionIdAt(startedAtMs: number): string {
  const stamp = new Date(startedAtMs).toISOString().replaceAll(/[-:]/g, '')
  return `${stamp}-${randomBytes(3).toString('hex')}`
}
