import { z } from 'zod'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { columns } from './columns.ts'
import { type LockEntry, lockFile, readLock, writeLock } from './packs/lock-file.ts'
import { isPacked, type PackedTwin, pinAnew } from './universe/pin-packs.ts'
import { type PlannedTwin, planUniverse } from './universe/plan-universe.ts'
import { readUniverse } from './universe/read-universe.ts'
import { defineVerb, type VerbContext } from './verb.ts'

const input = z.object({ twin: z.array(z.string().min(1)).default([]) })

/** Renews `doppel.lock`. Faults: those of `readUniverse`, `twin-unknown`, those of finding and opening packs. */
export const pullVerb = defineVerb({
  name: 'pull',
  summary: 'Fetch the packs that doppel.toml names, and write to doppel.lock which they are',
  help: `Looks up each source of doppel.toml anew, fetches what is not here yet, and writes to doppel.lock which pack it is, by its digest. Commit
that file: doppel up takes the packs that it names, wherever it runs, and fetches what is missing there. It never takes another one
until doppel pull is run again.

Examples:
  $ doppel pull
  $ doppel pull stripe`,
  parameters: [
    {
      key: 'twin',
      kind: 'argument',
      placeholder: 'TWIN',
      summary: 'a twin of doppel.toml; all that are packs unless said',
      repeatable: true,
    },
  ],
  input,
  async run({ twin }, context) {
    const { config, warnings } = await readUniverse(context.cwd)
    for (const warning of warnings) context.note(renderFinding(warning, createStyle(false)))
    const plans = planUniverse(config, twin)
    const old = await readLock(context.cwd)
    const renewed = await renew(choosePacked(plans, twin), context)
    const known = Object.keys(config.twins)
    const kept = Object.entries(old).filter(([name]) => known.includes(name) && (twin.length > 0 || name in renewed))
    await writeLock(context.cwd, { ...Object.fromEntries(kept), ...renewed })
    const pulled = Object.entries(renewed).map(([name, entry]) => ({ twin: name, ...entry, was: old[name]?.digest }))
    return {
      exitCode: exitCodes.ok,
      text: `${columns(pulled.map(({ twin: name, version = '', from, digest, was }) => [told(digest, was), name, version, from, digest]))}\nwritten to ${lockFile}`,
      json: { pulled },
    }
  },
})

/** Faults: `source-unknown` where there is none. */
function choosePacked(plans: readonly PlannedTwin[], asked: readonly string[]): PackedTwin[] {
  const packed = plans.filter(isPacked)
  const folder = asked.find((name) => !packed.some((plan) => plan.name === name))
  if (packed.length > 0 && folder === undefined) return packed
  const message = folder === undefined ? 'no twin of doppel.toml is a pack' : `${folder} of doppel.toml is no pack`
  throw new Fault('source-unknown', message, {
    exitCode: exitCodes.user,
    help: `say where it comes from: source = "stripe.doppel" in [twins.${folder ?? 'NAME'}]`,
  })
}

async function renew(plans: readonly PackedTwin[], context: VerbContext): Promise<Record<string, LockEntry>> {
  const entries: [string, LockEntry][] = []
  for (const [at, plan] of plans.entries()) {
    context.progress('fetching packs', at, plans.length)
    entries.push([plan.name, (await pinAnew(plan, { folder: context.cwd, context: { ...context, note: () => {} } })).entry])
  }
  return Object.fromEntries(entries)
}

function told(digest: string, was: string | undefined): string {
  if (was === undefined) return 'new'
  return was === digest ? 'same' : 'changed'
}
