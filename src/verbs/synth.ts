import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { countRecalls } from '#model'
import { modelFolder, writeModelTo, writeRecallsTo } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { type Learned, learn, summariseModel } from '#synth'
import { printLearned } from './describe-learned.ts'
import { scoreHeldOut } from './score-held-out.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const input = z.object({
  name: z.string(),
  tag: z.array(z.string().min(1)).default([]),
  explain: z.boolean().default(false),
  noHeldOut: z.boolean().default(false),
  out: z.string().min(1).optional(),
})

/** Learns a model from the recordings. Faults: `recordings-missing`, and those of reading recordings and writing the model. */
export const synthVerb = defineVerb({
  name: 'synth',
  summary: 'Learn a twin from its recordings: what the service does, as a model',
  help: `Reads the recorded sessions and looks for the simplest rules that give every recorded answer: which paths are routes,
what the service keeps and how requests change it, when it answers what, where each value of an answer comes from.
The model goes to twins/NAME/model/model.json, and what it rests on and can't explain to evidence.json beside it.
What the rules get wrong is known by heart, in recalls.json: it is used for the very request in the very situation only.
The same recordings always give the same model, to the byte. It is data: read it with doppel show, keep it in git.

At the end the model is judged on what it has not seen: it is learned again without a third of the sessions, and asked
for their answers. "held-out 8421 bp" means that a client could not have told 84.21% of those answers from the service's.
This needs 3 sessions or more; doppel check --held-out judges on all of them in turn. What is not explained is listed; more sessions that use
those routes in different ways, each on a fresh service, are what helps most.

Examples:
  $ doppel synth orders
  $ doppel synth orders --tag ci --no-held-out
  $ doppel synth orders --explain
  $ doppel synth orders --out /tmp/model`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'tag', kind: 'option', placeholder: 'TAG', summary: 'learn only from sessions with this tag', repeatable: true },
    { key: 'explain', kind: 'flag', summary: 'list everything that is not explained, by route' },
    { key: 'noHeldOut', kind: 'flag', summary: 'do not judge the model on sessions that it has not seen' },
    { key: 'out', kind: 'option', placeholder: 'FOLDER', summary: 'write the model there instead', completes: 'file' },
  ],
  input,
  async run(options, context) {
    const place = await readTwinConfig(context.cwd, options.name)
    note(place.warnings, context)
    const sessions = await readRecordings(place, options.tag, context)
    const scored = options.noHeldOut ? undefined : scoreHeldOut(place, sessions, context)
    const learned = learnAll(place.name, sessions, context)
    const folder = options.out === undefined ? modelFolder(place.folder) : resolve(context.cwd, options.out)
    const file = await writeModelTo(folder, learned.model, learned.evidence)
    await writeRecallsTo(folder, learned.recalls)
    const heldOut = await scored?.()
    const described = {
      name: place.name,
      file: relative(context.cwd, file),
      summary: summariseModel(learned.model),
      unexplained: Object.fromEntries(learned.notes),
      byHeart: { kept: countRecalls(learned.recalls), found: learned.recalls.found, disputed: learned.recalls.disputed },
      heldOut,
      questions: learned.evidence.questions,
    }
    const json = { ...described, sessions: sessions.length, exchanges: countAnswers(sessions), heldOut: heldOut ?? null }
    return { exitCode: exitCodes.ok, text: printLearned(described, options.explain), json }
  },
})

async function readRecordings(place: TwinPlace, tags: readonly string[], context: VerbContext): Promise<RecordedSession[]> {
  const { sessions, findings } = await readSessions(place.folder, {
    tags,
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  note(findings, context)
  const answered = sessions.filter((session) => countAnswers([session]) > 0)
  if (answered.length === 0) {
    const tagged = tags.length === 0 ? '' : ` with the tag ${tags.join(' or ')}`
    throw new Fault('recordings-missing', `nothing was recorded for ${place.name}${tagged} that has an answer`, {
      exitCode: exitCodes.user,
      help: `record something first: doppel record ${place.name} --port 8080`,
    })
  }
  note(findOnlyErrors(answered), context)
  return answered
}

function learnAll(name: string, sessions: readonly RecordedSession[], context: VerbContext): Learned {
  return learn(sessions, { name, onProgress: (pass, done, total) => context.progress(`learning ${pass}`, done, total) })
}

function countAnswers(sessions: readonly RecordedSession[]): number {
  return sessions.reduce((total, { exchanges }) => total + exchanges.filter(({ response }) => response !== undefined).length, 0)
}

/** A corpus of nothing but errors gives a twin of nothing but errors: worth saying aloud. */
function findOnlyErrors(sessions: readonly RecordedSession[]): Finding[] {
  const statuses = sessions.flatMap(({ exchanges }) => exchanges.flatMap(({ response }) => response?.status ?? []))
  if (statuses.some((status) => status < 400)) return []
  return [
    {
      code: 'recordings-only-errors',
      severity: 'warning',
      message: `none of the ${statuses.length} recorded answers is a success: the twin will know errors only`,
      help: 'look at them with doppel inspect; most often the credentials or the base_url are wrong',
    },
  ]
}

function note(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
