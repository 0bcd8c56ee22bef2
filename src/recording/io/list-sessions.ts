import type { Finding } from '#diagnostics'
import { listSessionIds, type ReadSession, readManifest, readSession } from './read-sessions.ts'

export interface SessionSummary {
  readonly id: string
  readonly tags: readonly string[]
  readonly upstream: string
  readonly startedAtMs: number
  /** Undefined while it is being recorded, and when the recorder was killed. */
  readonly endedAtMs: number | undefined
  readonly endedBy: string | undefined
  readonly exchanges: number
  /** Webhooks that the service sent. */
  readonly deliveries: number
  /** Exchanges that passed but could not be written. */
  readonly lost: number
}

/** What sessions there are, oldest first. Those that were closed are known from their manifests alone. Faults: `recording-unreadable`. */
export async function listSessions(twinFolder: string): Promise<{ sessions: SessionSummary[]; findings: Finding[] }> {
  const sessions: SessionSummary[] = []
  const findings: Finding[] = []
  for (const id of await listSessionIds(twinFolder)) {
    const manifest = await readManifest(twinFolder, id)
    if (manifest !== undefined) {
      const { tags, upstream, exchanges, deliveries, lost, endedBy } = manifest
      const times = { startedAtMs: Date.parse(manifest.startedAt), endedAtMs: Date.parse(manifest.endedAt) }
      sessions.push({ id, tags, upstream, ...times, endedBy, exchanges, deliveries, lost })
      continue
    }
    const read = await readSession(twinFolder, id)
    findings.push(...read.findings)
    sessions.push(...summaryOf(read))
  }
  return { sessions, findings }
}

function summaryOf({ session }: ReadSession): SessionSummary[] {
  if (session === undefined) return []
  const { id, tags, upstream, startedAtMs, exchanges, deliveries = [] } = session
  const counts = { exchanges: exchanges.length, deliveries: deliveries.length, lost: 0 }
  return [{ id, tags, upstream, startedAtMs, endedAtMs: undefined, endedBy: undefined, ...counts }]
}
