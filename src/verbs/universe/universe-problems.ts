import { suggest } from '#diagnostics'
import type { UniverseConfig, UniverseLink } from './universe-config.ts'

/** What does not fit together in a `doppel.toml`, at the keys that say it. */
export interface UniverseProblem {
  readonly code: 'twin-unknown' | 'config-invalid'
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly help: string
}

const firstPortUnlessSaid = 9001

/** What of a `doppel.toml` contradicts itself, whatever its twins are: the first of these ends a start. */
export function problemsOfUniverse(config: UniverseConfig): UniverseProblem[] {
  const names = Object.keys(config.twins)
  const links = (config.links ?? []).flatMap((link, at) => problemsOfLink(link, at, names))
  return [...links, ...problemsOfSources(config), ...problemsOfPorts(config), ...problemsOfEnvironment(config)]
}

function problemsOfSources({ twins }: UniverseConfig): UniverseProblem[] {
  return Object.entries(twins).flatMap(([name, { source, path }]): UniverseProblem[] => {
    if (source === undefined || path === undefined) return []
    const message = `${name} has both source and path, which say the same`
    return [{ code: 'config-invalid', path: ['twins', name, 'path'], message, help: 'leave path out' }]
  })
}

/** What a link is about: the name of the twin in which something happens, and of the one that is asked. */
export function twinsOfLink({ on, do: request }: UniverseLink): { readonly from: string; readonly to: string } {
  return { from: /^[a-z0-9-_]+/.exec(on)?.[0] ?? '', to: request.split(' ')[0] ?? '' }
}

function problemsOfLink(link: UniverseLink, at: number, names: readonly string[]): UniverseProblem[] {
  const { from, to } = twinsOfLink(link)
  return [
    ...problemOfName(from, names, `is in the link on "${link.on}"`, ['links', at, 'on']),
    ...problemOfName(to, names, `is in the link that does "${link.do}"`, ['links', at, 'do']),
  ]
}

/** That a twin is named which the file does not have. */
export function problemOfName(
  name: string,
  names: readonly string[],
  where: string,
  path: readonly (string | number)[] = [],
): UniverseProblem[] {
  if (names.includes(name)) return []
  const meant = suggest(name, names)
  const help = meant === undefined ? `it has ${names.join(', ')}; add [twins.${name}]` : `did you mean ${meant}?`
  return [{ code: 'twin-unknown', path, message: `"${name}" ${where}, and doppel.toml has no such twin`, help }]
}

function problemsOfPorts(config: UniverseConfig): UniverseProblem[] {
  const said = Object.entries(config.twins).filter(([, { port = 0 }]) => port !== 0)
  const twice = said.flatMap(([name, { port }], at): UniverseProblem[] => {
    const other = said.slice(0, at).find(([, before]) => before.port === port)?.[0]
    if (other === undefined) return []
    const message = `${other} and ${name} have the same port, ${port}`
    return [{ code: 'config-invalid', path: ['twins', name, 'port'], message, help: 'give one of them another' }]
  })
  const beyond = [...choosePorts(config)].find(([, port]) => port > 65_535)?.[0]
  if (beyond === undefined) return twice
  const message = `there is no port left for ${beyond} from ${config.first_port ?? firstPortUnlessSaid}`
  return [...twice, { code: 'config-invalid', path: ['first_port'], message, help: 'set first_port to a lower one' }]
}

/** Those that are said; for the others the next that is free, in the order of the file. The same whichever twins are started. */
export function choosePorts({ twins, first_port: first = firstPortUnlessSaid }: UniverseConfig): Map<string, number> {
  const ports = new Map(Object.entries(twins).flatMap(([name, { port }]) => (port === undefined ? [] : [[name, port]])))
  const taken = new Set(ports.values())
  let next = first
  for (const name of Object.keys(twins)) {
    if (ports.has(name)) continue
    while (taken.has(next)) next++
    ports.set(name, next++)
  }
  return ports
}

function problemsOfEnvironment({ twins }: UniverseConfig): UniverseProblem[] {
  const variables = Object.entries(twins).map(([name, { env }]) => ({ name, isSaid: env !== undefined, variable: env ?? variableOf(name) }))
  return variables.flatMap(({ name, isSaid, variable }, at): UniverseProblem[] => {
    const other = variables.slice(0, at).find((before) => before.variable === variable)
    if (other === undefined) return []
    const message = `the app would read the addresses of ${other.name} and ${name} from the same variable, ${variable}`
    const path = ['twins', name, ...(isSaid ? ['env'] : [])]
    return [{ code: 'config-invalid', path, message, help: 'give one of them another: env = "NAME_URL"' }]
  })
}

/** The variable by which the app learns the address of a twin, unless the file says another. */
export function variableOf(name: string): string {
  const word = name.replace(/[^A-Za-z0-9]/g, '_').replace(/^\d/, '_$&')
  return `${word.toUpperCase()}_BASE_URL`
}
