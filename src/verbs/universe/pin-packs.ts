import { resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { PackSource } from '#pack'
import { readPackDigest } from '#pack/io'
import { type FindOptions, findPack, requireSource } from '../packs/find-pack.ts'
import { type Lock, type LockEntry, lockFile, readLock, writeLock } from '../packs/lock-file.ts'
import { otherPack } from '../packs/other-pack.ts'
import { findUnpacked, type UnpackedPack, unpackFound } from '../packs/unpack-found.ts'
import type { PlannedTwin } from './plan-universe.ts'

/** `folder` is that of `doppel.toml`, of `doppel.lock`, and of the cache. */
export interface PinOptions extends FindOptions {
  /** A pack that `doppel.lock` does not have is a fault; else it is found, and written there. */
  readonly locked?: boolean
  /** Nothing is fetched, and nothing pinned: a pack that is not here is a fault. */
  readonly offline?: boolean
}

/** A twin that is a pack, as `doppel.toml` says it. */
export type PackedTwin = PlannedTwin & { readonly source: PackSource; readonly said: string }

export function isPacked(plan: PlannedTwin): plan is PackedTwin {
  return plan.source !== undefined && plan.source.kind !== 'folder'
}

/**
 * The packs of twins, unpacked and as `doppel.lock` has them: what is missing here is fetched, nothing else. Each by the name of its twin, or why
 * there is none. Faults: `config-invalid` and `folder-not-writable` of the lock itself.
 */
export async function pinPacks(plans: readonly PackedTwin[], options: PinOptions): Promise<ReadonlyMap<string, UnpackedPack | Fault>> {
  const { folder, context } = options
  const lock = await readLock(folder)
  const pinned = new Map<string, UnpackedPack | Fault>()
  const added: Record<string, LockEntry> = {}
  for (const plan of plans) {
    try {
      const { unpacked, entry } = await pinOne(plan, lock, options)
      pinned.set(plan.name, unpacked)
      if (entry !== undefined) added[plan.name] = entry
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      pinned.set(plan.name, error)
    }
  }
  if (Object.keys(added).length > 0 && options.offline !== true) {
    await writeLock(folder, { ...lock, ...added })
    context.note(`written to ${lockFile}: ${Object.keys(added).join(', ')}`)
  }
  return pinned
}

interface Pinned {
  readonly unpacked: UnpackedPack
  /** Left out where the lock has it. */
  readonly entry?: LockEntry
}

async function pinOne(plan: PackedTwin, lock: Lock, options: PinOptions): Promise<Pinned> {
  const entry = lock[plan.name]
  if (entry?.source === plan.said) return { unpacked: await openPinned(plan, entry, options) }
  if (options.locked) throw notPinned(plan, entry)
  if (options.offline && plan.source.kind !== 'file') throw notHere(plan)
  return pinAnew(plan, options)
}

/** Finds the pack of a twin, whatever the lock says. Faults: those of finding and opening it. */
export async function pinAnew({ name, source, said }: PackedTwin, options: FindOptions): Promise<Required<Pinned>> {
  const { folder, context } = options
  const found = await findPack(source, options)
  const unpacked = await unpackFound(folder, found)
  const version = unpacked.manifest.about?.version
  context.note(`${name} is ${version ?? 'a pack'} from ${found.from}, ${unpacked.digest}`)
  return { unpacked, entry: { source: said, from: found.from, ...(version === undefined ? {} : { version }), digest: found.digest } }
}

async function openPinned(plan: PackedTwin, { from, digest }: LockEntry, options: PinOptions): Promise<UnpackedPack> {
  const { folder, context } = options
  if (plan.source.kind === 'file') {
    const found = await readPackDigest(resolve(folder, plan.source.path))
    const help = `doppel pull ${plan.name} takes the new one; else put the old file back`
    if (found !== undefined && found !== digest) throw otherPack(plan.said, found, digest, help)
  }
  const known = await findUnpacked(folder, digest)
  if (known !== undefined) return known
  const source = requireSource(from, 'config-invalid')
  if (options.offline && source.kind !== 'file') throw notHere(plan)
  context.note(`${plan.name}: fetching ${from}`)
  return unpackFound(folder, await findPack(source, options, digest), digest)
}

function notPinned({ name, said }: PackedTwin, entry: LockEntry | undefined): Fault {
  const problem =
    entry === undefined ? `${name} is not in ${lockFile}` : `${lockFile} has ${name} from ${entry.source}, and not from ${said}`
  return new Fault('lock-outdated', problem, { exitCode: exitCodes.user, help: `write it, and commit it: doppel pull ${name}` })
}

function notHere({ name, said }: PackedTwin): Fault {
  return new Fault('pack-not-here', `the pack of ${name}, ${said}, is not on this machine`, {
    exitCode: exitCodes.user,
    help: 'fetch it: doppel pull, or doppel up',
  })
}
