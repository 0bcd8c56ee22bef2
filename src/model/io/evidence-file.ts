import { type Evidence, evidenceSchema } from '../evidence.ts'
import { readBeside } from './beside-model.ts'

/** Reads `model/evidence.json` of a twin's folder; undefined when there is none. Faults: `evidence-malformed`, `model-unreadable`. */
export async function readEvidence(twinFolder: string): Promise<Evidence | undefined> {
  const help = 'learn it again: doppel synth NAME'
  return readBeside(twinFolder, { name: 'evidence.json', schema: evidenceSchema, malformed: 'evidence-malformed', help })
}
