import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Authored, checkShape, inside, Problems, readSource } from '#author'
import { parseJson } from '#base'
import type { Finding, SourceDocument } from '#diagnostics'
import { compileTwin, ModelError } from '#engine'
import { type FixtureSet, fixtureListSchema, foldedModelSchema, type Model, problemOfFixtures, unfoldModel } from '#model'
import { readIfThere } from '../workspace.ts'

/** What is wrong with a `model.json`. Its places are only looked for where something is: it may be big. */
export function lintModelJson(text: string, place: string): { readonly model: Model | undefined; readonly findings: readonly Finding[] } {
  const parsed = foldedModelSchema.safeParse(parseJson(text))
  if (parsed.success) {
    const model = unfoldModel(parsed.data)
    return { model, findings: lintTwinModel(model, () => readSource(place, text)) }
  }
  const problems = new Problems('model-malformed')
  const source = readSource(place, text)
  problems.unreadable(source)
  if (!problems.hasErrors) checkShape(foldedModelSchema, source.value, { source, path: [] }, problems)
  return { model: undefined, findings: problems.findings }
}

/** What does not hold together in a model, at its place in the file that says it. */
export function lintTwinModel(model: Model, open: () => SourceDocument): readonly Finding[] {
  try {
    compileTwin(model)
    return []
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const source = open()
    const problems = new Problems('model-invalid')
    problems.error({ source, path: pathOf(error.message, source) }, error.message)
    return problems.findings
  }
}

interface Named {
  readonly method?: unknown
  readonly path?: unknown
  readonly name?: unknown
  readonly variants?: unknown
}

/** `GET /orders: variant "ok": …` leads to the variant, `webhooks event "paid": …` to the event, as far as the file has it. */
function pathOf(message: string, { value }: SourceDocument): (string | number)[] {
  const event = /^webhooks event "([^"]*)"/.exec(message)?.[1]
  if (event !== undefined) return ['webhooks', 'events', event]
  const { routes, schedules } = Object(value) as { routes?: unknown; schedules?: unknown }
  const later = /^later (\d+).*? of "([^"]*)": /.exec(message)
  if (later) return ['collections', later[2] ?? '', 'later', Number(later[1]) - 1]
  const scheduled = /^schedule "([^"]*)": /.exec(message)?.[1]
  if (scheduled !== undefined && Array.isArray(schedules))
    return ['schedules', (schedules as Named[]).findIndex(({ name }) => name === scheduled)]
  const list = Array.isArray(routes) ? (routes as Named[]) : []
  const route = list.findIndex(({ method, path }) => message.startsWith(`${method} ${path}: `))
  if (route === -1) return [message.split(/[: ]/)[0] ?? '']
  const { variants } = list[route] as Named
  const name = /: variant "([^"]*)"/.exec(message)?.[1]
  const variant = Array.isArray(variants) ? (variants as Named[]).findIndex((each) => each.name === name) : -1
  return ['routes', route, ...(variant === -1 ? [] : ['variants', variant])]
}

/** What is wrong with the files of `state/fixtures/`. */
export async function lintFixtures(
  folder: string,
  shown: string,
  model: Model | undefined,
  authored: Authored | undefined,
): Promise<readonly Finding[]> {
  const files = await readdir(join(folder, 'state', 'fixtures'), { recursive: true, encoding: 'utf8' }).catch(() => [])
  const found = await Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map(async (file) => {
        const text = (await readIfThere(join(folder, 'state', 'fixtures', file))) ?? ''
        const source = readSource(`${shown}/state/fixtures/${file.replaceAll('\\', '/')}`, text)
        return lintFixture(source, file.replace(/^.*[\\/]|\.json$/g, ''), model, authored)
      }),
  )
  return found.flat()
}

function lintFixture(source: SourceDocument, name: string, model: Model | undefined, authored: Authored | undefined): readonly Finding[] {
  const problems = new Problems('fixture-malformed')
  const place = { source, path: [] }
  problems.unreadable(source)
  const list = problems.hasErrors ? undefined : checkShape(fixtureListSchema, source.value, place, problems)
  if (list === undefined || model === undefined) return problems.findings
  if (model.collections[name] === undefined) {
    const known = Object.keys(model.collections).join(', ')
    problems.error(
      place,
      `there is no collection "${name}"`,
      known === '' ? 'the twin keeps nothing' : `name the file after one of ${known}`,
    )
    return problems.findings
  }
  list.forEach((fixture, at) => {
    const set: FixtureSet = { [name]: [fixture] }
    const problem = problemOfFixtures(model, set)
    if (problem !== undefined) problems.error(inside(place, at), problem.replace('[0]', `[${at}]`))
  })
  if (!problems.hasErrors) {
    const problem = authored?.problemOfFixtures({ [name]: list })
    const at = Number(/^[^[]*\[(\d+)\]/.exec(problem ?? '')?.[1] ?? 0)
    if (problem !== undefined) problems.error(inside(place, at), problem, 'mend the entity, or the constraint in state-machine.yaml')
  }
  return problems.findings
}
