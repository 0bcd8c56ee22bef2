import { z } from 'zod'
import { checkTwin, prepareSessions } from '#conform'
import { exitCodes, Fault } from '#diagnostics'
import { compileTwin } from '#engine'
import type { Evidence, Model } from '#model'
import { modelFolder, readEvidence } from '#model/io'
import { createRecorder } from '#proxy'
import type { RecordedSession } from '#recording'
import { openScrubber, RecordingStore } from '#recording/io'
import { type Probe, planProbes } from '#synth'
import { toCheckOptions } from './check-options.ts'
import { headerLine } from './header-line.ts'
import { learnAndWrite, noteFindings, readAnsweredSessions } from './learn-twin.ts'
import { type Explored, printExplored, printPlan } from './print-explored.ts'
import { readModelOf } from './read-twin-model.ts'
import { type SentProbes, sendProbes } from './send-probes.ts'
import { shareLearning } from './share-learning.ts'
import { summariseScrub } from './summarise-scrub.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { defineVerb, type VerbContext, type VerbResult } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const number = (least: number, most: number) => z.union([z.number(), z.string().transform(Number)]).pipe(z.number().min(least).max(most))

const input = z.object({
  name: z.string(),
  record: z.boolean().default(false),
  yes: z.boolean().default(false),
  upstream: z.string().min(1).optional(),
  budget: number(2, 10_000).default(60),
  rate: number(0.01, 1000).default(5),
  header: z.array(headerLine).default([]),
  noHeldOut: z.boolean().default(false),
})

const tag = 'explore'

/** Asks the service what the learner does not know. Faults: `explore-unsafe`, `evidence-missing`, those of recording, learning and reading the twin. */
export const exploreVerb = defineVerb({
  name: 'explore',
  summary: 'Ask the service what its twin does not know, and learn from the answers',
  help: `doppel synth knows which requests would tell it most: cases that were never seen, tests and values for which two rules fit
alike. This makes such requests of the recorded ones, with the writes that have to come before them, and prints the plan.
Nothing is sent without --record --yes.

It writes to the service: orders are made, changed and deleted. So it asks only a service that you have declared safe to
write to, such as a fresh copy on your machine: in twin.toml, or with --upstream:
  [explore]
  upstream = "http://127.0.0.1:3000"
What passes is recorded as with doppel record, scrubbed, in a session with the tag "explore". What the requests make is deleted
again where the model knows a route for that. Then the twin is learned again, and you are told what was settled.

Recordings hold no credentials. Where the service wants some, give them with --header.

Examples:
  $ doppel explore orders
  $ doppel explore orders --record --yes --budget 100
  $ doppel explore orders --record --yes --upstream http://127.0.0.1:3000 --header "Authorization: Bearer $TOKEN"`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'record', kind: 'flag', summary: 'send the requests and record what comes back; needs --yes' },
    { key: 'yes', kind: 'flag', summary: 'yes, that service may be written to' },
    {
      key: 'upstream',
      kind: 'option',
      placeholder: 'URL',
      summary: 'a service that is safe to write to; else [explore] upstream in twin.toml',
    },
    { key: 'budget', kind: 'option', placeholder: 'N', summary: 'most requests to send, setup and cleanup included; 60 unless said' },
    { key: 'rate', kind: 'option', placeholder: 'N', summary: 'most requests a second; 5 unless said' },
    { key: 'header', kind: 'option', placeholder: 'H', summary: 'header of every request, "Name: value"', repeatable: true },
    { key: 'noHeldOut', kind: 'flag', summary: 'do not judge before and after on unseen sessions' },
  ],
  input,
  async run(options, context) {
    const place = await readTwinConfig(context.cwd, options.name)
    noteFindings(place.warnings, context)
    const model = await readModelOf(place)
    const evidence = await readKnown(place)
    const sessions = await readAnsweredSessions(place, [], context)
    const prepared = prepareSessions(sessions)
    const { probes, open } = planProbes(model, prepared, evidence.questions)
    const affordable = withinBudget(probes, options.budget)
    const upstream = options.upstream ?? place.config.explore?.upstream
    if (!options.record || !options.yes) {
      const text = printPlan({ name: place.name, probes: affordable, more: probes.length - affordable.length, open, upstream })
      return { exitCode: exitCodes.ok, text, json: { upstream: upstream ?? null, probes: affordable.map(toJson), open } }
    }
    const target = checkUpstream(place, upstream)
    const before: Known = { sessions, model, evidence }
    const sent = await send(place, affordable, target, options, before, prepared, context)
    return learnAgain(place, before, sent, options.noHeldOut, context)
  },
})

interface Known {
  readonly sessions: readonly RecordedSession[]
  readonly model: Model
  readonly evidence: Evidence
}

