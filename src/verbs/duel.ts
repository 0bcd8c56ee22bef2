import { z } from 'zod'
import { prepareSessions } from '#conform'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { isReading } from '#engine'
import { createAskedService, createRecorder, LockstepStore } from '#proxy'
import type { RecordedSession } from '#recording'
import { openScrubber, readSessions } from '#recording/io'
import { toCheckOptions } from './check-options.ts'
import { readDriftRules } from './drift-config.ts'
import { DuelRun } from './duel-run.ts'
import { headerLine } from './header-line.ts'
import { noteFindings } from './learn-twin.ts'
import { liveFields } from './live-fields.ts'
import { chooseReportFiles, presentReport, reportInput, reportParameters } from './present-report.ts'
import { readServedTwin } from './read-served-twin.ts'
import { readSessionFiles } from './read-session-files.ts'
import { readModelOf } from './read-twin-model.ts'
import { replayOnService } from './replay-on-service.ts'
import { findReportPlaces } from './report-places.ts'
import { ReportScrubber } from './report-scrubber.ts'
import { type ExerciseEnd, runExercise } from './run-exercise.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { wholeNumber } from './whole-number.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const serviceUrl = z.string().superRefine((value, context) => {
  const problem = problemOfBaseUrl(value)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

const input = z.object({
  name: z.string(),
  upstream: serviceUrl,
  second: serviceUrl.optional(),
  exercise: z.string().min(1).optional(),
  sessions: z.string().min(1).optional(),
  allowWrites: z.boolean().default(false),
  reset: z.string().min(1).optional(),
  header: z.array(headerLine).default([]),
  rate: z
    .union([z.number(), z.string().transform(Number)])
    .pipe(z.number().min(0.01).max(1000))
    .default(20),
  port: wholeNumber(0, 65_535).default(0),
  noRecall: z.boolean().default(false),
  minScore: wholeNumber(0, 10_000).optional(),
  seed: wholeNumber(0, 0xffff_ffff).default(1),
  ...reportInput,
})

type Options = z.output<typeof input>

/** Where the exercise finds the service. */
const urlVariable = 'DOPPEL_URL'
const secondTimeoutMs = 60_000

/** Compares the twin with the live service, request by request. Faults: `duel-exercise`, `duel-writes`, those of reading the twin and of `createRecorder`. */
export const duelVerb = defineVerb({
  name: 'duel',
  summary: 'Hold a twin against the live service: the same requests to both, at the same time',
  help: `Listens on this machine, passes every request on to the service at --upstream, answers with what it says, and sends the same
request to the twin too, with the twin's ids in place of the service's. Could the client have told the two answers apart?
The score is shown while it runs; at the end comes the report of doppel check, in all its formats and with its exit codes.

With --second, a second fresh instance of the service gets the same requests. What the two instances give alike the twin must
give to the letter; where they differ (ids, tokens, times) it must be written alike, and stay the same for the same thing from
then on. Without it, what is made up anew in each instance is known by the model and by its looks, which is less sure.

The requests come from one of:
  --exercise CMD   a command of yours, such as a test suite. It finds the service at $${urlVariable}, and the duel ends when it ends.
                   It writes what it writes: let it speak to a service whose data you can lose.
  --sessions FILE  recorded requests, sent again: a HAR file, or a folder with recordings (twins/orders). Sessions that write need
                   --allow-writes. Recordings hold no credentials: give them with --header. Without --reset the service goes on
                   from session to session, and so does the twin.

Both sides must begin alike: start from a service that is as fresh as it was when its twin was recorded. A session is one
continuous story, and each begins with a fresh twin. Put the service back to its beginning, and say so:
  $ curl -X POST $${urlVariable}/__doppel/new-session

Examples:
  $ doppel duel orders --upstream http://127.0.0.1:3000 --exercise 'npm run test:api'
  $ doppel duel orders --upstream http://127.0.0.1:3000 --second http://127.0.0.1:3001 --exercise ./exercise.sh
  $ doppel duel orders --upstream https://staging.example.com --sessions twins/orders --header "Authorization: Bearer $TOKEN"
  $ doppel duel orders --upstream http://127.0.0.1:3000 --sessions checkout.har --allow-writes`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'upstream', kind: 'option', placeholder: 'URL', summary: 'the service; its answers are what the client sees' },
    { key: 'second', kind: 'option', placeholder: 'URL', summary: 'a second instance of it, as fresh as the first' },
    { key: 'exercise', kind: 'option', placeholder: 'CMD', summary: `a command that calls the service at $${urlVariable}` },
    {
      key: 'sessions',
      kind: 'option',
      placeholder: 'FILE',
      summary: 'a HAR file or a folder with recordings, whose requests are sent again',
      completes: 'file',
    },
    { key: 'allowWrites', kind: 'flag', summary: 'yes, --sessions may send requests that write to the service' },
    {
      key: 'reset',
      kind: 'option',
      placeholder: 'CMD',
      summary: 'a command that puts the service back to its beginning, run between the sessions of --sessions',
    },
    { key: 'header', kind: 'option', placeholder: 'H', summary: 'header of every request of --sessions, "Name: value"', repeatable: true },
    { key: 'rate', kind: 'option', placeholder: 'N', summary: 'most requests a second of --sessions; 20 unless said' },
    { key: 'port', kind: 'option', placeholder: 'P', summary: 'port to listen on; a free one unless given' },
    { key: 'noRecall', kind: 'flag', summary: 'ask the rules alone, without the answers that the twin knows by heart' },
    { key: 'minScore', kind: 'option', placeholder: 'BP', summary: 'least score that passes, of 10000' },
    { key: 'seed', kind: 'option', placeholder: 'N', summary: 'source of all ids and tokens that the twin mints; 1 unless said' },
    ...reportParameters,
  ],
  input,
  async run(options, context) {
    // what can't be written is refused before the work
    chooseReportFiles(options)
    const { signal } = context
    const place = await readTwinConfig(context.cwd, options.name)
    noteFindings(place.warnings, context)
    const sessions = await readRequests(place, options, context)
    const { run, close, origin, newSession } = await begin(place, options, context)
    let end: ExerciseEnd | undefined
    try {
      if (options.exercise !== undefined) {
        context.note(`${urlVariable}=${origin} ${options.exercise}`)
        const env = { ...context.env, [urlVariable]: origin }
        end = await runExercise({ command: options.exercise, cwd: context.cwd, env, signal, onLine: context.note })
      } else {
        await replayOnService(sessions, {
          origin,
          rate: options.rate,
          headers: options.header,
          madeFields: liveFields(await readModelOf(place)),
          signal,
          onNextSession: async () => {
            if (options.reset === undefined) return
            await reset(options.reset, origin, context)
            await newSession()
          },
          onFailure: ({ method, target }, { message }) => context.note(`${method} ${target}: ${message}`),
        })
      }
    } finally {
      await close()
    }
    noteFindings(failedExercise(end), context)
    // nothing of a duel is recorded
    const places = { ...(await findReportPlaces(context.cwd, place)), ofSession: () => undefined }
    const result = await presentReport(run.report(), options, places, context)
    const isDone = end === undefined || hasSucceeded(end)
    return isDone || result.exitCode !== exitCodes.ok ? result : { ...result, exitCode: exitCodes.runtime }
  },
})

