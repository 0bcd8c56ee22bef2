import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import type { Exchange } from '#http'
import { decodeExchange } from '#http/io'
import { type Manifest, manifestSchema } from '../manifest.ts'
import type { RecordedSession } from '../session.ts'
import { readScrubToml } from './open-scrubber.ts'
import { type ScannedSession, scanSession } from './scan-session.ts'
import { exchangesFileName, manifestFileName, sessionsFolder } from './session-folder.ts'

export interface ReadSessionsOptions {
  /** Only sessions that have one of these tags; all when there are none. */
  readonly tags?: readonly string[]
  /** Undo the content-encoding of bodies and drop the header, as learning and checking want it; default false. */
  readonly decoded?: boolean
  /** Sessions read of sessions in all. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface ReadSessions {
  /** In the order in which they began. */
  readonly sessions: RecordedSession[]
  /** What could not be read, was cut or is missing, and why. */
  readonly findings: Finding[]
}

/** Reads a twin's recordings. Damage is a finding, and what is whole is still read. Faults: `recording-unreadable` (disk), `file-unreadable` (`scrub.toml`). */
export async function readSessions(twinFolder: string, options: ReadSessionsOptions = {}): Promise<ReadSessions> {
  const ids = await listSessionIds(twinFolder)
  const scrubToml = await readScrubToml(twinFolder)
  const scrubbing = scrubToml === '' ? {} : { scrubToml }
  const sessions: RecordedSession[] = []
  const findings: Finding[] = []
  for (const [done, id] of ids.entries()) {
    const read = await readSession(twinFolder, id, options)
    findings.push(...read.findings)
    if (read.session !== undefined && hasTag(read.session, options.tags)) sessions.push({ ...read.session, ...scrubbing })
    options.onProgress?.(done + 1, ids.length)
  }
  return { sessions, findings }
}

/** Names of the folders of a twin's sessions, oldest first; empty when nothing was recorded. */
export async function listSessionIds(twinFolder: string): Promise<string[]> {
  try {
    const entries = await readdir(sessionsFolder(twinFolder), { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(sessionsFolder(twinFolder), error)
  }
}

export interface ReadSession {
  /** Undefined when nothing of it can be read. */
  readonly session: RecordedSession | undefined
  /** Undefined while it is being recorded, and when the recorder was killed. */
  readonly manifest: Manifest | undefined
  readonly findings: Finding[]
}

/** Reads one session. Faults: `recording-unreadable`. */
export async function readSession(
  twinFolder: string,
  id: string,
  options: Pick<ReadSessionsOptions, 'decoded'> = {},
): Promise<ReadSession> {
  const folder = join(sessionsFolder(twinFolder), id)
  const place = `recordings/sessions/${id}`
  // First the manifest: a session that closes in between is then merely taken for one that goes on.
  const manifest = await readManifest(twinFolder, id)
  const bytes = await readBytes(join(folder, exchangesFileName))
  if (bytes === undefined)
    return { session: undefined, manifest, findings: [finding('session-empty', 'warning', 'has no file of exchanges; skipped', place)] }
  const scanned = scanSession(bytes)
  if (scanned === undefined) {
    const help = 'it was written by another version of doppel, or is not a recording'
    return {
      session: undefined,
      manifest,
      findings: [finding('session-format-unknown', 'error', 'is not of a format that can be read; skipped', place, help)],
    }
  }
  const findings = findingsOf(scanned, manifest, place)
  const info = scanned.info ?? manifest
  if (info === undefined) {
    findings.push(finding('session-head-lost', 'error', 'has lost its beginning; skipped', place))
    return { session: undefined, manifest, findings }
  }
  const startedAtMs = 'startedAtMs' in info ? info.startedAtMs : Date.parse(info.startedAt)
  const decoded = (all: readonly Exchange[]) => (options.decoded === true ? all.map((each) => decodeExchange(each)) : all)
  const { tags, upstream, origin, webhooks } = info
  const session = { id, tags, startedAtMs, upstream, origin, exchanges: decoded(scanned.exchanges) }
  const deliveries = decoded(scanned.deliveries)
  const hooks = { ...(deliveries.length > 0 && { deliveries }), ...(webhooks !== undefined && { webhooks }) }
  return { session: { ...session, ...hooks }, manifest, findings }
}

function findingsOf(scanned: ScannedSession, manifest: Manifest | undefined, place: string): Finding[] {
  const { exchanges, deliveries, tornBytes, damagedAt } = scanned
  const all = [...exchanges, ...deliveries]
  const findings: Finding[] = []
  if (tornBytes > 0)
    findings.push(
      finding(
        'session-torn',
        'warning',
        `ends in the middle of an exchange: ${tornBytes} bytes were cut, ${exchanges.length} exchanges are whole`,
        place,
      ),
    )
  for (const at of damagedAt)
    findings.push(finding('session-damaged', 'error', `does not hold what was written at byte ${at}; went on after the damage`, place))
  const missing = Math.max(exchanges.at(-1)?.index ?? -1, deliveries.at(-1)?.index ?? -1) + 1 - all.length
  const written = (manifest?.exchanges ?? 0) + (manifest?.deliveries ?? 0)
  if (written > all.length) {
    findings.push(finding('session-incomplete', 'error', `has ${all.length} of the ${written} exchanges that were recorded`, place))
  } else if (missing > 0) {
    findings.push(
      finding('session-gap', 'warning', `${missing} of ${missing + all.length} exchanges were not recorded or are still in flight`, place),
    )
  }
  const omitted = all.filter(({ request, response }) => request.omittedBodyBytes !== undefined || response?.omittedBodyBytes !== undefined)
  if (omitted.length > 0)
    findings.push(finding('session-bodies-omitted', 'info', `${omitted.length} exchanges have a body that was too big to be kept`, place))
  return findings
}

function finding(code: string, severity: Finding['severity'], message: string, place: string, help?: string): Finding {
  return { code, severity, message, place, ...(help === undefined ? {} : { help }) }
}

function hasTag(session: RecordedSession, tags: readonly string[] = []): boolean {
  return tags.length === 0 || session.tags.some((tag) => tags.includes(tag))
}

/** Undefined when the session has none: it goes on, or was cut off. Faults: `recording-unreadable`. */
export async function readManifest(twinFolder: string, id: string): Promise<Manifest | undefined> {
  const folder = join(sessionsFolder(twinFolder), id)
  try {
    return manifestSchema.safeParse(JSON.parse(await readFile(join(folder, manifestFileName), 'utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(folder, error)
  }
}

/** The file as far as it is now; undefined when there is none. Not `readFile`: that ends at 2 GiB. */
async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, 'r')
    const bytes = Buffer.allocUnsafeSlow((await file.stat()).size)
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, 64 * 1024 * 1024), at)
      if (bytesRead === 0) return bytes.subarray(0, at)
      at += bytesRead
    }
    return bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): Fault {
  return new Fault('recording-unreadable', `${path} can't be read: ${(error as Error).message}`, {
    exitCode: exitCodes.runtime,
    cause: error,
  })
}
