import { access } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { printFiles } from '#author'
import { exitCodes, Fault } from '#diagnostics'
import type { Model } from '#model'
import { readRecalls } from '#model/io'
import type { VerbContext, VerbResult } from './verb.ts'
import type { TwinPlace } from './workspace.ts'
import { writeWhole } from './write-whole.ts'

/** Prints a model in the files that people write, or writes them into `out`. Faults: `twin-exists`, `export-not-written`. */
export async function showFiles(place: TwinPlace, model: Model, out: string | undefined, context: VerbContext): Promise<VerbResult> {
  const files = Object.entries(printFiles(model, place.baseUrl))
  if ((await readRecalls(place.folder)) !== undefined)
    context.note(`what ${place.name} knows by heart is not in these files: they have its rules, which then answer alone`)
  const json = { files: Object.fromEntries(files) }
  if (out === undefined)
    return {
      exitCode: exitCodes.ok,
      text: files
        .map(([name, text]) => `==> ${name} <==\n${text}`)
        .join('\n')
        .trimEnd(),
      json,
    }
  const written = await writeFiles(resolve(context.cwd, out), files)
  const shown = written.map((file) => relative(context.cwd, file))
  return { exitCode: exitCodes.ok, text: `written: ${shown.join(', ')}`, json: { ...json, written: shown } }
}

async function writeFiles(folder: string, files: readonly (readonly [name: string, text: string])[]): Promise<string[]> {
  for (const name of [...files.map(([file]) => file), join('model', 'model.json')]) await refuseExisting(join(folder, name))
  try {
    for (const [name, text] of files) await writeWhole(join(folder, name), text)
  } catch (cause) {
    throw new Fault('export-not-written', `${folder} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  return files.map(([name]) => join(folder, name))
}

/** A twin has one model: what is there already is not replaced, and no second one is put beside it. */
async function refuseExisting(file: string): Promise<void> {
  try {
    await access(file)
  } catch {
    return
  }
  throw new Fault('twin-exists', `${file} exists already; nothing was changed`, {
    exitCode: exitCodes.user,
    help: 'name a folder for a new twin: --out twins/NAME',
  })
}
