import { z } from 'zod'
import { createStyle, exitCodes, renderFinding } from '#diagnostics'
import { isLoopbackName } from '#http'
import { type ClockChoice, clockForms, defaultLimits, parseClockChoice, startServer } from '#server'
import { findServed } from './find-served.ts'
import { readServerOptions } from './read-server-options.ts'
import { announceReady, retractReady } from './ready-file.ts'
import { announceRunning } from './running-twins.ts'
import { serveByWorkers } from './serve-by-workers.ts'
import { sessionFlags, sessionParameters } from './session-settings.ts'
import { untilStopped } from './until-stopped.ts'
import { defineVerb } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

const clock = z.string().transform((text, context): ClockChoice => {
  const choice = parseClockChoice(text)
  if (choice !== undefined) return choice
  context.addIssue({
    code: 'custom',
    message: `"${text}" is no clock; use ${clockForms}`,
  })
  return z.NEVER
})

const input = z.object({
  name: z.string(),
  port: wholeNumber(0, 65_535).optional(),
  host: z.string().min(1).optional(),
  fidelity: z.enum(['synth', 'strict']).default('synth'),
  seed: wholeNumber(0, 0xffff_ffff).default(1),
  clock: clock.prefault('real'),
  readyJson: z.string().min(1).optional(),
  allowHost: z.array(z.string().min(1)).default([]),
  maxSessions: wholeNumber(1, 10_000_000).default(defaultLimits.maxSessions),
  maxBodyBytes: wholeNumber(0, 0x7fff_ffff).default(defaultLimits.maxBodyBytes),
  ...sessionFlags,
  chaos: z.array(z.string()).default([]),
  controlPort: wholeNumber(0, 65_535).optional(),
  workers: wholeNumber(1, 256).default(1),
  state: z.string().min(1).optional(),
  log: z.enum(['json', 'text']).optional(),
})

