import { z } from 'zod'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { namesPack } from '#pack'
import { columns } from './columns.ts'
import { describePack } from './packs/describe-pack.ts'
import { findPack, requireSource } from './packs/find-pack.ts'
import { type LockEntry, lockFile, readLock, writeLock } from './packs/lock-file.ts'
import { otherPack } from './packs/other-pack.ts'
import { catalogueParameter, plainHttpParameter } from './packs/pack-parameters.ts'
import { savePack } from './packs/save-pack.ts'
import { isPacked, type PackedTwin, pinAnew } from './universe/pin-packs.ts'
import { type PlannedTwin, planUniverse } from './universe/plan-universe.ts'
import { readUniverse } from './universe/read-universe.ts'
import { defineVerb, type VerbContext, type VerbResult } from './verb.ts'

const input = z.object({
  twin: z.array(z.string().min(1)).default([]),
  out: z.string().min(1).optional(),
  plainHttp: z.boolean().default(false),
  catalogue: z.string().min(1).optional(),
})

type Options = z.output<typeof input>

/** Renews `doppel.lock`. Faults: those of `readUniverse`, `twin-unknown`, those of finding and opening packs. */
export const pullVerb = defineVerb({
  name: 'pull',
  summary: 'Fetch the packs that doppel.toml names, and write to doppel.lock which they are',
  help: `Looks up each source of doppel.toml anew, fetches what is not here yet, and writes to doppel.lock which pack it is, by its digest. Commit
that file: doppel up takes the packs that it names, wherever it runs, and fetches what is missing there. It never takes another one
until doppel pull is run again.

With a source in the place of twins it fetches that pack alone, into a file.

Examples:
  $ doppel pull
  $ doppel pull stripe
  $ doppel pull oci://registry.example.com/twins/stripe:1.2.0 --out stripe.doppel`,
  parameters: [
    {
      key: 'twin',
      kind: 'argument',
      placeholder: 'TWIN',
      summary: 'a twin of doppel.toml, all that are packs unless said; or the source of a pack',
      repeatable: true,
    },
    { key: 'out', kind: 'option', placeholder: 'FILE', summary: 'where to put the pack of a source', completes: 'file' },
    catalogueParameter,
    plainHttpParameter,
  ],
  input,
  async run(options, context) {
    const { twin } = options
    const [source] = twin.filter(namesPack)
    if (source !== undefined) return fetchOne(source, options, context)
    const { config, warnings } = await readUniverse(context.cwd)
    for (const warning of warnings) context.note(renderFinding(warning, createStyle(false)))
    const plans = planUniverse(config, twin)
    const old = await readLock(context.cwd)
    const renewed = await renew(choosePacked(plans, twin), options, context)
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

/** Faults: those of finding and opening the pack, `export-not-written`. */
async function fetchOne(source: string, { twin, out, plainHttp, catalogue }: Options, context: VerbContext): Promise<VerbResult> {
  if (twin.length > 1) {
    throw new Fault('usage', 'pull takes one source, or twins of doppel.toml', { exitCode: exitCodes.user, help: 'doppel help pull' })
  }
  const found = await findPack(requireSource(source), { folder: context.cwd, context, plainHttp, catalogue })
  const pack = await found.open()
  if (pack.digest !== found.digest) throw otherPack(found.from, pack.digest, found.digest)
  const { file, bytes } = await savePack(context.cwd, pack, out)
  return {
    exitCode: exitCodes.ok,
    text: `${describePack(pack)}\nwritten to ${file} (${bytes} bytes)`,
    json: { file, bytes, from: found.from, digest: pack.digest, manifest: pack.manifest },
  }
}

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

async function renew(
  plans: readonly PackedTwin[],
  { plainHttp, catalogue }: Options,
  context: VerbContext,
): Promise<Record<string, LockEntry>> {
  const entries: [string, LockEntry][] = []
  const quiet = { ...context, note: () => {} }
  for (const [at, plan] of plans.entries()) {
    context.progress('fetching packs', at, plans.length)
    entries.push([plan.name, (await pinAnew(plan, { folder: context.cwd, plainHttp, catalogue, context: quiet })).entry])
  }
  return Object.fromEntries(entries)
}

function told(digest: string, was: string | undefined): string {
  if (was === undefined) return 'new'
  return was === digest ? 'same' : 'changed'
}
