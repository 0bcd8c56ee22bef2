import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { Exchange } from '#http'
import type { Manifest, SessionInfo } from '../manifest.ts'
import type { RecordedSession } from '../session.ts'
import type { ReadSession } from './read-sessions.ts'
import { exchangesFileName, manifestFileName, sessionsFolder } from './session-folder.ts'
import { SessionWriter } from './session-writer.ts'

/** Exchanges in one write. */
const batch = 200

/**
 * Puts other exchanges in the place of a session's, with the same id, tags and times. A crash leaves the old session or the new one: the
 * new files are whole on the disk before they take the names of the old ones. Faults: `recording-not-written`, and then nothing has changed.
 */
export async function rewriteSession(
  twinFolder: string,
  read: ReadSession,
  exchanges: readonly Exchange[],
  scrub: Manifest['scrub'],
): Promise<void> {
  const { session, manifest } = read
  if (session === undefined) return
  const draft = join(twinFolder, 'recordings', `.rewrite-${randomBytes(6).toString('hex')}`)
  const writer = new SessionWriter({ twinFolder: draft, info: infoOf(session, manifest) })
  try {
    for (let from = 0; from < exchanges.length; from += batch) writer.append(exchanges.slice(from, from + batch))
    const atMs = manifest === undefined ? lastTime(exchanges, session.startedAtMs) : Date.parse(manifest.endedAt)
    await writer.close({ by: 'rewrite', atMs, lost: manifest?.lost ?? 0, ...(scrub !== undefined && { scrub }) })
    for (const file of [exchangesFileName, manifestFileName]) {
      await rename(join(sessionsFolder(draft), session.id, file), join(sessionsFolder(twinFolder), session.id, file))
    }
  } catch (error) {
    throw new Fault('recording-not-written', `session ${session.id} could not be rewritten: ${(error as Error).message}`, {
      exitCode: exitCodes.runtime,
      help: 'it is as it was before; make room or check who owns the folder, and run it again',
      cause: error,
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

function infoOf({ id, tags, startedAtMs, upstream, origin, webhooks }: RecordedSession, manifest: Manifest | undefined): SessionInfo {
  const hooks = webhooks === undefined ? {} : { webhooks }
  return { id, tags: [...tags], startedAtMs, upstream, origin, ...hooks, ...(manifest?.source && { source: manifest.source }) }
}

function lastTime(exchanges: readonly Exchange[], startedAtMs: number): number {
  return exchanges.reduce((latest, { endedAtMs }) => Math.max(latest, endedAtMs), startedAtMs)
}
