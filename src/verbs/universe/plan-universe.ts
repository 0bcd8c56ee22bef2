import { parseDuration } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import type { Link } from '#engine'
import { parseSource, type TwinSource } from '#pack'
import type { UniverseConfig, UniverseLink } from './universe-config.ts'
import { choosePorts, problemOfName, problemsOfUniverse, twinsOfLink, type UniverseProblem, variableOf } from './universe-problems.ts'

/** A twin of a universe: where it comes from and how it is started. */
export interface PlannedTwin {
  readonly name: string
  /** Undefined for the twin of this name in the workspace. */
  readonly source: TwinSource | undefined
  /** What the file says of it. */
  readonly said: string
  /** 0 takes a free one. */
  readonly port: number
  /** The variable by which the app learns its address. */
  readonly env: string
  readonly seed: number
  readonly fidelity: 'synth' | 'strict'
  readonly fixture: string | undefined
  readonly chaos: readonly string[]
  /** Who is told, in place of what its `twin.toml` says. */
  readonly webhooks: UniverseConfig['twins'][string]['webhooks']
  /** What happens in it and is heard by others. */
  readonly links: readonly Link[]
}

/**
 * The twins that a `doppel.toml` names, with ports; `only` leaves the others out, with the links that lead to them. Faults: `twin-unknown` when
 * `only` or a link names one that there is not, `config-invalid` where the file contradicts itself.
 */
export function planUniverse(config: UniverseConfig, only: readonly string[] = []): PlannedTwin[] {
  const names = Object.keys(config.twins)
  refuse([...only.flatMap((name) => problemOfName(name, names, 'is asked for')), ...problemsOfUniverse(config)])
  const links = (config.links ?? []).map(readLink)
  const ports = choosePorts(config)
  const chosen = only.length === 0 ? names : names.filter((name) => only.includes(name))
  return chosen.map((name) => {
    const { source, path, seed, fidelity = 'synth', fixture, chaos = [], webhooks, env = variableOf(name) } = config.twins[name] ?? {}
    return {
      name,
      source: source === undefined ? folderAt(path) : parseSource(source),
      said: source ?? path ?? name,
      port: ports.get(name) ?? 0,
      env,
      seed: seed ?? config.seed ?? 1,
      fidelity,
      fixture,
      chaos,
      webhooks,
      links: links.filter(({ from, link }) => from === name && chosen.includes(link.twin)).map(({ link }) => link),
    }
  })
}

function folderAt(path: string | undefined): TwinSource | undefined {
  return path === undefined ? undefined : { kind: 'folder', path }
}

/** The name of the twin in which a link begins, and what it asks of the other. */
export function readLink(said: UniverseLink): { readonly from: string; readonly link: Link } {
  const { on, do: request, with: body, headers, when, after } = said
  const { from, to: twin } = twinsOfLink(said)
  const [, method = '', path = ''] = /^\S+ ([A-Z]+) (.+)$/.exec(request) ?? []
  const afterMs = after === undefined ? undefined : parseDuration(after)
  return { from, link: { on: on.slice(from.length + 1), when, twin, method, path, headers, body, afterMs } }
}

function refuse([problem]: readonly UniverseProblem[]): void {
  if (problem === undefined) return
  const { code, message, help } = problem
  throw new Fault(code, code === 'config-invalid' ? `doppel.toml: ${message}` : message, { exitCode: exitCodes.user, help })
}
