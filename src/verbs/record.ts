import { z } from 'zod'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { createRecorder, type Recorder, type WebhookOptions } from '#proxy'
import type { Scrubber } from '#recording'
import { openScrubber, RecordingStore } from '#recording/io'
import { scrubText, summariseScrub } from './summarise-scrub.ts'
import { defineVerb, type VerbContext, type VerbResult } from './verb.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const defaultIdleTimeoutS = 300

/** As long as a timer can wait: 24 days. */
const seconds = z.coerce.number().positive().max(2_000_000)

const portNumber = z.union([z.number(), z.string().regex(/^\d+$/, 'give a port number').transform(Number)]).pipe(z.int().min(0).max(65_535))

const input = z.object({
  name: z.string(),
  port: portNumber.default(0),
  host: z.string().min(1).default('127.0.0.1'),
  tag: z.array(z.string().min(1)).default([]),
  duration: seconds.optional(),
  idleTimeout: seconds.optional(),
  webhooks: portNumber.optional(),
  forward: z
    .string()
    .refine(
      (url) => /^https?:\/\/[^/?#]+[^?#]*$/i.test(url) && URL.canParse(url),
      "give your app's URL, such as http://127.0.0.1:3000/hooks",
    )
    .optional(),
})

/** Records until it is told to stop. Faults: those of the twin's settings and of `createRecorder`. */
export const recordVerb = defineVerb({
  name: 'record',
  summary: 'Record traffic: a proxy in front of the real service',
  help: `Listens on a port and passes everything on to the service that base_url in twin.toml names. Point your app at
the printed address and use it: every exchange is written to twins/NAME/recordings, scrubbed of secrets first.
Requests go through unchanged, as they come, and so do the answers.

A session is one continuous story, such as a run of a test suite against a fresh service. One ends when you say so,
after a while without requests (--idle-timeout), and when the recorder stops (Ctrl-C):
  $ curl -X POST http://127.0.0.1:8080/__doppel/new-session

Webhooks: have the service send them to the port that --webhooks opens on 127.0.0.1. They go on to --forward, unchanged, and
your app's answers back; each is recorded in the session, in its place in time among the exchanges.

Bodies over 8 MiB pass but are not kept.

Examples:
  $ doppel record orders --port 8080
  $ doppel record orders --port 8080 --tag ci --duration 60
  $ doppel record orders --port 8080 --webhooks 8081 --forward http://127.0.0.1:3000/hooks`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin to record for', completes: 'twin' },
    { key: 'port', kind: 'option', placeholder: 'P', summary: 'port to listen on; a free one unless given' },
    { key: 'host', kind: 'option', placeholder: 'ADDRESS', summary: 'address to listen on; 127.0.0.1 unless given' },
    {
      key: 'tag',
      kind: 'option',
      placeholder: 'T',
      repeatable: true,
      summary: 'mark the sessions, to learn from them by doppel synth --tag',
    },
    { key: 'duration', kind: 'option', placeholder: 'SECONDS', summary: 'stop by itself after so long' },
    {
      key: 'idleTimeout',
      kind: 'option',
      placeholder: 'SECONDS',
      summary: `a session ends after so long without a request; ${defaultIdleTimeoutS} unless given here or in twin.toml`,
    },
    {
      key: 'webhooks',
      kind: 'option',
      placeholder: 'P',
      summary: 'port on 127.0.0.1 to which the service sends webhooks; 0 takes a free one',
    },
    { key: 'forward', kind: 'option', placeholder: 'URL', summary: "your app's URL, to which webhooks go on" },
  ],
  input,
  async run(options, context) {
    const { signal } = context
    const webhooks = webhooksOf(options)
    const twin = await readTwinConfig(context.cwd, options.name)
    const { scrubber, findings } = await openScrubber(context.cwd, twin.folder)
    for (const warning of [...twin.warnings, ...findings]) context.note(renderFinding(warning, createStyle(false)))
    const sessions: string[] = []
    const recorder = await start(twin, scrubber, { ...options, webhooks }, context, (id) => sessions.push(id))
    context.print(`recording twin=${twin.name} addr=${recorder.origin.slice('http://'.length)} upstream=${twin.baseUrl}`)
    if (recorder.webhooks !== undefined)
      context.print(`webhooks addr=${recorder.webhooks.origin.slice('http://'.length)} forward=${recorder.webhooks.forward}`)
    await untilStopped(signal, options.duration)
    await recorder.close()
    return resultOf(twin, recorder, scrubber, sessions)
  },
})

