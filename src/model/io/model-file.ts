import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { describeIssues } from '../describe-issues.ts'
import type { Evidence } from '../evidence.ts'
import { foldModel, unfoldModel } from '../fold-model.ts'
import { type FoldedModel, foldedModelSchema, type Model } from '../schema.ts'
import { printFile } from './print-file.ts'
import { noProof, type Proof, proofOf } from './proof.ts'

/** Where a twin's model lies in its folder. */
export function modelFolder(twinFolder: string): string {
  return join(twinFolder, 'model')
}

/** Reads `model/model.json` of a twin's folder. Faults: `model-missing`, `model-malformed`, `model-unreadable`. */
export async function readModel(twinFolder: string): Promise<Model> {
  return readModelFile(join(modelFolder(twinFolder), 'model.json'))
}

/** Reads a model from a file. Faults: `model-missing`, `model-malformed`, `model-unreadable`. */
export async function readModelFile(file: string): Promise<Model> {
  return unfoldModel(parseModel(await readText(file), file))
}

/**
 * Reads `model/model.json` of a twin's folder to serve it: a text that is proven is taken as it is. Whoever finds that the model holds together
 * keeps the proof. Faults: those of `readModel`.
 */
export async function readProvenModel(twinFolder: string): Promise<{ readonly model: Model; readonly proof: Proof }> {
  const file = join(modelFolder(twinFolder), 'model.json')
  const text = await readText(file)
  const proof = await proofOf(text)
  if (proof.isKnown) return { model: unfoldModel(parseJson(text) as unknown as FoldedModel), proof }
  const folded = parseModel(text, file)
  // Where the schema adds what is left out, the text alone is not the model.
  return { model: unfoldModel(folded), proof: printFile(folded) === text ? proof : noProof }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Fault('model-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
    }
    throw new Fault('model-missing', `there is no model in ${file}`, {
      exitCode: exitCodes.user,
      help: 'learn one from the recordings: doppel synth NAME',
      cause,
    })
  }
}

function parseModel(text: string, file: string): FoldedModel {
  const json = parseJson(text)
  if (json === undefined) throw malformed(`${file} is not JSON: ${reasonOf(text)}`)
  const parsed = foldedModelSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw malformed(`${file} is no model of this version: ${describeIssues(parsed.error.issues, json)}`)
}

function malformed(message: string): Fault {
  return new Fault('model-malformed', message, { exitCode: exitCodes.user, help: 'learn it again: doppel synth NAME' })
}

function reasonOf(text: string): string {
  try {
    JSON.parse(text)
    return 'it is nested too deeply'
  } catch (error) {
    return (error as Error).message
  }
}

/** Writes `model/model.json` in a twin's folder, and `model/evidence.json` where evidence is given. Returns the path of the model. Faults: `model-unwritable`. */
export async function writeModel(twinFolder: string, model: Model, evidence?: Evidence): Promise<string> {
  return writeModelTo(modelFolder(twinFolder), model, evidence)
}

/** The same into a folder of the caller's choice. The same content gives the same bytes. */
export async function writeModelTo(folder: string, model: Model, evidence?: Evidence): Promise<string> {
  const file = join(folder, 'model.json')
  try {
    await mkdir(folder, { recursive: true })
    await writeMachines(folder, model)
    if (evidence !== undefined) await replaceFile(join(folder, 'evidence.json'), printFile(evidence))
    // The schema gives its keys one order, whoever made the model.
    await replaceFile(file, printFile(foldedModelSchema.parse(foldModel(model))))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw new Fault('model-unwritable', `${file} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  return file
}

/** State machines for people to read; where there are none there is no file. */
async function writeMachines(folder: string, { machines = [] }: Model): Promise<void> {
  const file = join(folder, 'state-machine.yaml')
  if (machines.length === 0) {
    await rm(file, { force: true })
    return
  }
  // Who reads a model writes no YAML: what does is loaded here.
  const { printMachines } = await import('../print-machines.ts')
  await replaceFile(file, `${printMachines(machines)}\n`)
}

/** A reader sees the old file or the new one, never a part. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
