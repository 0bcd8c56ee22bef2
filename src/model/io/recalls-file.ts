import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { countRecalls, type Recalls, recallsSchema } from '../recalls.ts'
import { modelFolder } from './model-file.ts'
import { printFile } from './print-file.ts'
import { readBeside } from './read-beside.ts'

/** Reads `model/recalls.json` of a twin's folder; undefined when there is none. Faults: `recalls-malformed`, `model-unreadable`. */
export async function readRecalls(twinFolder: string): Promise<Recalls | undefined> {
  const help = 'learn it again with doppel synth NAME, or delete it: then the rules alone answer'
  return readBeside(twinFolder, { name: 'recalls.json', schema: recallsSchema, malformed: 'recalls-malformed', help })
}

/** Writes `model/recalls.json` in a twin's folder; where nothing is known by heart there is no file. Faults: `model-unwritable`. */
export async function writeRecalls(twinFolder: string, recalls: Recalls): Promise<void> {
  await writeRecallsTo(modelFolder(twinFolder), recalls)
}

/** The same into a folder of the caller's choice. The same content gives the same bytes. */
export async function writeRecallsTo(folder: string, recalls: Recalls): Promise<void> {
  const file = join(folder, 'recalls.json')
  try {
    if (countRecalls(recalls) === 0) {
      await rm(file, { force: true })
      return
    }
    await mkdir(folder, { recursive: true })
    // A reader sees the old file or the new one, never a part.
    await writeFile(`${file}.new`, printFile(recalls))
    await rename(`${file}.new`, file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw new Fault('model-unwritable', `${file} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}
