import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { describeIssues } from '../describe-issues.ts'
import { type FixtureSet, fixtureSetSchema, problemOfFixtures } from '../fixtures.ts'
import type { Model } from '../schema.ts'

/** Entities that a user put beside a model. */
export interface Fixtures {
  /** There in every session. */
  readonly base: FixtureSet
  /** There in sessions that ask for them, by name. */
  readonly named: ReadonlyMap<string, FixtureSet>
}

/** Reads `state/fixtures/COLLECTION.json` and `state/fixtures/NAME/COLLECTION.json` of a twin's folder. Faults: `fixture-malformed`, `fixture-unreadable`. */
export async function readFixtures(twinFolder: string, model: Model): Promise<Fixtures> {
  const folder = join(twinFolder, 'state', 'fixtures')
  const named = new Map<string, FixtureSet>()
  for (const entry of await list(folder)) {
    if (entry.isDirectory()) named.set(entry.name, await readSet(join(folder, entry.name), model))
  }
  return { base: await readSet(folder, model), named }
}

async function readSet(folder: string, model: Model): Promise<FixtureSet> {
  const set: Record<string, FixtureSet[string]> = {}
  for (const entry of await list(folder)) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue
    const name = entry.name.slice(0, -'.json'.length)
    set[name] = await readCollection(join(folder, entry.name), name, model)
  }
  return set
}

async function readCollection(file: string, name: string, model: Model): Promise<FixtureSet[string]> {
  const json = parseJson(await readText(file))
  if (json === undefined) throw malformed(file, 'it is not JSON')
  const given = { [name]: json }
  const parsed = fixtureSetSchema.safeParse(given)
  if (!parsed.success) throw malformed(file, describeIssues(parsed.error.issues, given))
  const problem = problemOfFixtures(model, parsed.data)
  if (problem !== undefined) throw malformed(file, problem)
  return parsed.data[name] ?? []
}

function malformed(file: string, reason: string): Fault {
  return new Fault('fixture-malformed', `${file}: ${reason}`, {
    exitCode: exitCodes.user,
    help: 'name the file after a collection, as doppel show prints it, and write a list of its entities into it: [{"id": 1}]',
  })
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/** In the order of their names; none where there is no folder. */
async function list(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(folder, cause)
  }
}

function unreadable(path: string, cause: unknown): Fault {
  return new Fault('fixture-unreadable', `${path} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
}
