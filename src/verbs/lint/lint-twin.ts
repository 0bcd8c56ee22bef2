import { join } from 'node:path'
import { type Authored, checkShape, compileAuthor, manifestSchema, Problems, readSource } from '#author'
import { readAuthorFiles } from '#author/io'
import { Fault, type Finding, type SourceDocument } from '#diagnostics'
import type { Model } from '#model'
import { modelFolder } from '#model/io'
import { anyEnvironment } from '../any-environment.ts'
import { checkChaos } from '../check-chaos.ts'
import { withSchedules } from '../schedule-settings.ts'
import { withStages } from '../stage-settings.ts'
import type { TwinConfig } from '../twin-config.ts'
import { withWebhooks } from '../webhook-settings.ts'
import { readIfThere } from '../workspace.ts'
import type { Linted } from './find-linted.ts'
import { lintFixtures, lintModelJson, lintTwinModel } from './lint-model.ts'
import { lintDriftToml, lintScrubToml, lintTwinToml } from './lint-settings.ts'

/** What is wrong with the files of a twin, each with its place. Faults: `file-unreadable`. */
export async function lintTwin({ name, folder, shown }: Pick<Linted, 'name' | 'folder' | 'shown'>): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const open = async <T>(file: string, look: (text: string, place: string) => T): Promise<T | undefined> => {
    const text = await readIfThere(join(folder, file))
    return text === undefined ? undefined : look(text, `${shown}/${file}`)
  }
  const settings = await open('twin.toml', lintTwinToml)
  findings.push(...(settings?.findings ?? []))
  findings.push(...((await open('scrub.toml', lintScrubToml)) ?? []))
  findings.push(...((await open('drift.toml', lintDriftToml)) ?? []))
  const { model, authored, findings: ofModel } = await lintOwnModel({ name, folder, shown }, open)
  findings.push(...ofModel)
  findings.push(...((await open('chaos.yaml', checkChaos))?.findings ?? []))
  findings.push(...(await lintFixtures(folder, shown, model, authored)))
  if (model && settings?.config) findings.push(...lintTogether(model, settings.config, settings.source))
  return findings
}

type Open = <T>(file: string, look: (text: string, place: string) => T) => Promise<T | undefined>

interface LintedModel {
  readonly model?: Model | undefined
  readonly authored?: Authored
  readonly findings: readonly Finding[]
}

/** The model, as people wrote it or as it was learned. */
async function lintOwnModel({ name, folder, shown }: Pick<Linted, 'name' | 'folder' | 'shown'>, open: Open): Promise<LintedModel> {
  const learned = `${modelFolder('')}/model.json`
  const files = await readAuthorFiles(folder, shown)
  if (files === undefined) {
    const alone = (await open('twin.json', lintManifest)) ?? []
    const machines = (await open('state-machine.yaml', (_, place) => [withoutRoutes(place)])) ?? []
    const read = await open(learned, lintModelJson)
    return { model: read?.model, findings: [...alone, ...machines, ...(read?.findings ?? [])] }
  }
  const { routes } = files
  const authored = compileAuthor(files, name)
  const { model } = authored
  const unfit = model ? lintTwinModel(model, () => readSource(routes.name, routes.text)) : []
  const two = (await open(learned, (_, place) => [ambiguous(routes.name, place)])) ?? []
  return { model, authored, findings: [...authored.findings, ...unfit, ...two] }
}

function lintManifest(text: string, place: string): readonly Finding[] {
  const problems = new Problems()
  const source = readSource(place, text)
  problems.unreadable(source)
  if (!problems.hasErrors) checkShape(manifestSchema, source.value, { source, path: [] }, problems)
  return problems.findings
}

function withoutRoutes(place: string): Finding {
  const message = 'there is no routes.yaml beside it: no request moves these states'
  return { code: 'author-invalid', severity: 'error', message, place: `${place}:1:1`, help: 'write routes.yaml, or move this file away' }
}

function ambiguous(written: string, learned: string): Finding {
  const message = `the twin has two models: this one is written, and ${learned} is learned`
  return { code: 'model-ambiguous', severity: 'error', message, place: `${written}:1:1`, help: 'move one of the two away' }
}

/** What `twin.toml` adds to the model has to fit it. */
function lintTogether(model: Model, config: TwinConfig, source: SourceDocument): readonly Finding[] {
  try {
    const told = withStages(withWebhooks(model, config, anyEnvironment), config, anyEnvironment)
    const whole = withSchedules(told, config)
    const alone = new Set(lintTwinModel(model, () => source).map(({ message }) => message))
    return lintTwinModel(whole, () => source).filter(({ message }) => !alone.has(message))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { code, message, help } = error
    return [{ code, severity: 'error', message, place: source.placeOf([]), ...(help === undefined ? {} : { help }) }]
  }
}
