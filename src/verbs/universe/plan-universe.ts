import { basename, dirname, resolve } from 'node:path'
import { parseDuration } from '#base'
import { exitCodes, Fault, suggest } from '#diagnostics'
import type { Link } from '#engine'
import type { UniverseConfig, UniverseLink } from './universe-config.ts'

/** A twin of a universe: where it is and how it is started. */
export interface PlannedTwin {
  readonly name: string
  /** The workspace that holds it, and what it is called there. */
  readonly cwd: string
  readonly place: string
  /** 0 takes a free one. */
  readonly port: number
  /** The variable by which the app learns its address. */
  readonly env: string
  readonly seed: number
  readonly fidelity: 'synth' | 'strict'
  readonly fixture: string | undefined
  readonly chaos: readonly string[]
  /** What happens in it and is heard by others. */
  readonly links: readonly Link[]
}

const firstPortUnlessSaid = 9001

/**
 * The twins that a `doppel.toml` names, with ports; `only` leaves the others out, with the links that lead to them. Faults: `twin-unknown` when
 * `only` or a link names one that there is not, `config-invalid` for a port that two have.
 */
export function planUniverse(config: UniverseConfig, folder: string, only: readonly string[] = []): PlannedTwin[] {
  const names = Object.keys(config.twins)
  for (const name of only) requireTwin(name, names, 'is asked for')
  const links = (config.links ?? []).map((link) => readLink(link, names))
  const ports = choosePorts(config)
  const chosen = only.length === 0 ? names : names.filter((name) => only.includes(name))
  return chosen.map((name) => {
    const { path, seed, fidelity = 'synth', fixture, chaos = [], env } = config.twins[name] ?? {}
    const at = path === undefined ? undefined : resolve(folder, path)
    return {
      name,
      cwd: at === undefined ? folder : dirname(dirname(at)),
      place: at === undefined ? name : basename(at),
      port: ports.get(name) ?? 0,
      env:
        env ??
        `${name
          .replace(/[^A-Za-z0-9]/g, '_')
          .replace(/^\d/, '_$&')
          .toUpperCase()}_BASE_URL`,
      seed: seed ?? config.seed ?? 1,
      fidelity,
      fixture,
      chaos,
      links: links.filter(({ from, link }) => from === name && chosen.includes(link.twin)).map(({ link }) => link),
    }
  })
}

/** Those that are said; for the others the next that is free, in the order of the file. The same whichever twins are started. */
function choosePorts({ twins, first_port: first = firstPortUnlessSaid }: UniverseConfig): Map<string, number> {
  const ports = new Map<string, number>()
  for (const [name, { port }] of Object.entries(twins)) {
    if (port === undefined) continue
    const other = port === 0 ? undefined : [...ports].find(([, taken]) => taken === port)?.[0]
    if (other !== undefined) throw invalid(`${other} and ${name} have the same port, ${port}`, 'give one of them another')
    ports.set(name, port)
  }
  const taken = new Set(ports.values())
  let next = first
  for (const name of Object.keys(twins)) {
    if (ports.has(name)) continue
    while (taken.has(next)) next++
    if (next > 65_535) throw invalid(`there is no port left for ${name} from ${first}`, 'set first_port to a lower one')
    ports.set(name, next++)
  }
  return ports
}

function readLink(
  { on, do: request, with: body, headers, when, after }: UniverseLink,
  names: readonly string[],
): { from: string; link: Link } {
  const [, from = '', event = ''] = /^([a-z0-9-_]+)[. ](.+)$/.exec(on) ?? []
  const [, twin = '', method = '', path = ''] = /^(\S+) ([A-Z]+) (.+)$/.exec(request) ?? []
  requireTwin(from, names, `is in the link on "${on}"`)
  requireTwin(twin, names, `is in the link that does "${request}"`)
  return {
    from,
    link: { on: event, when, twin, method, path, headers, body, afterMs: after === undefined ? undefined : parseDuration(after) },
  }
}

function requireTwin(name: string, names: readonly string[], where: string): void {
  if (names.includes(name)) return
  const meant = suggest(name, names)
  throw new Fault('twin-unknown', `"${name}" ${where}, and doppel.toml has no such twin`, {
    exitCode: exitCodes.user,
    help: meant === undefined ? `it has ${names.join(', ')}; add [twins.${name}]` : `did you mean ${meant}?`,
  })
}

function invalid(message: string, help: string): Fault {
  return new Fault('config-invalid', `doppel.toml: ${message}`, { exitCode: exitCodes.user, help })
}
