import { parse } from 'smol-toml'
import type { Dependency, Ecosystem } from './dependency.ts'

/** The reader of a file by its name; undefined for one that is no manifest. */
export function manifestReader(name: string): ((text: string) => Dependency[]) | undefined {
  if (name === 'package.json')
    return (text) => readJson(text, 'npm', ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])
  if (name === 'composer.json') return (text) => readJson(text, 'composer', ['require', 'require-dev'])
  if (/^requirements.*\.(txt|in)$/.test(name))
    return (text) => readLines(text, 'pypi', /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:[=<>!~;@]|$|#)/)
  if (name === 'pyproject.toml' || name === 'Pipfile') return readPythonToml
  if (name === 'setup.py' || name === 'setup.cfg') return readSetup
  if (name === 'go.mod') return (text) => readLines(text, 'go', /^\s*(?:require\s+)?([\w.-]+\.[a-z]{2,}\/[^\s]+)\s+v\d/)
  if (name === 'Cargo.toml') return readCargo
  if (name === 'pom.xml') return readPom
  if (/^build\.gradle(\.kts)?$/.test(name)) return (text) => readLines(text, 'maven', /['"]([\w.-]+:[\w.-]+)(?::[^'"]*)?['"]/)
  if (name === 'Gemfile' || name.endsWith('.gemspec'))
    return (text) => readLines(text, 'gem', /^\s*(?:gem|\w+\.add(?:_runtime|_development)?_dependency)\s*\(?\s*['"]([\w.-]+)['"]/)
  return undefined
}

/** Dependencies of lines that match; what the pattern holds first is the name. */
function readLines(text: string, ecosystem: Ecosystem, pattern: RegExp): Dependency[] {
  return text.split('\n').flatMap((line, at) => {
    const name = pattern.exec(line)?.[1]
    return name === undefined ? [] : [{ ecosystem, name, line: at + 1 }]
  })
}

function readJson(text: string, ecosystem: Ecosystem, keys: readonly string[]): Dependency[] {
  const manifest = parseOrNothing(() => JSON.parse(text))
  const names = keys.flatMap((key) => Object.keys(mapAt(manifest, [key])))
  return names.map((name) => ({ ecosystem, name, line: lineOf(text, `"${name}"`) }))
}

/** Project metadata, dependency groups, Poetry's tables, and those of a Pipfile. */
function readPythonToml(text: string): Dependency[] {
  const manifest = parseOrNothing(() => parse(text))
  const groups = [
    ...Object.values(mapAt(manifest, ['dependency-groups'])),
    ...Object.values(mapAt(manifest, ['project', 'optional-dependencies'])),
    mapAt(manifest, ['project'])['dependencies'],
  ]
  const listed = groups.flatMap((group) => (Array.isArray(group) ? group : [])).filter((each) => typeof each === 'string')
  const tables = [
    mapAt(manifest, ['tool', 'poetry', 'dependencies']),
    mapAt(manifest, ['tool', 'poetry', 'dev-dependencies']),
    ...Object.values(mapAt(manifest, ['tool', 'poetry', 'group'])).map((group) => mapAt(group, ['dependencies'])),
    mapAt(manifest, ['packages']),
    mapAt(manifest, ['dev-packages']),
  ]
  const names = [...listed.map((each) => /^[A-Za-z0-9][\w.-]*/.exec(each)?.[0] ?? ''), ...tables.flatMap(Object.keys)]
  return names.filter((name) => name !== '' && name !== 'python').map((name) => ({ ecosystem: 'pypi', name, line: lineOf(text, name) }))
}

function readSetup(text: string): Dependency[] {
  const list = /install_requires\s*=\s*(\[[^\]]*\]|(?:\n[ \t]+[^\n]+)+)/.exec(text)?.[1] ?? ''
  const names = [...list.matchAll(/(?:^|['"\n])\s*([A-Za-z0-9][\w.-]*)/g)].map(([, name = '']) => name)
  return names.filter((name) => name !== '').map((name) => ({ ecosystem: 'pypi', name, line: lineOf(text, name) }))
}

function readCargo(text: string): Dependency[] {
  const manifest = parseOrNothing(() => parse(text))
  const tables = [manifest, mapAt(manifest, ['workspace']), ...Object.values(mapAt(manifest, ['target']))]
  const names = tables.flatMap((table) =>
    ['dependencies', 'dev-dependencies', 'build-dependencies'].flatMap((key) => Object.keys(mapAt(table, [key]))),
  )
  return names.map((name) => ({ ecosystem: 'cargo', name, line: lineOf(text, name) }))
}

function readPom(text: string): Dependency[] {
  return [...text.matchAll(/<dependency>([\s\S]*?)<\/dependency>/g)].flatMap(({ 1: inner = '', index }) => {
    const part = (tag: string) => new RegExp(`<${tag}>\\s*([^<\\s]+)\\s*</${tag}>`).exec(inner)?.[1]
    const [group, artifact] = [part('groupId'), part('artifactId')]
    const line = text.slice(0, index).split('\n').length
    return group === undefined || artifact === undefined ? [] : [{ ecosystem: 'maven' as const, name: `${group}:${artifact}`, line }]
  })
}

/** A manifest that can't be read says nothing: it may be a template, or in the middle of a merge. */
function parseOrNothing(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

function mapAt(value: unknown, path: readonly string[]): Record<string, unknown> {
  const found = path.reduce<unknown>((current, key) => (isMap(current) ? current[key] : undefined), value)
  return isMap(found) ? found : {}
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function lineOf(text: string, word: string): number {
  const at = text.indexOf(word)
  return at === -1 ? 1 : text.slice(0, at).split('\n').length
}
