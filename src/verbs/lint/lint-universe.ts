import { Fault, type Finding, type SourcePath } from '#diagnostics'
import type { Link, Twin } from '#engine'
import { realClock, startServer } from '#server'
import { anyEnvironment } from '../any-environment.ts'
import { checkConfig } from '../parse-config.ts'
import { readChaos } from '../read-chaos.ts'
import { readTwinWithFixtures } from '../read-served-twin.ts'
import { toSessionSettings } from '../session-settings.ts'
import { type OpenedPlan, openPlanned } from '../universe/open-planned.ts'
import { type PlannedTwin, planUniverse, readLink } from '../universe/plan-universe.ts'
import { type UniverseLink, universeSchema } from '../universe/universe-config.ts'
import { problemsOfUniverse, twinsOfLink } from '../universe/universe-problems.ts'
import type { VerbContext } from '../verb.ts'
import type { TwinPlace } from '../workspace.ts'
import { answersTo } from './answers-to.ts'

/** Where the file is, and which twins are looked through besides: what is wrong with their own files is said there. */
export interface UniverseSurroundings {
  readonly folder: string
  readonly linted: ReadonlySet<string>
  readonly context: VerbContext
}

/** What is wrong with a `doppel.toml`, and with what it says of twins, by starting each as `doppel up` would, without a port. */
export async function lintUniverseToml(text: string, place: string, around: UniverseSurroundings): Promise<readonly Finding[]> {
  const { config, source, findings } = checkConfig(universeSchema.unwrap(), text, place)
  if (config === undefined) return findings
  const at = ({ path, ...finding }: Located): Finding => ({ severity: 'error', ...finding, place: source.placeOf(path) })
  const contradictions = problemsOfUniverse(config)
  if (contradictions.length > 0) return [...findings, ...contradictions.map(at)]
  const { folder, context } = around
  const found = await openPlanned(planUniverse(config), { folder, offline: true, context: { ...context, note: () => {} } })
  const opened = await Promise.all(
    found.map((one) => openFound(one, config.twins[one.plan.name]?.path === undefined ? 'source' : 'path', around)),
  )
  const links = (config.links ?? []).map((link, index) => lintLink(link, ['links', index], opened))
  return [...findings, ...[...opened.flatMap(({ wrong }) => wrong), ...(await Promise.all(links)).flat()].map(at)]
}

type Located = Pick<Finding, 'code' | 'message' | 'help'> & { readonly severity?: Finding['severity']; readonly path: SourcePath }

interface OpenedTwin {
  readonly name: string
  /** Left out where the twin can't be started. */
  readonly twin?: Twin
  /** Makes the twin once more, with links that begin in it. Faults: those of `readTwinWithFixtures`. */
  readonly linked?: (link: Link) => Promise<unknown>
  readonly wrong: readonly Located[]
}

async function openFound(
  { plan, place, cwd, fault }: OpenedPlan,
  key: 'source' | 'path',
  { linted, context }: UniverseSurroundings,
): Promise<OpenedTwin> {
  const { name, fidelity } = plan
  const path = ['twins', name]
  const quiet: VerbContext = { ...context, cwd, env: anyEnvironment, note: () => {}, progress: () => {} }
  if (place === undefined) {
    const severity = fault?.code === 'pack-not-here' ? 'info' : 'error'
    return { name, wrong: fault ? [{ ...atKey(fault, [...path, key]), severity }] : [] }
  }
  const made = await faultOf(async () => {
    const read = await readTwinWithFixtures(place, fidelity, quiet)
    await start(read, place, plan, {})
    return read
  })
  if (made instanceof Fault) return { name, wrong: linted.has(place.folder) ? [] : [atKey(made, path, `${name} can't be started: `)] }
  return {
    name,
    twin: made.twin,
    linked: (link) => readTwinWithFixtures(place, fidelity, quiet, [link]),
    wrong: await lintStart(made, place, plan),
  }
}

type Made = Awaited<ReturnType<typeof readTwinWithFixtures>>

/** What the file says of the start of a twin, each part by itself. */
async function lintStart(made: Made, place: TwinPlace, plan: PlannedTwin): Promise<Located[]> {
  const { fixture, chaos, name } = plan
  const parts = [
    ...(fixture === undefined ? [] : [{ path: ['twins', name, 'fixture'], settings: { fixture } }]),
    ...chaos.map((rule, at) => ({ path: ['twins', name, 'chaos', at], settings: { chaos: [rule] } })),
  ]
  const found = await Promise.all(
    parts.map(async ({ path, settings }) => ({ path, fault: await faultOf(() => start(made, place, plan, settings)) })),
  )
  return found.flatMap(({ path, fault }) => (fault instanceof Fault ? [atKey(fault, path)] : []))
}

interface Settings {
  readonly fixture?: string
  readonly chaos?: readonly string[]
}

async function start({ twin, fixtures }: Made, place: TwinPlace, plan: PlannedTwin, { fixture, chaos = [] }: Settings): Promise<void> {
  const noFlags = { sessionBy: [], oneSession: false, sessionIdle: undefined, evictSessions: false, fixture }
  const { profiles, on } = await readChaos(place.folder)
  const server = await startServer({
    twin,
    fidelity: plan.fidelity,
    host: '127.0.0.1',
    port: 0,
    listens: false,
    seed: plan.seed,
    clock: realClock,
    chaos: { profiles, on: [...on, ...chaos] },
    sessions: toSessionSettings(place.config, noFlags, fixtures),
    webhookTargets: place.config.webhooks?.allow ?? [],
    note: () => {},
  })
  await server.close()
}

/** Which part of a link the twin in which it begins refuses, and whether the other has the route. */
async function lintLink(said: UniverseLink, path: SourcePath, opened: readonly OpenedTwin[]): Promise<Located[]> {
  const { from, to } = twinsOfLink(said)
  const { link } = readLink(said)
  const found: Located[] = []
  const { linked } = opened.find(({ name }) => name === from) ?? {}
  if (linked && (await faultOf(() => linked(link))) instanceof Fault) {
    const { on, twin, method, when, headers, body } = link
    const bare: Link = { on, twin, method, path: '/' }
    const parts: readonly (readonly [keyof UniverseLink, Link])[] = [
      ['on', bare],
      ['when', { ...bare, when }],
      ['do', { ...bare, path: link.path }],
      ['headers', { ...bare, headers }],
      ['with', { ...bare, body }],
    ]
    for (const [key, part] of parts) {
      const fault = await faultOf(() => linked(part))
      if (fault instanceof Fault) found.push(atKey(fault, [...path, key]))
      // Without its event nothing of a link can be looked at.
      if (fault instanceof Fault && key === 'on') break
    }
  }
  const { twin } = opened.find(({ name }) => name === to) ?? {}
  if (twin && !answersTo(twin, link.method, link.path)) {
    const message = `${to} has no route for ${link.method} ${link.path}: it will refuse what the link asks`
    found.push({ code: 'link-invalid', severity: 'warning', path: [...path, 'do'], message, help: `doppel show ${to} prints its routes` })
  }
  return found
}

function atKey({ code, message, help }: Fault, path: SourcePath, before = ''): Located {
  return { code, path, message: `${before}${message}`, ...(help === undefined ? {} : { help }) }
}

async function faultOf<T>(work: () => Promise<T>): Promise<T | Fault> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return error
  }
}
