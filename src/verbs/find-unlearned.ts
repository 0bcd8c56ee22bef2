import { Fault, type Finding } from '#diagnostics'
import { readEvidence } from '#model/io'
import type { RecordedSession } from '#recording'
import type { TwinPlace } from './workspace.ts'

/** Says of how many sessions the model has seen nothing: what differs in them may be learned already by learning again. */
export async function findUnlearned(place: TwinPlace, sessions: readonly RecordedSession[]): Promise<Finding[]> {
  const help = `learn it again: doppel synth ${place.name}`
  try {
    const evidence = await readEvidence(place.folder)
    if (evidence === undefined) return []
    const known = new Set(evidence.sessions)
    const unlearned = sessions.filter(({ id, exchanges }) => exchanges.length > 0 && !known.has(id)).length
    if (unlearned === 0) return []
    const message = `the model was learned without ${unlearned} of the ${sessions.length} sessions that it is checked on`
    return [{ code: 'sessions-unlearned', severity: 'info', message, help }]
  } catch (error) {
    // the check itself needs no evidence
    if (!(error instanceof Fault)) throw error
    return [{ code: error.code, severity: 'warning', message: error.message, help }]
  }
}