/** Serves a twin until it is told to stop. Faults: those of reading it, and `port-in-use` and the like. */
export const serveVerb = defineVerb({
  name: 'serve',
  summary: 'Run a twin: a server that answers as the service would',
  help: `Answers requests with the learned model. State lives in sessions: requests with the same X-Doppel-Session header
share a world of their own, so do requests to /~NAME/…, and whatever [sessions] of twin.toml or --session-by says; the others
share the default session. What is in state/fixtures/COLLECTION.json of the twin is there from the start; what is in
state/fixtures/NAME/ in sessions whose first request says X-Doppel-Fixture: NAME. Every answer says in X-Doppel-Provenance what
it rests on: learned, guess, recorded, or miss when the twin does not know.

With --fidelity strict the recordings themselves answer, in their order, and the model is not used.
The same model, --seed, --clock and requests give the same bytes.

A request with the header X-Doppel-Why: 1 is told why its answer came out as it did: the gist in a header of that name, all
of it at /__doppel/why. No other request pays for that.

What goes wrong on purpose is said in chaos.yaml of the twin and switched on by --chaos, doppel chaos, or for one request by
X-Doppel-Chaos: error=503. Such an answer says so in a header of that name.

A running twin is controlled by doppel clock, session, journal and webhooks from the same workspace, or at /__doppel/ by any
client: GET /__doppel/ lists what there is, GET /__doppel/metrics is for Prometheus. Other machines need the token that
DOPPEL_CONTROL_TOKEN holds, once --host lets them in; with it set, all callers do. Where OTEL_EXPORTER_OTLP_ENDPOINT is set, each
request is a span that is sent there.

With --workers N so many processes share the port. A session is in one of them, by its name, and its requests go there; each holds
up to an Nth of --max-sessions. One that dies is started again and goes on where it was, with its chaos and its deliveries. What
does not go with that is refused: one session for all, sessions that end by themselves, a port for control.

With --state redis://… any number of servers, on as many machines, have the same sessions: each request takes its place in the log
of its session in Redis, in one step, and whoever answers it has done all that came before. Give all of them the same model, seed and
clock. DOPPEL_STATE says the same where a password should not be seen. Each webhook is sent by one of them, and chaos strikes the
same whoever is asked. What does not go with that is refused: the eviction of sessions. Together with --workers N each of the
processes is one more of these servers: sessions may end by themselves then, and a process that dies goes on from Redis.

Examples:
  $ doppel serve orders --port 8081
  $ doppel serve orders --port 0 --ready-json .doppel/orders.json
  $ doppel serve orders --port 8081 --seed 7 --clock fixed:2026-01-01T00:00:00Z
  $ doppel serve orders.doppel --port 8081
  $ curl -X POST http://127.0.0.1:8081/__doppel/reset`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin, or a pack such as orders.doppel', completes: 'twin' },
    { key: 'port', kind: 'option', placeholder: 'P', summary: 'port to listen on; 0 or nothing takes a free one' },
    { key: 'host', kind: 'option', placeholder: 'HOST', summary: 'address to listen on; 127.0.0.1 unless said' },
    {
      key: 'fidelity',
      kind: 'option',
      placeholder: 'MODE',
      summary: 'synth answers from the model, strict from the recordings',
      completes: ['synth', 'strict'],
    },
    { key: 'seed', kind: 'option', placeholder: 'N', summary: 'source of all ids and tokens that the twin mints; 1 unless said' },
    { key: 'clock', kind: 'option', placeholder: 'CLOCK', summary: 'real, scaled:FACTOR, fixed:ISO or stepping:ISO:STEP_MS' },
    {
      key: 'readyJson',
      kind: 'option',
      placeholder: 'FILE',
      summary: 'written once requests are accepted: url, port, pid, twin',
      completes: 'file',
    },
    {
      key: 'allowHost',
      kind: 'option',
      placeholder: 'NAME',
      summary: 'one more name by which clients may call the twin',
      repeatable: true,
    },
    { key: 'maxSessions', kind: 'option', placeholder: 'N', summary: `sessions at one time; ${defaultLimits.maxSessions} unless said` },
    {
      key: 'maxBodyBytes',
      kind: 'option',
      placeholder: 'N',
      summary: `longest body of a request; ${defaultLimits.maxBodyBytes} unless said`,
    },
    ...sessionParameters,
    {
      key: 'chaos',
      kind: 'option',
      placeholder: 'WHAT',
      summary: 'goes wrong from the start: a profile of chaos.yaml, or a fault such as error=503',
      repeatable: true,
    },
    {
      key: 'controlPort',
      kind: 'option',
      placeholder: 'P',
      summary: 'port for control alone, 0 for a free one; --port then leads to the twin alone',
    },
    {
      key: 'workers',
      kind: 'option',
      placeholder: 'N',
      summary: 'processes that share the port, and the work by sessions; 1 unless said',
    },
    {
      key: 'state',
      kind: 'option',
      placeholder: 'URL',
      summary: 'sessions are in Redis, and shared with other servers of the twin: redis://HOST:6379',
    },
    {
      key: 'log',
      kind: 'option',
      placeholder: 'FORMAT',
      summary: 'a line on stderr for each request: json or text',
      completes: ['json', 'text'],
    },
  ],
  input,
  async run(options, context) {
    const { signal } = context
    const place = await findServed(options.name, context)
    for (const warning of place.warnings) context.note(renderFinding(warning, createStyle(false)))
    await retractReady(context.cwd, options.readyJson)
    const state = options.state ?? (context.env['DOPPEL_STATE'] || undefined)
    const settings = { ...(await readServerOptions(place, options, context)), state }
    const { host, fidelity, seed } = settings
    const server = options.workers === 1 ? await startServer(settings) : await serveByWorkers(settings, options, context)
    const ready = {
      twin: place.name,
      url: server.url,
      host,
      port: server.port,
      pid: process.pid,
      fidelity,
      seed,
      clock: options.clock.text,
      control: server.controlUrl,
    }
    let retractRunning: (() => Promise<void>) | undefined
    try {
      await announceReady(context.cwd, options.readyJson, ready)
      retractRunning = await announceRunning(context, { twin: place.name, url: server.controlUrl, pid: process.pid })
      if (!isLoopbackName(host)) context.note(`listening on ${host}: every machine that reaches this one can use the twin`)
      if (server.controlUrl !== server.url) context.note(`control at ${server.controlUrl}/__doppel/`)
      context.print(`server started twin=${place.name} addr=${server.address} fidelity=${fidelity}`)
      await untilStopped(signal)
    } finally {
      await server.close()
      await retractReady(context.cwd, options.readyJson)
      await retractRunning?.()
    }
    return { exitCode: exitCodes.ok, text: `server stopped twin=${place.name}`, json: { ...ready, status: 'stopped' } }
  },
})