async function readKnown(place: TwinPlace): Promise<Evidence> {
  const evidence = await readEvidence(place.folder)
  if (evidence !== undefined) return evidence
  throw new Fault('evidence-missing', `nothing is known of what the model of ${place.name} rests on`, {
    exitCode: exitCodes.user,
    help: `learn it again: doppel synth ${place.name}`,
  })
}

/** The first probes that the budget allows, each with its setup and a deletion for all of it. */
function withinBudget(probes: readonly Probe[], budget: number): Probe[] {
  let left = budget
  return probes.filter(({ setup }) => {
    const cost = (setup.length + 1) * 2
    if (cost > left) return false
    left -= cost
    return true
  })
}

function checkUpstream(place: TwinPlace, upstream: string | undefined): string {
  const problem = upstream === undefined ? undefined : problemOfBaseUrl(upstream)
  if (upstream !== undefined && problem === undefined) return upstream.replace(/\/+$/, '')
  const message = upstream === undefined ? 'no service was declared safe to write to' : `[explore] upstream: ${problem}`
  throw new Fault('explore-unsafe', `${message}: nothing was sent`, {
    exitCode: exitCodes.user,
    help: `start a copy of the service whose data you can lose, and name it: [explore] upstream = "http://…" in twins/${place.name}/twin.toml, or --upstream URL`,
  })
}

async function send(
  place: TwinPlace,
  probes: readonly Probe[],
  upstream: string,
  options: z.output<typeof input>,
  { model }: Known,
  prepared: ReturnType<typeof prepareSessions>,
  context: VerbContext,
): Promise<SentProbes> {
  const { scrubber, findings } = await openScrubber(context.cwd, place.folder)
  noteFindings(findings, context)
  const recorder = await createRecorder({
    twin: place.name,
    baseUrl: upstream,
    host: '127.0.0.1',
    port: 0,
    openStore: (origin) =>
      new RecordingStore({
        twinFolder: place.folder,
        upstream,
        origin,
        tags: [tag],
        idleTimeoutMs: 86_400_000,
        scrub: (exchange) => scrubber.scrubExchange(exchange),
        scrubReport: () => summariseScrub(scrubber.report()),
        onProblem: ({ message }) => context.note(`recording has a problem: ${message}`),
        onSessionEnd: () => {},
      }),
  })
  try {
    return await sendProbes(probes, {
      origin: recorder.origin,
      model,
      sessions: prepared,
      budget: options.budget,
      rate: options.rate,
      headers: options.header,
      signal: context.signal,
      onProbe: (done) => context.progress('asking the service', done, probes.length),
    })
  } finally {
    await recorder.close()
  }
}

/** Learns from all recordings anew and says what that changed. */
async function learnAgain(
  place: TwinPlace,
  before: Known,
  sent: SentProbes,
  noHeldOut: boolean,
  context: VerbContext,
): Promise<VerbResult> {
  const sessions = await readAnsweredSessions(place, [], context)
  const known = new Set(before.sessions.map(({ id }) => id))
  const explored = sessions.filter(({ id }) => !known.has(id))
  const sharedBefore = noHeldOut ? undefined : shareLearning(place, before.sessions, context)
  const shared = noHeldOut ? undefined : shareLearning(place, sessions, context)
  const { learned, heldOut: heldOutAfter, file } = await learnAndWrite(place, sessions, modelFolder(place.folder), shared, context)
  const heldOutBefore = (await sharedBefore?.judge())?.score
  const options = { ...toCheckOptions(place.config), recall: false }
  const asked = new Set(sent.sent.filter(({ status }) => status !== undefined).map(({ probe }) => probe.question.id))
  const left = new Set(learned.evidence.questions.map(({ id }) => id))
  const result: Explored = {
    name: place.name,
    file,
    sent,
    settled: before.evidence.questions.filter(({ id }) => asked.has(id) && !left.has(id)),
    unsettled: before.evidence.questions.filter(({ id }) => asked.has(id) && left.has(id)),
    questions: learned.evidence.questions.length,
    exchanges: explored.reduce((total, { exchanges }) => total + exchanges.length, 0),
    beforeBp: checkTwin(compileTwin(before.model), explored, options).scoreBp,
    afterBp: checkTwin(compileTwin(learned.model), explored, options).scoreBp,
    heldOutBefore,
    heldOutAfter,
  }
  const { sent: _, ...rest } = result
  const json = {
    ...rest,
    requests: sent.requests,
    left: sent.left,
    probes: sent.sent.map(({ probe, ...how }) => ({ ...toJson(probe), ...how })),
  }
  return { exitCode: exitCodes.ok, text: printExplored(result), json }
}

function toJson({ question, setup, request, what }: Probe): object {
  return { question: question.id, ask: question.ask, method: request.method, target: request.target, what, setup: setup.length }
}