/** The recorded requests to send; none for an exercise. */
async function readRequests(place: TwinPlace, options: Options, context: VerbContext): Promise<RecordedSession[]> {
  const { exercise, sessions: file, upstream, second } = options
  if ((exercise === undefined) === (file === undefined)) {
    throw new Fault('duel-exercise', `the requests of a duel come from --exercise or from --sessions: give one of the two`, {
      exitCode: exitCodes.user,
      help: 'doppel help duel',
    })
  }
  if (second !== undefined && isSameService(upstream, second)) {
    throw new Fault('duel-second', `--second is ${upstream} itself: it would get every request twice`, {
      exitCode: exitCodes.user,
      help: 'start another instance of the service, with data of its own',
    })
  }
  if (file === undefined) return []
  const sessions = await readSessionFiles(file, {
    cwd: context.cwd,
    baseUrl: place.baseUrl,
    note: (findings) => noteFindings(findings, context),
  })
  const requests = sessions.flatMap(({ exchanges }) => exchanges.map(({ request }) => request))
  const writes = requests.filter(({ method }) => !isReading(method))
  const [first] = writes
  if (first === undefined || options.allowWrites) return sessions
  const which = `${writes.length} of the ${requests.length} requests in ${file} may write, the first is ${first.method} ${first.target}`
  throw new Fault('duel-writes', `${which}: nothing was sent`, {
    exitCode: exitCodes.user,
    help: `add --allow-writes if the data of ${[upstream, ...(second === undefined ? [] : [second])].join(' and ')} can be lost`,
  })
}

