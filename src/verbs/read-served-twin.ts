import type { Authored } from '#author'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { compileTwin, createStrictTwin, type Link, LinkError, ModelError, type Twin } from '#engine'
import type { HttpRequest } from '#http'
import { fingerprintModel, type Model, type Recalls, withFixtures } from '#model'
import { type Fixtures, readFixtures, readRecalls } from '#model/io'
import { openScrubber, readSessions } from '#recording/io'
import { readTwinModel, type TwinModel } from './read-twin-model.ts'
import { withSchedules } from './schedule-settings.ts'
import { withStages } from './stage-settings.ts'
import type { VerbContext } from './verb.ts'
import { webhookFindings, withWebhooks } from './webhook-settings.ts'
import type { TwinPlace } from './workspace.ts'

/**
 * The twin of a place in the workspace, ready to answer: its model with what it knows by heart, or under `strict` its recordings.
 * Faults: `model-missing`, `model-malformed`, `model-invalid`, `recalls-malformed`, `recordings-missing`, `webhook-secret-missing`, `schedule-invalid`, those of `openScrubber`.
 */
export async function readServedTwin(place: TwinPlace, fidelity: 'synth' | 'strict', context: VerbContext): Promise<Twin> {
  if (fidelity === 'strict') return readStrictTwin(place, context)
  return compileOwn(place, await readTwinModel(place), noFixtures, context)
}

/**
 * The twin with the entities that the user put beside its model, and those that sessions may begin with. Checks leave them out: the service
 * has none of them. Faults: those of `readServedTwin`, `fixture-malformed`, `fixture-unreadable`.
 */
export async function readTwinWithFixtures(
  place: TwinPlace,
  fidelity: 'synth' | 'strict',
  context: VerbContext,
  links: readonly Link[] = [],
): Promise<{ readonly twin: Twin; readonly fixtures: Fixtures['named'] }> {
  if (fidelity === 'strict') {
    if (links.length > 0) throw strictLinks(place)
    return { twin: await readStrictTwin(place, context), fixtures: noFixtures.named }
  }
  const own = await readTwinModel(place)
  const { authored } = own
  const fixtures = await readFixtures(place.folder, own.model)
  if (authored) {
    refuseFixtures(fixtures, authored)
    showFindings(authored.findings, context)
  }
  const twin = await compileOwn(place, own, fixtures, context, links)
  showFindings(webhookFindings(twin, links), context)
  return { twin, fixtures: fixtures.named }
}

function linkInvalid({ name }: TwinPlace, cause: LinkError): Fault {
  return new Fault('link-invalid', `${name}: ${cause.message}`, {
    exitCode: exitCodes.user,
    help: `mend the link in doppel.toml: doppel show ${name} prints the routes and events; expressions read event and the request that caused it`,
    cause,
  })
}

function strictLinks({ name }: TwinPlace): Fault {
  return new Fault('link-invalid', `${name} answers from its recordings, where no events happen: no link can begin there`, {
    exitCode: exitCodes.user,
    help: 'leave fidelity = "strict" out for it, or the link',
  })
}

/** Faults: `fixture-malformed` where they are not what the constraints of a written twin ask for. */
function refuseFixtures({ base, named }: Fixtures, { problemOfFixtures }: Authored): void {
  for (const [name, set] of [['', base] as const, ...named]) {
    const problem = problemOfFixtures(set)
    if (problem === undefined) continue
    const folder = name === '' ? 'state/fixtures' : `state/fixtures/${name}`
    throw new Fault('fixture-malformed', `${folder}: ${problem}`, {
      exitCode: exitCodes.user,
      help: 'mend the entity, or the constraint in state-machine.yaml',
    })
  }
}

const noFixtures: Fixtures = { base: {}, named: new Map() }

async function compileOwn(
  place: TwinPlace,
  { model: learned, proof }: TwinModel,
  { base }: Fixtures,
  context: VerbContext,
  links: readonly Link[] = [],
): Promise<Twin> {
  const recalls = await readOwnRecalls(place, learned, context)
  const told = withStages(withWebhooks(learned, place.config, context.env), place.config, context.env)
  const model = withFixtures(withSchedules(told, place.config), base)
  try {
    const twin = compileTwin(model, { recalls, links, isProven: proof?.isKnown })
    if (proof?.isKnown === false) await proof.keep()
    return twin
  } catch (error) {
    if (error instanceof LinkError) throw linkInvalid(place, error)
    if (!(error instanceof ModelError)) throw error
    throw new Fault('model-invalid', `the model of ${place.name} does not hold together: ${error.message}`, {
      exitCode: exitCodes.user,
      help: `mend routes.yaml where it is written, or learn it again (doppel synth ${place.name}), or mend [webhooks], [[schedules]] or [[later]] in its twin.toml where they are to blame`,
      cause: error,
    })
  }
}

/** What the twin knows by heart, unless that belongs to another model. */
async function readOwnRecalls(place: TwinPlace, model: Model, context: VerbContext): Promise<Recalls | undefined> {
  const recalls = await readRecalls(place.folder)
  if (recalls === undefined || recalls.model === fingerprintModel(model)) return recalls
  const message = `what ${place.name} knows by heart was learned with another model: the rules alone answer`
  showFindings([{ code: 'recalls-stale', severity: 'warning', message, help: `learn both anew: doppel synth ${place.name}` }], context)
  return undefined
}

/** What turns a client's credentials into the tokens that stand for them in the recordings. Faults: those of `openScrubber`. */
export async function readSeal(place: TwinPlace, context: VerbContext): Promise<(text: string) => string> {
  const { scrubber, findings } = await openScrubber(context.cwd, place.folder)
  showFindings(findings, context)
  return (text) => scrubber.tokenOf(text)
}

async function readStrictTwin(place: TwinPlace, context: VerbContext): Promise<Twin> {
  const { sessions, findings } = await readSessions(place.folder, {
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  showFindings(findings, context)
  if (sessions.every(({ exchanges }) => exchanges.length === 0)) {
    throw new Fault('recordings-missing', `nothing was recorded for ${place.name}`, {
      exitCode: exitCodes.user,
      help: `record something first: doppel record ${place.name} --port 8080`,
    })
  }
  const { scrubber } = await openScrubber(context.cwd, place.folder)
  const scrub = (request: HttpRequest) => scrubber.scrubExchange({ index: 0, startedAtMs: 0, endedAtMs: 0, request }).request
  return createStrictTwin(sessions, { name: place.name, scrub })
}

function showFindings(findings: readonly Finding[], context: VerbContext): void {
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
}
