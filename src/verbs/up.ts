import { z } from 'zod'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { columns } from './columns.ts'
import { plainHttpParameter } from './packs/pack-parameters.ts'
import { announceRunning } from './running-twins.ts'
import { detach } from './universe/detach.ts'
import { openPlanned } from './universe/open-planned.ts'
import { openUniverse, type Universe } from './universe/open-universe.ts'
import { planUniverse } from './universe/plan-universe.ts'
import { readUniverse } from './universe/read-universe.ts'
import { UniverseLog } from './universe/universe-log.ts'
import { readUniverseRecord, type UniverseRecord, universeLogFile, writeUniverseRecord } from './universe/universe-record.ts'
import { untilStopped } from './until-stopped.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

const input = z.object({
  only: z.array(z.string().min(1)).default([]),
  detach: z.boolean().default(false),
  strict: z.boolean().default(false),
  ci: z.boolean().default(false),
  locked: z.boolean().default(false),
  plainHttp: z.boolean().default(false),
  clock: z.string().min(1).optional(),
  seed: wholeNumber(0, 0xffff_ffff).optional(),
})

type Options = z.output<typeof input>

/** Starts the twins that `doppel.toml` names. Faults: those of `readUniverse` and `openUniverse`, `universe-up`, `universe-failed`. */
export const upVerb = defineVerb({
  name: 'up',
  summary: 'Start all twins of the project: what doppel.toml names',
  help: `Starts the twins that doppel.toml names, in one process, each on its port, with one clock for all: moved in one, it is
moved in all. What happens in one is heard by others, where [[links]] says so. A wondertwin.json or a wraith-project.toml is
read, too, where there is no doppel.toml; what can't be taken over is said.

It stays until Ctrl-C. With --detach it goes on behind, and doppel down ends it. A twin that can't be started leaves the others
up, unless --strict says that it fails the whole; --ci is both, for jobs. A twin that is a pack is the one that doppel.lock names: what is
missing here is fetched. One that it does not name is looked up and written there, or with --locked and --ci refused. doppel env prints the addresses for the app, doppel status how
the twins are, doppel logs what they are asked. doppel reset, snapshot, restore and fork are for all of them at once; doppel
clock, session, journal, chaos and webhooks for one, by its name.

Examples:
  $ doppel up
  $ doppel up --only stripe --only slack
  $ doppel up --ci && eval "$(doppel env)" && npm test; doppel down
  $ doppel up --detach --clock fixed:2026-01-01`,
  parameters: [
    { key: 'only', kind: 'option', placeholder: 'NAME', summary: 'leave the other twins out', repeatable: true, completes: 'twin' },
    { key: 'detach', kind: 'flag', short: 'd', summary: 'go on behind, once all twins answer' },
    { key: 'strict', kind: 'flag', summary: "fail if one of them can't be started" },
    { key: 'locked', kind: 'flag', summary: 'fail where doppel.lock does not say which pack a twin is' },
    plainHttpParameter,
    { key: 'ci', kind: 'flag', summary: '--detach, --strict and --locked' },
    { key: 'clock', kind: 'option', placeholder: 'CLOCK', summary: 'in place of clock of doppel.toml' },
    { key: 'seed', kind: 'option', placeholder: 'N', summary: 'in place of seed of doppel.toml' },
  ],
  input,
  async run(options, context) {
    const running = await readUniverseRecord(context.cwd)
    if (running !== undefined) {
      throw new Fault('universe-up', `a universe is up here, as process ${running.pid}`, {
        exitCode: exitCodes.user,
        help: 'doppel status shows it, doppel down ends it',
      })
    }
    if (options.detach || options.ci) {
      await fetchFirst(options, context)
      const record = await detach(['up', ...argvOf(options)], context)
      return { exitCode: exitCodes.ok, text: printUp(record), json: record }
    }
    return stay(options, context)
  },
})

/** Packs are fetched in sight, and for as long as it takes. What is wrong with one is said by the process that starts it. */
async function fetchFirst({ only, locked, ci, plainHttp }: Options, context: VerbContext): Promise<void> {
  const { config } = await readUniverse(context.cwd)
  await openPlanned(planUniverse(config, only), { folder: context.cwd, locked: locked || ci, plainHttp, context })
}

/** What the process behind is told. */
function argvOf({ only, strict, ci, locked, plainHttp, clock, seed }: Options): string[] {
  return [
    ...only.flatMap((name) => ['--only', name]),
    ...(clock === undefined ? [] : ['--clock', clock]),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(strict || ci ? ['--strict'] : []),
    ...(locked || ci ? ['--locked'] : []),
    ...(plainHttp ? ['--plain-http'] : []),
  ]
}

async function stay({ only, strict, locked, plainHttp, clock, seed }: Options, context: VerbContext) {
  const { signal, cwd } = context
  const { config, warnings } = await readUniverse(cwd)
  for (const warning of warnings) context.note(renderFinding(warning, createStyle(false)))
  const log = config.log === false ? undefined : new UniverseLog(universeLogFile(cwd), context.note)
  const logOf = log && ((twin: string) => (entry: Parameters<UniverseLog['write']>[1]) => log.write(twin, entry))
  const universe = await openUniverse(config, { folder: cwd, only, clock, seed, locked, plainHttp, ...(logOf ? { logOf } : {}) }, context)
  const retractors: (() => Promise<void>)[] = []
  const survive = (error: unknown) =>
    context.note(`something failed beside the answers, and the twins go on: ${(error as Error).stack ?? error}`)
  process.on('uncaughtException', survive)
  try {
    refuseFailed(universe, strict)
    const record = toRecord(universe)
    for (const { name, control } of record.twins) {
      if (control !== undefined) retractors.push(await announceRunning(context, { twin: name, url: control, pid: process.pid }))
    }
    retractors.push(await writeUniverseRecord(cwd, record))
    for (const { plan, fault } of universe.twins)
      if (fault) context.note(`${plan.name} is not up: ${fault.message}\n  ${fault.help ?? ''}`.trimEnd())
    context.print(printUp(record))
    await untilStopped(signal)
    return { exitCode: exitCodes.ok, text: 'all twins stopped', json: { ...record, status: 'stopped' } }
  } finally {
    await universe.close()
    await Promise.all(retractors.map((retract) => retract()))
    await log?.close()
    process.off('uncaughtException', survive)
  }
}

/** Faults: `universe-failed` when none is up, or one is not and that is too many. */
function refuseFailed({ twins }: Universe, strict: boolean): void {
  const failed = twins.flatMap(({ plan, fault }) => (fault ? [{ name: plan.name, fault }] : []))
  if (failed.length === 0 || (!strict && failed.length < twins.length)) return
  throw new Fault('universe-failed', failed.map(({ name, fault }) => `${name} can't be started: ${fault.message}`).join('\n'), {
    exitCode: failed[0]?.fault.exitCode ?? exitCodes.runtime,
    help: failed[0]?.fault.help ?? 'mend it, or leave it out with --only',
    cause: failed[0]?.fault,
  })
}

function toRecord({ twins }: Universe): UniverseRecord {
  return {
    pid: process.pid,
    since: new Date().toISOString(),
    twins: twins.map(({ plan, folder, server, fault }) => ({
      name: plan.name,
      folder,
      env: plan.env,
      ...(server ? { url: server.url, control: server.controlUrl } : {}),
      ...(fault ? { fault: fault.message } : {}),
    })),
  }
}

function printUp({ twins }: UniverseRecord): string {
  return columns(
    twins.map(({ name, url, env, fault }) => [url === undefined ? 'not up' : 'up', name, url ?? fault ?? '', url === undefined ? '' : env]),
  )
}
