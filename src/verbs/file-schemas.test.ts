import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultScrubToml } from '#recording'
import { scanProject } from '#scan'
import { draftFiles } from './draft-files.ts'
import { type SchemaFile, schemaFiles } from './file-schemas.ts'
import { problemsOf } from './file-schemas-for-tests.ts'
import { twinToml } from './twin-templates.ts'

const root = join(import.meta.dirname, '../..')

/** Files of the repository by kind. */
function filesOf(folder: string): [file: SchemaFile, path: string][] {
  // An installed example holds a link back to this repository: no walk may follow it.
  return globSync('**/*', { cwd: join(root, folder), exclude: ['**/node_modules/**'] }).flatMap((path): [SchemaFile, string][] => {
    const name = path.split('/').at(-1) as SchemaFile
    const file = path.includes('state/fixtures/') ? 'fixtures.json' : name
    return schemaFiles.includes(file) ? [[file, join(folder, path)]] : []
  })
}

/** Whole files in a page of the documentation: what begins with a key that only they begin with. */
function shownIn(page: string, begins: RegExp): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/```(?:yaml|toml)\n([\s\S]*?)```/g)].map(([, block = '']) => block).filter((block) => begins.test(block))
}

describe('schemas accept', () => {
  test.each([...filesOf('examples'), ...filesOf('test/e2e')])('%s: %s', (file, path) => {
    expect(problemsOf(file, readFileSync(join(root, path), 'utf8'))).toEqual([])
  })

  test('what doppel init and doppel scan write', () => {
    expect(problemsOf('twin.toml', twinToml('a', 'https://api.example.com'))).toEqual([])
    expect(problemsOf('scrub.toml', defaultScrubToml)).toEqual([])
    const source = "import axios from 'axios'\nawait axios.post('https://api.acme.io/v1/orders/1', {})\n"
    const [service] = scanProject([{ path: 'a.ts', text: source }])
    const drafts = service && [...draftFiles('acme', service)]
    expect(drafts?.map(([name]) => name)).toEqual(['twin.json', 'routes.yaml', 'state-machine.yaml', 'chaos.yaml'])
    for (const [name, text] of drafts ?? []) expect(problemsOf(name as SchemaFile, text), name).toEqual([])
  })

  test('what the guides show', () => {
    const shown: [SchemaFile, string[]][] = [
      ['chaos.yaml', shownIn('docs/guides/chaos.md', /^(?:profiles|chaos_modes):/)],
      ['doppel.toml', shownIn('docs/guides/universe.md', /^\[twins/m)],
      ['routes.yaml', shownIn('docs/guides/write-a-twin.md', /^routes:/)],
      ['state-machine.yaml', shownIn('docs/guides/write-a-twin.md', /^entities:/)],
      ['drift.toml', shownIn('docs/reference/drift-toml.md', /^\[\[suppress/)],
    ]
    for (const [file, blocks] of shown) {
      expect(blocks.length, file).toBeGreaterThan(0)
      for (const block of blocks) expect(problemsOf(file, block), block).toEqual([])
    }
  })
})

test.each<[SchemaFile, string, string]>([
  ['twin.toml', 'base_url = "ftp://a"', 'base_url pattern'],
  ['twin.toml', '[serve]\nport = 1', 'base_url required'],
  ['twin.toml', 'base_url = "http://a"\n[serv]\nport = 1', 'serv false'],
  ['twin.toml', 'base_url = "http://a"\n[serve]\nport = 70000', 'serve.port maximum'],
  ['twin.toml', 'base_url = "http://a"\n[freshness]\nmax_age = "90 days"', 'freshness.max_age pattern'],
  ['twin.toml', 'base_url = "http://a"\n[[limits]]\nlimit = 5', 'limits.0.per required'],
  ['twin.toml', 'base_url = "http://a"\n[[diff.suppress]]\nroute = "GET /"', 'diff.suppress.0.reason required'],
  ['doppel.toml', '[twins.a]\nports = 1', 'twins.a.ports false'],
  ['doppel.toml', '[twins.a]\n[[links]]\non = "a paid"\ndo = "b POST /x"', 'links.0.on pattern'],
  ['scrub.toml', '[[rule]]\nkey = "a"\nheader = "b"', 'rule.0 oneOf'],
  ['scrub.toml', '[[rule]]\nkey = "a"\naction = "hide"', 'rule.0.action enum'],
  ['scrub.toml', '[builtin]\noff = ["emails"]', 'builtin.off.0 enum'],
  ['scrub.toml', 'enabled = true', 'enabled false'],
  ['drift.toml', '[[suppress]]\ndrift_id = "drift-1"\nreason = "a"', 'suppress.0.drift_id pattern'],
  ['drift.toml', '[[suppress]]\npath = "body.a"', 'suppress.0.reason required'],
  ['twin.json', '{"name": 5}', 'name type'],
  ['twin.json', '{"state_entities": "issue"}', 'state_entities type'],
  ['routes.yaml', 'routes: [{ method: GET, path: /a, responce_schema: {} }]', 'routes.0.responce_schema false'],
  ['routes.yaml', 'routes: [{ method: get, path: /a }]', 'routes.0.method pattern'],
  ['routes.yaml', 'routes: [{ method: GET, path: a }]', 'routes.0.path pattern'],
  ['routes.yaml', 'routes: [{ method: GET, path: /a, errors: [{ code: 400 }] }]', 'routes.0.errors.0.condition required'],
  ['routes.yaml', 'routes: [{ method: GET, path: /a, variants: [{ name: a }] }]', 'routes.0.variants.0.status required'],
  [
    'routes.yaml',
    'routes: [{ method: GET, path: /a, variants: [{ name: a, status: 200, do: [{ creat: x }] }] }]',
    'routes.0.variants.0.do.0.creat false',
  ],
  ['routes.yaml', 'routes: []\nlimit: []', 'limit false'],
  ['state-machine.yaml', 'entities: { a: { transitions: [{ from: a, to: b }] } }', 'entities.a.transitions.0.trigger required'],
  ['state-machine.yaml', 'entities: { a: { initial: open } }', 'entities.a.initial false'],
  ['chaos.yaml', 'profiles: { a: [{ fault: latency, distribution: normal, mean: 1s }] }', 'profiles.a.0.deviation required'],
  ['chaos.yaml', 'profiles: { a: [{ fault: slow, over: soon }] }', 'profiles.a.0.over pattern'],
  ['chaos.yaml', 'profiles: { a: [{ fault: slowly }] }', 'profiles.a.0.fault enum'],
  ['chaos.yaml', 'chaos_modes: { error_50: { config: {} } }', 'chaos_modes.error_50 pattern'],
  ['model.json', '{"format": "doppel-model/1"}', 'service required'],
  ['fixtures.json', '[1]', '0 type'],
  ['fixtures.json', '{"id": 1}', 'type'],
])('schemas refuse mistakes: %s: %s', (file, text, problem) => {
  expect(problemsOf(file, text)).toContain(problem)
})

test('the package has them as they are generated', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] }
  expect(files).toContain('docs/reference/schemas')
  for (const file of schemaFiles) expect(existsSync(join(root, 'docs/reference/schemas', `${file}.schema.json`))).toBe(true)
})
