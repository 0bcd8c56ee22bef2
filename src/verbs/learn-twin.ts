import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { writeLatenciesTo, writeModelTo, writeRecallsTo } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { finishModel, type HeldOutScore, judgeRules, type Learned } from '#synth'
import { learnAlone, type SharedLearning, sayLearning } from './share-learning.ts'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

/** The sessions of a twin that have answers. Faults: `recordings-missing`, those of reading recordings. */
export async function readAnsweredSessions(place: TwinPlace, tags: readonly string[], context: VerbContext): Promise<RecordedSession[]> {
  const { sessions, findings } = await readSessions(place.folder, {
    tags,
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  noteFindings(findings, context)
  const answered = sessions.filter((session) => countAnswers([session]) > 0)
  if (answered.length === 0) {
    const tagged = tags.length === 0 ? '' : ` with the tag ${tags.join(' or ')}`
    throw new Fault('recordings-missing', `nothing was recorded for ${place.name}${tagged} that has an answer`, {
      exitCode: exitCodes.user,
      help: `record something first: doppel record ${place.name} --port 8080`,
    })
  }
  return answered
}

/** Learns a model, with what is known of how rules answer unseen sessions where that is judged (`shared`), and writes it with what it rests on and what is known by heart; `file` is where the model is. */
export async function learnAndWrite(
  place: TwinPlace,
  sessions: readonly RecordedSession[],
  folder: string,
  shared: SharedLearning | undefined,
  context: VerbContext,
): Promise<{ learned: Learned; heldOut: HeldOutScore | undefined; file: string }> {
  const rules = shared ? judgeRules(await shared.learnRules()) : learnAlone(place, sessions, context)
  const heldOut = await shared?.judge()
  const learned = finishModel(rules, { heldOut: heldOut?.answers, onProgress: sayLearning(context) })
  const evidence = heldOut ? { ...learned.evidence, heldOutBp: heldOut.score.scoreBp } : learned.evidence
  const file = await writeModelTo(folder, learned.model, evidence)
  await writeRecallsTo(folder, learned.recalls)
  await writeLatenciesTo(folder, learned.latencies)
  return { learned, heldOut: heldOut?.score, file }
}

export function countAnswers(sessions: readonly RecordedSession[]): number {
  return sessions.reduce((total, { exchanges }) => total + exchanges.filter(({ response }) => response !== undefined).length, 0)
}

export function noteFindings(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
