import { countRecalls, type Recalls, recallsSchema } from '../recalls.ts'
import { readBeside, writeBeside } from './beside-model.ts'
import { modelFolder } from './model-file.ts'

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
  await writeBeside(folder, 'recalls.json', countRecalls(recalls) === 0 ? undefined : recalls)
}
