import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Authored } from '#author'
import { readAuthorFiles } from '#author/io'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import type { Model } from '#model'
import { modelFolder, type Proof, readProvenModel } from '#model/io'
import type { TwinPlace } from './workspace.ts'

/** A twin's model, and where people wrote it, what they wrote. */
export interface TwinModel {
  readonly model: Model
  /** Of a model that was learned: whether it was found to hold together before. */
  readonly proof?: Proof
  readonly authored?: Authored
}

/** The model of a twin, learned or written. Faults: those of `readModel` and `readAuthorFiles`, `author-invalid`, `model-ambiguous`. */
export async function readTwinModel(place: Pick<TwinPlace, 'folder' | 'name' | 'shown'>): Promise<TwinModel> {
  const files = await readAuthorFiles(place.folder, place.shown)
  if (files === undefined) return readProvenModel(place.folder)
  const learned = join(modelFolder(place.folder), 'model.json')
  if (await isThere(learned)) {
    throw new Fault('model-ambiguous', `${place.name} has two models: ${files.routes.name} is written, and ${learned} is learned`, {
      exitCode: exitCodes.user,
      help: 'move one of the two away; or give the one that is learned a twin of its own: doppel init NAME --base-url URL',
    })
  }
  // Loaded only for a twin that is written: what reads YAML takes longer to load than all else of a start.
  const { compileAuthor } = await import('#author')
  const authored = compileAuthor(files, place.name)
  if (authored.model !== undefined) return { model: authored.model, authored }
  throw invalid(place.name, authored.findings)
}

/** Faults: those of `readTwinModel`. */
export async function readModelOf(place: Pick<TwinPlace, 'folder' | 'name' | 'shown'>): Promise<Model> {
  return (await readTwinModel(place)).model
}

function invalid(name: string, findings: readonly Finding[]): Fault {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [only, ...others] = errors
  if (only !== undefined && others.length === 0) {
    return new Fault('author-invalid', `${only.place}: ${only.message}`, {
      exitCode: exitCodes.user,
      help: only.help ?? `doppel lint ${name}`,
    })
  }
  const shown = errors.map((finding) => renderFinding(finding, createStyle(false))).join('\n')
  return new Fault('author-invalid', `the files of ${name} have ${errors.length} errors\n${shown}`, {
    exitCode: exitCodes.user,
    help: `mend them, and ask again: doppel lint ${name}`,
  })
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