/** Starts the proxy, with all that stands behind it. */
async function begin(place: TwinPlace, options: Options, context: VerbContext) {
  const { scrubber, findings } = await openScrubber(context.cwd, place.folder)
  const drifts = await readDriftRules(context.cwd, place.folder)
  noteFindings([...findings, ...drifts.warnings], context)
  const twin = await readServedTwin(place, 'synth', context)
  const { sessions: recorded } = await readSessions(place.folder, { decoded: true })
  const upstream = options.upstream.replace(/\/+$/, '')
  const secondUrl = options.second?.replace(/\/+$/, '')
  const second =
    secondUrl === undefined ? undefined : { url: secondUrl, service: createAskedService(secondUrl, { timeoutMs: secondTimeoutMs }) }
  const run = new DuelRun({
    name: place.name,
    twin,
    seal: (text) => scrubber.tokenOf(text),
    upstream,
    second,
    recorded: prepareSessions(recorded),
    check: {
      ...toCheckOptions(place.config),
      knownFields: second === undefined ? liveFields(await readModelOf(place)) : [],
      drifts: drifts.rules,
      listUnverified: options.showSuppressed,
      seed: options.seed,
      recall: !options.noRecall,
      minScoreBp: options.minScore,
    },
    scrubber: new ReportScrubber(scrubber),
    onExchange: (right, total) => context.progress(`${right} of ${total} the same, ${Math.floor((right / total) * 10_000)}/10000`, total),
  })
  const recorder = await createRecorder({
    twin: place.name,
    baseUrl: upstream,
    host: '127.0.0.1',
    port: options.port,
    doing: 'comparing',
    openStore: (own) =>
      new LockstepStore({
        beginSession: (startedAtMs, origin) => run.begin(startedAtMs, origin ?? own),
        repeat: (session, exchange) => run.repeat(session, exchange),
      }),
  })
  const { store, origin } = recorder
  return {
    run,
    origin,
    newSession: async () => {
      await store.endSessions()
    },
    close: async () => {
      await recorder.close()
      await second?.service.close()
      if (store.failure !== undefined) throw store.failure
    },
  }
}

/** Puts the service back to its beginning. Fault: `duel-reset`. */
async function reset(command: string, origin: string, context: VerbContext): Promise<void> {
  const env = { ...context.env, [urlVariable]: origin }
  const end = await runExercise({ command, cwd: context.cwd, env, signal: context.signal, onLine: context.note })
  if (hasSucceeded(end) || context.signal.aborted) return
  throw new Fault('duel-reset', `--reset ${printEnd(end)}, and what a service is like that was not put back is not known`, {
    exitCode: exitCodes.runtime,
    help: 'its output is above',
  })
}

function hasSucceeded(end: ExerciseEnd): boolean {
  return 'code' in end && end.code === 0
}

function printEnd(end: ExerciseEnd): string {
  if ('code' in end) return `ended with exit code ${end.code}`
  return 'signal' in end ? `was ended by ${end.signal}` : `did not start: ${end.problem}`
}

function isSameService(one: string, other: string): boolean {
  const [left, right] = [new URL(one), new URL(other)]
  return left.host === right.host && left.pathname.replace(/\/+$/, '') === right.pathname.replace(/\/+$/, '')
}

/** A command that failed may have left out most of what it was to ask. */
function failedExercise(end: ExerciseEnd | undefined): Finding[] {
  if (end === undefined || hasSucceeded(end)) return []
  const message = `the exercise ${printEnd(end)}`
  return [{ code: 'duel-exercise-failed', severity: 'warning', message, help: 'the report is about what it asked until then' }]
}
