import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { type Evidence, evidenceSchema } from '../evidence.ts'
import { modelFolder } from './model-file.ts'

/** Reads `model/evidence.json` of a twin's folder; undefined when there is none. Faults: `evidence-malformed`, `model-unreadable`. */
export async function readEvidence(twinFolder: string): Promise<Evidence | undefined> {
  const file = join(modelFolder(twinFolder), 'evidence.json')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('model-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  const json = parseJson(text)
  const parsed = json === undefined ? undefined : evidenceSchema.safeParse(json)
  if (parsed?.success) return parsed.data
  const issue = parsed?.error.issues[0]
  const reason = issue === undefined ? 'is not JSON' : `is not of this version: ${issue.path.join('.')}: ${issue.message}`
  throw new Fault('evidence-malformed', `${file} ${reason}`, { exitCode: exitCodes.user, help: 'learn it again: doppel synth NAME' })
}
