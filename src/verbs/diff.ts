import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { checkTwin } from '#conform'
import { exitCodes, Fault } from '#diagnostics'
import {
  type ChangeLevel,
  type Compared,
  type Comparison,
  compareContracts,
  contractOfModel,
  contractOfRecordings,
  printComparison,
  printComparisonMarkdown,
  type RoutedExchange,
  toComparisonJson,
} from '#drift'
import { compileTwin } from '#engine'
import type { Model } from '#model'
import { readModel, readModelFile } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { noteFindings } from './learn-twin.ts'
import { readModelOf } from './read-twin-model.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { listTwins, readTwinConfig } from './workspace.ts'

const input = z.object({
  from: z.string().min(1),
  to: z.string().min(1).optional(),
  recordings: z.string().min(1).optional(),
  tag: z.array(z.string().min(1)).default([]),
  failOn: z.enum(['breaking', 'warning', 'never']).default('breaking'),
  format: z.enum(['text', 'json', 'markdown']).default('text'),
})

/** Compares what clients can rely on. Faults: `diff-impossible`, `model-missing`, `model-malformed`, `recordings-missing`, those of reading them. */
export const diffVerb = defineVerb({
  name: 'diff',
  summary: 'Compare two models, or a model with new recordings: what breaks clients, what does not',
  help: `Says what has changed for the clients of a service between FROM and TO, each the name of a twin, a folder with a model, or a
model.json. With --recordings instead of TO, what a twin knows is compared with sessions that were recorded since: in the
folder of another twin, or with --tag alone in its own. Where the twin has recordings itself, those are what is compared
with, since they tell more of types and of what is always there than rules do; otherwise its model.

A change is breaking when a client that works today may fail: a route, a status of success, a field or a header is gone, a field
is not always there any more, has another type or one more (null, too), requests are refused without a field or with a type or a
word that was accepted. To look at are new words in answers, other constants, and what the evidence for is thin. Harmless are new
routes, fields and statuses, and what is demanded of requests no more. Recordings show what was asked only: routes that are not
in them are listed, and not called gone.

Exit code 2 when there is a breaking change; --fail-on warning for those to look at as well, --fail-on never for none.

Examples:
  $ doppel diff orders orders-next
  $ doppel diff build/old-model.json twins/orders/model
  $ doppel diff orders --recordings twins/orders-today
  $ doppel diff orders --tag nightly --fail-on warning
  $ doppel diff orders orders-next --format markdown >> "$GITHUB_STEP_SUMMARY"`,
  parameters: [
    { key: 'from', kind: 'argument', placeholder: 'FROM', summary: 'twin, folder or model.json as it was', completes: 'twin' },
    { key: 'to', kind: 'argument', placeholder: 'TO', summary: 'twin, folder or model.json as it is', completes: 'twin' },
    {
      key: 'recordings',
      kind: 'option',
      placeholder: 'FOLDER',
      summary: 'twin or folder with new recordings, instead of TO',
      completes: 'file',
    },
    { key: 'tag', kind: 'option', placeholder: 'TAG', summary: 'only new recordings with this tag', repeatable: true },
    {
      key: 'failOn',
      kind: 'option',
      placeholder: 'LEVEL',
      summary: 'breaking, warning or never; breaking unless said',
      completes: ['breaking', 'warning', 'never'],
    },
    { key: 'format', kind: 'option', placeholder: 'FORMAT', summary: 'text, json or markdown', completes: ['text', 'json', 'markdown'] },
  ],
  input,
  async run(options, context) {
    const isRecorded = options.recordings !== undefined || options.tag.length > 0
    if (isRecorded === (options.to !== undefined)) {
      throw impossible(isRecorded ? 'TO and --recordings or --tag exclude each other' : `there is nothing to compare ${options.from} with`)
    }
    const { comparison, compared } =
      options.to === undefined ? await compareWithRecordings(options, context) : await compareModels(options.from, options.to, context)
    const json = toComparisonJson(comparison, compared)
    const text =
      options.format === 'json'
        ? JSON.stringify(json, undefined, 2)
        : options.format === 'markdown'
          ? printComparisonMarkdown(comparison, compared)
          : printComparison(comparison, compared)
    const failing: readonly ChangeLevel[] =
      options.failOn === 'never' ? [] : options.failOn === 'warning' ? ['breaking', 'warning'] : ['breaking']
    const isFailed = comparison.changes.some(({ level }) => failing.includes(level))
    return { exitCode: isFailed ? exitCodes.conformance : exitCodes.ok, text, json }
  },
})

