import { z } from 'zod'
import { late, parseJson } from '#base'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { type ParsedConfig, parseConfig } from '../parse-config.ts'
import { twinNamePattern } from '../workspace.ts'
import type { UniverseConfig } from './universe-config.ts'

const port = z.int().min(0).max(65_535).optional()

const wondertwinSchema = late(() =>
  z.looseObject({
    twins: z.record(z.string(), z.looseObject({ port })),
    settings: z.looseObject({}).optional(),
  }),
)

/** Reads a `wondertwin.json`: its names and ports; the twins are those of this workspace. Faults: `config-invalid`. */
export function parseWondertwin(text: string, place: string): ParsedConfig<UniverseConfig> {
  const parsed = wondertwinSchema.safeParse(parseJson(text))
  if (!parsed.success) throw invalid(place, z.prettifyError(parsed.error).split('\n')[0] ?? 'is no JSON')
  const { twins, ...rest } = parsed.data
  const warnings = [
    ...Object.keys(rest).map((key) => leftOut(place, key, 'write what you need of it into doppel.toml')),
    ...Object.entries(twins).flatMap(([name, { port: _, ...more }]) =>
      Object.keys(more).map((key) => leftOut(place, `twins.${name}.${key}`, wondertwinHelp(key, name))),
    ),
  ]
  const named = Object.entries(twins).map(([name, { port: at }]) => [nameOf(name, place), portOf(at)] as const)
  return { config: { twins: Object.fromEntries(named) }, warnings }
}

function wondertwinHelp(key: string, name: string): string {
  if (key === 'seed') return `put the entities into twins/${name}/state/fixtures/COLLECTION.json`
  return `the twin is twins/${name} of this workspace: make it with doppel record, import or init`
}

const wraithSchema = late(() =>
  z.strictObject({
    twins: z.array(
      z.strictObject({
        name: z.string(),
        port,
        fixture: z.string().optional(),
        clock: z.string().optional(),
        clock_epoch: z.int().optional(),
        control_token_env: z.string().optional(),
      }),
    ),
  }),
)

/** Reads a `wraith-project.toml`. All twins of a universe have one clock: that of the first which says one. Faults: `config-invalid`. */
export function parseWraithProject(text: string, place: string): ParsedConfig<UniverseConfig> {
  const { config, warnings } = parseConfig(wraithSchema.unwrap(), text, place, 'docs/guides/universe.md')
  const clocks = config.twins.map(({ clock, clock_epoch }) => clockOf(clock, clock_epoch))
  const clock = clocks.find((one) => one !== undefined)
  const others = config.twins.flatMap(({ name }, at) => (clocks[at] === undefined || clocks[at] === clock ? [] : [name]))
  const twins = config.twins.map(({ name, port: at, fixture }) => {
    // `collection:name`: the name is that of the folder here.
    const folder = fixture?.split(':').at(-1)
    return [nameOf(name, place), { ...portOf(at), ...(folder === undefined ? {} : { fixture: folder }) }] as const
  })
  return {
    config: { twins: Object.fromEntries(twins), ...(clock === undefined ? {} : { clock }) },
    warnings: [
      ...warnings,
      ...others.map((name) => leftOut(place, `the clock of ${name}`, `all twins share one: ${clock}`)),
      ...config.twins
        .filter(({ control_token_env: token }) => token !== undefined)
        .map(({ name }) => leftOut(place, `control_token_env of ${name}`, 'export DOPPEL_CONTROL_TOKEN: one token for all twins')),
    ],
  }
}

function clockOf(clock: string | undefined, epochS: number | undefined): string | undefined {
  if (clock === undefined && epochS === undefined) return undefined
  if (clock === 'real' || clock === 'wall') return 'real'
  return `fixed:${new Date((epochS ?? 0) * 1000).toISOString()}`
}

function portOf(at: number | undefined): { port?: number } {
  return at === undefined ? {} : { port: at }
}

function nameOf(name: string, place: string): string {
  if (twinNamePattern.test(name)) return name
  throw invalid(place, `"${name}" is no name that a twin may have here`)
}

function leftOut(place: string, what: string, help: string): Finding {
  return { code: 'config-key-unknown', severity: 'warning', message: `${what} is not taken over`, place, help }
}

function invalid(place: string, problem: string): Fault {
  return new Fault('config-invalid', `${place}: ${problem}`, { exitCode: exitCodes.user, help: 'mend it, or write a doppel.toml' })
}
