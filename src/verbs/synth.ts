import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes, type Finding } from '#diagnostics'
import { eventNames } from '#engine'
import { countRecalls, type Model } from '#model'
import { modelFolder } from '#model/io'
import type { RecordedSession } from '#recording'
import { summariseModel } from '#synth'
import { compileLate } from './compile-late.ts'
import { type LearnedWebhooks, printLearned } from './describe-learned.ts'
import { countAnswers, learnAndWrite, noteFindings, readAnsweredSessions } from './learn-twin.ts'
import { shareLearning } from './share-learning.ts'
import { defineVerb } from './verb.ts'
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

At the end the model is judged on what it has not seen: it is learned again without each fifth of the sessions (each third of
more than 200 exchanges, one third of more than 500), and asked for their answers. "held-out 8421 bp (8203 when learned from 80%)" means that a
client could not have told 82.03% of those answers from the service's, and that it will be about 84.21% with all sessions
learned from, as answers get better with more of them. What was wrong is served as a guess from then on.
Webhooks that were recorded (doppel record --webhooks) are learned, too: which request or which moment causes which event, when,
and what it says; the twin sends the same. Who is told, and the secret that signs, are said in [webhooks] of twin.toml
unless clients say it through the API.
Judging needs 3 sessions or more; doppel check --held-out learns without each tenth. What is not explained is listed; more sessions that use
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
    noteFindings(place.warnings, context)
    compileLate()
    const sessions = await readAnsweredSessions(place, options.tag, context)
    noteFindings(findOnlyErrors(sessions), context)
    const shared = options.noHeldOut ? undefined : shareLearning(place, sessions, context)
    const folder = options.out === undefined ? modelFolder(place.folder) : resolve(context.cwd, options.out)
    const { learned, heldOut, file } = await learnAndWrite(place, sessions, folder, shared, context)
    const described = {
      name: place.name,
      file: relative(context.cwd, file),
      summary: summariseModel(learned.model),
      webhooks: describeWebhooks(place, learned.model, sessions),
      unexplained: Object.fromEntries(learned.notes),
      byHeart: { kept: countRecalls(learned.recalls), found: learned.recalls.found, disputed: learned.recalls.disputed },
      heldOut,
      questions: learned.evidence.questions,
    }
    const json = { ...described, sessions: sessions.length, exchanges: countAnswers(sessions), heldOut: heldOut ?? null }
    return { exitCode: exitCodes.ok, text: printLearned(described, options.explain), json }
  },
})

function describeWebhooks({ config }: TwinPlace, model: Model, sessions: readonly RecordedSession[]): LearnedWebhooks | undefined {
  const events = eventNames(model)
  const recorded = sessions.reduce((sum, { deliveries = [] }) => sum + deliveries.length, 0)
  if (recorded === 0 || model.webhooks === undefined) return undefined
  const { webhooks } = config
  const { signing, subscribed } = { ...model.webhooks, ...webhooks }
  return {
    events,
    recorded,
    needsReceiver: subscribed === undefined && (webhooks?.subscriptions ?? []).length === 0,
    needsSecret: signing !== undefined && subscribed?.secret === undefined && webhooks?.secret === undefined,
  }
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