interface Outcome {
  readonly comparison: Comparison
  readonly compared: Compared
}

async function compareModels(from: string, to: string, context: VerbContext): Promise<Outcome> {
  const [before, after] = [await readAnyModel(from, context), await readAnyModel(to, context)]
  return { comparison: compareContracts(contractOfModel(before), contractOfModel(after)), compared: { from, to } }
}

/** The model of a twin, of a folder, or in a file. */
async function readAnyModel(place: string, { cwd }: VerbContext): Promise<Model> {
  if ((await listTwins(cwd)).includes(place)) return readModelOf(await readTwinConfig(cwd, place))
  const path = resolve(cwd, place)
  if (await isFile(path)) return readModelFile(path)
  if (await isFile(join(path, 'model.json'))) return readModelFile(join(path, 'model.json'))
  if (await isFile(join(path, 'model', 'model.json'))) return readModel(path)
  throw new Fault('model-missing', `"${place}" is no twin here, no folder with a model, and no model.json`, {
    exitCode: exitCodes.user,
    help: `twins here: ${(await listTwins(cwd)).join(', ') || 'none'}`,
  })
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function compareWithRecordings({ from, recordings, tag }: z.output<typeof input>, context: VerbContext): Promise<Outcome> {
  const place = await readTwinConfig(context.cwd, from)
  noteFindings(place.warnings, context)
  const model = await readModelOf(place)
  const folder = await recordingsFolder(recordings ?? from, context)
  const all = await read(folder, context)
  const isNew = ({ tags }: RecordedSession) => tag.length === 0 || tags.some((one) => tag.includes(one))
  const after = all.filter(isNew)
  const before = folder === place.folder ? all.filter((session) => !isNew(session)) : await read(place.folder, context)
  if (after.length === 0) {
    throw new Fault(
      'recordings-missing',
      `nothing was recorded in ${folder}${tag.length === 0 ? '' : ` with the tag ${tag.join(' or ')}`}`,
      {
        exitCode: exitCodes.user,
        help: 'name a twin, or the folder that holds its recordings/',
      },
    )
  }
  const routed = route(model, after)
  // the rules of a field of GraphQL make that field, and not the body of the answer
  const comparable =
    before.length === 0 ? routed.filter(({ route: own, exchange }) => own.startsWith(`${exchange.request.method} `)) : routed
  const old = before.length === 0 ? contractOfModel(model) : contractOfRecordings(route(model, before))
  const now = contractOfRecordings(comparable)
  const label = tag.length === 0 ? basename(folder) : `${basename(folder)} (${tag.join(', ')})`
  return { comparison: compareContracts(old, now), compared: { from, to: `recordings of ${label}` } }
}

/** A twin's folder by its name, or a folder that has recordings; `recordings/` itself is fine, too. */
async function recordingsFolder(place: string, { cwd }: VerbContext): Promise<string> {
  if ((await listTwins(cwd)).includes(place)) return (await readTwinConfig(cwd, place)).folder
  const path = resolve(cwd, place)
  return basename(path) === 'recordings' ? join(path, '..') : path
}

async function read(folder: string, context: VerbContext): Promise<RecordedSession[]> {
  const { sessions, findings } = await readSessions(folder, {
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  noteFindings(findings, context)
  return sessions.filter(({ exchanges }) => exchanges.length > 0)
}

/** Each answered exchange with its route: the sessions are replayed on the model, for what a request is about may depend on what came before. */
function route(model: Model, sessions: readonly RecordedSession[]): RoutedExchange[] {
  const report = checkTwin(compileTwin(model), sessions)
  const routes = new Map(
    report.sessions.flatMap(({ session, exchanges }) =>
      exchanges.map((exchange) => [`${session} ${exchange.exchange}`, exchange.route] as const),
    ),
  )
  return sessions.flatMap(({ id, exchanges }) =>
    exchanges.flatMap((exchange) => {
      const own = routes.get(`${id} ${exchange.index}`)
      return own === undefined ? [] : [{ route: own, exchange }]
    }),
  )
}

function impossible(message: string): Fault {
  return new Fault('diff-impossible', message, {
    exitCode: exitCodes.user,
    help: 'name two models: doppel diff FROM TO; or a twin and new recordings: doppel diff NAME --recordings FOLDER',
  })
}
