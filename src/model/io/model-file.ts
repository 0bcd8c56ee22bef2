import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { type Model, modelSchema } from '../schema.ts'

/** Reads `model/model.json` of a twin's folder. Throws a Fault when it is missing or does not fit the schema. */
export async function readModel(twinFolder: string): Promise<Model> {
  const file = join(twinFolder, 'model', 'model.json')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new Fault('model-missing', `there is no model in ${file}`, {
      exitCode: exitCodes.user,
      help: 'learn one from the recordings: doppel synth NAME',
      cause,
    })
  }
  return parseModel(text, file)
}

function parseModel(text: string, file: string): Model {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new Fault('model-malformed', `${file} is not JSON: ${(cause as Error).message}`, { exitCode: exitCodes.user, cause })
  }
  const parsed = modelSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Fault('model-malformed', `${file} is no model of this version: ${issue?.path.join('.')}: ${issue?.message}`, {
    exitCode: exitCodes.user,
    help: 'learn it again: doppel synth NAME',
  })
}

/** Writes `model/model.json` so that a reader sees the old file or the new one, never a part. */
export async function writeModel(twinFolder: string, model: Model): Promise<string> {
  const file = join(twinFolder, 'model', 'model.json')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, `${JSON.stringify(model, null, 1)}\n`)
  await rename(`${file}.new`, file)
  return file
}
