import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { writeLatenciesTo, writeModelTo, writeRecallsTo } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { finishModel, type HeldOut, type HeldOutScore, judgeRules, type Learned, learnRules } from '#synth'
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

/** Learns a model, with what is known of how rules answer unseen sessions once that is worked out, and writes it with what it rests on and what is known by heart; `file` is where the model is. */
export async function learnAndWrite(
  place: TwinPlace,
  sessions: readonly RecordedSession[],
  folder: string,
  scored: (() => Promise<HeldOut | undefined>) | undefined,
  context: VerbContext,
): Promise<{ learned: Learned; heldOut: HeldOutScore | undefined; file: string }> {
  const onProgress = (pass: string, done: number, total: number) => context.progress(`learning ${pass}`, done, total)
  const rules = learnRules(sessions, { name: place.name, onProgress })
  // The threads that judge on unseen sessions are mostly still at it: what does not hang on them goes first.
  const judged = scored ? judgeRules(rules) : rules
  const heldOut = await scored?.()
  const learned = finishModel(judged, { heldOut: heldOut?.answers, onProgress })
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
