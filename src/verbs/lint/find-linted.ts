import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { findTwinFolder, listTwins, twinMarks, unknownTwin } from '../workspace.ts'

/** A twin whose files are to be looked at. */
export interface Linted {
  readonly name: string
  readonly folder: string
  /** The folder as messages call it. */
  readonly shown: string
  /** Only what is found in this file counts, as messages call it. */
  readonly only?: string
}

/** The twins that are meant by names and paths; all of the workspace where nothing is named. Faults: `twin-unknown`. */
export async function findLinted(cwd: string, targets: readonly string[]): Promise<Linted[]> {
  const names = targets.length > 0 ? targets : await listTwins(cwd)
  if (names.length === 0) throw await unknownTwin(cwd, 'NAME')
  return Promise.all(names.map((name) => findOne(cwd, name)))
}

async function findOne(cwd: string, target: string): Promise<Linted> {
  const known = await findTwinFolder(cwd, target)
  if (known !== undefined) return { name: target, ...known }
  const path = resolve(cwd, target)
  const kind = await stat(path).catch(() => undefined)
  if (kind === undefined) throw await unknownTwin(cwd, target)
  const folder = kind.isDirectory() ? path : await twinAbove(dirname(path))
  if (folder === undefined || !(await isTwin(folder))) {
    throw new Fault('twin-unknown', `${target} is no twin, and no file of one`, {
      exitCode: exitCodes.user,
      help: `name the folder of a twin: it has ${twinMarks.join(', or ')}`,
    })
  }
  const shown = shownFrom(cwd, folder)
  return { name: basename(folder), folder, shown, ...(kind.isDirectory() ? {} : { only: shownFrom(cwd, path) }) }
}

/** A path from the workspace, with `/`. */
export function shownFrom(cwd: string, path: string): string {
  return relative(cwd, path).split(sep).join('/') || '.'
}

async function twinAbove(folder: string): Promise<string | undefined> {
  if (await isTwin(folder)) return folder
  return dirname(folder) === folder ? undefined : twinAbove(dirname(folder))
}

async function isTwin(folder: string): Promise<boolean> {
  const found = await Promise.all(twinMarks.map((file) => stat(join(folder, file)).catch(() => undefined)))
  return found.some((each) => each?.isFile())
}
