import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { compileTwin, createStrictTwin, type Twin } from '#engine'
import { readModel } from '#model/io'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

/**
 * The twin of a place in the workspace, ready to answer: its model, or under `strict` its recordings.
 * Faults: `model-missing`, `model-malformed`, `model-invalid`, `recordings-missing`.
 */
export async function readServedTwin(place: TwinPlace, fidelity: 'synth' | 'strict', context: VerbContext): Promise<Twin> {
  if (fidelity === 'strict') return readStrictTwin(place, context)
  const model = await readModel(place.folder)
  try {
    return compileTwin(model)
  } catch (error) {
    throw new Fault('model-invalid', `the model of ${place.name} does not hold together: ${(error as Error).message}`, {
      exitCode: exitCodes.user,
      help: `learn it again: doppel synth ${place.name}`,
      cause: error,
    })
  }
}

async function readStrictTwin(place: TwinPlace, context: VerbContext): Promise<Twin> {
  // Only strict twins read recordings: a synth twin starts without the code for it.
  const { readSessions } = await import('#recording/io')
  const { sessions, findings } = await readSessions(place.folder, {
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
  if (sessions.every(({ exchanges }) => exchanges.length === 0)) {
    throw new Fault('recordings-missing', `nothing was recorded for ${place.name}`, {
      exitCode: exitCodes.user,
      help: `record something first: doppel record ${place.name} --port 8080`,
    })
  }
  return createStrictTwin(sessions, { name: place.name })
}