function start(
  twin: TwinPlace,
  scrubber: Scrubber,
  options: Omit<z.output<typeof input>, 'webhooks'> & { readonly webhooks: WebhookOptions | undefined },
  context: VerbContext,
  onEnd: (id: string) => void,
): Promise<Recorder<RecordingStore>> {
  const idleTimeoutS = options.idleTimeout ?? twin.config.record?.idle_timeout_s ?? defaultIdleTimeoutS
  return createRecorder({
    twin: twin.name,
    baseUrl: twin.baseUrl,
    host: options.host,
    port: options.port,
    ...(options.webhooks && { webhooks: options.webhooks }),
    openStore: (origin, webhooks) =>
      new RecordingStore({
        twinFolder: twin.folder,
        upstream: twin.baseUrl,
        origin,
        tags: options.tag,
        ...(webhooks && { webhooks }),
        idleTimeoutMs: idleTimeoutS * 1000,
        scrub: (exchange) => scrubber.scrubExchange(exchange),
        scrubReport: () => summariseScrub(scrubber.report()),
        onProblem: (problem) => {
          const severity = problem.stopped ? 'error' : 'warning'
          const message = problem.stopped ? `recording has stopped: ${problem.message}; requests still pass` : problem.message
          const help = problem.stopped
            ? 'make room, then POST /__doppel/new-session to record again'
            : 'that exchange is missing from the recording'
          context.note(renderFinding({ code: problem.code, severity, message, help } satisfies Finding, createStyle(false)))
        },
        onSessionEnd: ({ id, exchanges, deliveries }) => {
          if (exchanges + deliveries === 0) return
          onEnd(id)
          context.note(`session ${id} ended: ${passedOf(exchanges, deliveries)}`)
        },
      }),
  })
}

/** Faults: `webhooks-incomplete`. */
function webhooksOf({ webhooks, forward }: z.output<typeof input>): WebhookOptions | undefined {
  if (webhooks !== undefined && forward !== undefined) return { port: webhooks, forward }
  if (webhooks === undefined && forward === undefined) return undefined
  const [given, missing] = webhooks === undefined ? ['--forward', '--webhooks PORT'] : ['--webhooks', '--forward URL']
  throw new Fault('webhooks-incomplete', `${given} needs ${missing}: webhooks come in on a port and go on to your app`, {
    exitCode: exitCodes.user,
    help: 'for example --webhooks 8081 --forward http://127.0.0.1:3000/hooks',
  })
}

async function untilStopped(signal: AbortSignal, durationS: number | undefined): Promise<void> {
  if (signal.aborted) return
  const stopped = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => stopped.resolve(), { once: true })
  const timer = durationS === undefined ? undefined : setTimeout(stopped.resolve, durationS * 1000)
  await stopped.promise
  clearTimeout(timer)
}

function resultOf(twin: TwinPlace, { store }: Recorder<RecordingStore>, scrubber: Scrubber, sessions: readonly string[]): VerbResult {
  const { problem, counts } = store
  const { recorded, deliveries, lost } = counts
  const lines = [`recorded ${twin.name}: ${passedOf(recorded, deliveries)} in ${countOf(sessions.length, 'session')}`]
  const scrubbed = scrubText(scrubber.report())
  if (scrubbed !== '') lines.push(scrubbed)
  if (lost > 0) lines.push(`${countOf(lost, 'exchange')} passed but NOT recorded${problem === undefined ? '' : `: ${problem.message}`}`)
  if (recorded > 0) lines.push(`next: doppel synth ${twin.name}`)
  const json = { twin: twin.name, sessions, exchanges: recorded, deliveries, lost, scrub: summariseScrub(scrubber.report()) }
  return {
    exitCode: lost === 0 ? exitCodes.ok : exitCodes.runtime,
    text: lines.join('\n'),
    json: problem === undefined ? json : { ...json, problem: { code: problem.code, message: problem.message } },
  }
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function passedOf(exchanges: number, deliveries: number): string {
  const asked = countOf(exchanges, 'exchange')
  return deliveries === 0 ? asked : `${asked} and ${countOf(deliveries, 'webhook')}`
}
