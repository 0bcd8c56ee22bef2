import { basename, dirname, resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { shownFrom } from '../lint/find-linted.ts'
import type { VerbContext } from '../verb.ts'
import { hasTwin, readTwinConfig, readTwinPlace, type TwinPlace, twinMarks } from '../workspace.ts'
import type { PlannedTwin } from './plan-universe.ts'

export interface OpenPlannedOptions {
  /** The folder of `doppel.toml`. */
  readonly folder: string
  readonly locked?: boolean
  readonly offline?: boolean
  readonly plainHttp?: boolean
  /** Ends what is fetched. */
  readonly signal?: AbortSignal
  readonly context: VerbContext
}

/** A twin of a universe, found; or why it was not. */
export interface OpenedPlan {
  readonly plan: PlannedTwin
  readonly place?: TwinPlace
  /** Whose key its recordings are scrubbed with. */
  readonly cwd: string
  readonly fault?: Fault
}

/** Finds the twins of a universe, packs as the lock has them. Faults: those of the lock itself. */
export async function openPlanned(plans: readonly PlannedTwin[], options: OpenPlannedOptions): Promise<OpenedPlan[]> {
  const packs = await openPacks(plans, options)
  return Promise.all(
    plans.map(async (plan) => {
      try {
        const { place, cwd } = packs.get(plan.name) ?? (await openFolder(plan, options.folder))
        if (place instanceof Fault) return { plan, cwd, fault: place }
        return { plan, cwd, place: { ...place, config: withReceivers(place, plan) } }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return { plan, cwd: options.folder, fault: error }
      }
    }),
  )
}

interface Found<T = TwinPlace> {
  readonly place: T
  readonly cwd: string
}

async function openPacks(
  plans: readonly PlannedTwin[],
  options: OpenPlannedOptions,
): Promise<ReadonlyMap<string, Found<TwinPlace | Fault>>> {
  if (!plans.some(({ source }) => source !== undefined && source.kind !== 'folder')) return new Map()
  // Loaded for a project that has packs alone: a start has little time.
  const { isPacked, pinPacks } = await import('./pin-packs.ts')
  const { readPackedPlace } = await import('../packs/unpack-found.ts')
  const packed = plans.filter(isPacked)
  const pinned = await pinPacks(packed, options)
  const found = packed.map(async ({ name, said }) => {
    const unpacked = pinned.get(name) as Exclude<ReturnType<typeof pinned.get>, undefined>
    const place = unpacked instanceof Fault ? unpacked : await readPackedPlace(unpacked, name, said).catch(faultOnly)
    return [name, { place, cwd: options.folder }] as const
  })
  return new Map(await Promise.all(found))
}

function faultOnly(error: unknown): Fault {
  if (error instanceof Fault) return error
  throw error
}

async function openFolder({ name, source, said }: PlannedTwin, project: string): Promise<Found> {
  if (source?.kind !== 'folder') return { place: await readTwinConfig(project, name), cwd: project }
  const folder = resolve(project, source.path)
  const shown = shownFrom(project, folder)
  if (!(await hasTwin(folder))) {
    throw new Fault('twin-unknown', `there is no twin in ${said}: it has no ${twinMarks.join(' and no ')}`, {
      exitCode: exitCodes.user,
      help: `correct source of [twins.${name}] in doppel.toml, or create it there: doppel init`,
    })
  }
  // A twin of another workspace has the key of that.
  const isInWorkspace = basename(dirname(folder)) === 'twins'
  return { place: await readTwinPlace({ folder, shown, name: basename(folder) }), cwd: isInWorkspace ? dirname(dirname(folder)) : project }
}

/** What the twin says of itself, with the receivers that the project has for it. */
function withReceivers({ config }: TwinPlace, { webhooks }: PlannedTwin): TwinPlace['config'] {
  return webhooks === undefined ? config : { ...config, webhooks: { ...config.webhooks, ...webhooks } }
}
