import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createJiraWorkspace } from './authored-workspace.ts'
import { runVerb } from './run-verb.ts'

interface LintJson {
  readonly twins: readonly string[]
  readonly findings: readonly {
    readonly file: string
    readonly line?: number
    readonly column?: number
    readonly code: string
    readonly severity: string
    readonly message: string
    readonly help?: string
  }[]
}

async function lint(cwd: string, twin: string[] = []) {
  const { exitCode, json } = await runVerb(cwd, 'lint', { twin })
  const { findings, twins } = json as LintJson
  const wrong = findings.filter(({ severity }) => severity !== 'info')
  return { exitCode, twins, findings, wrong: wrong.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`) }
}

/** A workspace with the twin `orders` of the examples, and these files in its folder. */
function workspaceWith(files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'doppel-lint-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  cpSync(join(import.meta.dirname, '../../examples/twins/orders'), join(cwd, 'twins/orders'), { recursive: true })
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, 'twins/orders', file)), { recursive: true })
    writeFileSync(join(cwd, 'twins/orders', file), text)
  }
  return cwd
}

describe('nothing is found', () => {
  test('in the examples', async () => {
    expect(await lint(join(import.meta.dirname, '../../examples'))).toMatchObject({ exitCode: 0, findings: [] })
  })

  test('in what doppel init writes', async () => {
    const cwd = workspaceWith({})
    await runVerb(cwd, 'init', { name: 'new', baseUrl: 'https://api.example.com' })
    expect(await lint(cwd)).toMatchObject({ exitCode: 0, findings: [], twins: ['twins/new', 'twins/orders'] })
  })

  test('in a written twin but for what it leaves open, which is said', async () => {
    const { cwd } = await createJiraWorkspace()
    const { exitCode, wrong, findings } = await lint(cwd, ['jira'])
    expect({ exitCode, wrong }).toEqual({ exitCode: 0, wrong: [] })
    expect(findings.map(({ code, file, line }) => [code, file, line])).toContainEqual(['author-assumed', 'twins/jira/routes.yaml', 25])
  })
})

const toml = 'base_url = "https://orders.example.com"\n'

test.each<[file: string, text: string, found: string]>([
  ['twin.toml', `${toml}[serve]\nprt = 1\n`, '3:1: serve.prt does nothing'],
  ['twin.toml', `${toml}[[limits]]\nlimit = 0\nper = "1m"\n`, '3:1: limits.0.limit: Too small: expected number to be >=1'],
  ['twin.toml', `${toml}[serve\n`, '2:7: '],
  ['twin.toml', `${toml}[[diff.suppress]]\nreason = "all"\n`, '2:1: twin.toml: [[diff.suppress]] 1 would suppress everything'],
  ['twin.toml', `${toml}[sessions]\nby = ["tea"]\n`, '2:1: "tea" tells of no session'],
  [
    'twin.toml',
    `${toml}[webhooks.events."order.created"]\non = "POST /nothing"\n`,
    '2:1: webhooks event "order.created": there is no route',
  ],
  ['scrub.toml', '[[rule]]\nkey = "a"\n[[rule]]\nkey = "a"\nheader = "b"\n', '3:1: a rule matches on exactly one of'],
  ['scrub.toml', '\n[builtin]\noff = ["emails"]\n', '3:1: no built-in rule is called "emails"'],
  ['drift.toml', '[[suppress]]\ndrift_type = "value_drifts"\nreason = "x"\n', '1:1: there is no drift type "value_drifts"'],
  ['chaos.yaml', 'profiles:\n  a:\n    - { fault: slow, over: soon }\n', '3:22: profiles.a.0.over: "soon" is no duration'],
  ['chaos.yaml', 'profiles:\n  a: [\n', '3:1: '],
  [
    'model/model.json',
    '{"format": "doppel-model/1", "service": {"name": "a"}, "collections": {}, "routes": [],\n "miss": {"name": "a", "status": "b", "headers": []}}',
    '2:24: status: ',
  ],
  ['model/model.json', '{"format": ', '1:'],
  ['state/fixtures/order.json', '[{"id": "a"},\n {"name": "b"}]', '2:2: order[1] has no id, which is its key'],
  ['state/fixtures/ordr.json', '[]', '1:1: there is no collection "ordr"'],
  ['state/fixtures/demo/order.json', '[1]', '1:2: '],
  ['state/fixtures/order.json', '[{}', '1:4: '],
  ['state-machine.yaml', 'entities: {}', '1:1: there is no routes.yaml beside it'],
  ['routes.yaml', 'routes: []', '1:1: the twin has two models'],
])('%s: %j', async (file, text, found) => {
  const { exitCode, wrong, findings } = await lint(workspaceWith({ [file]: text }), ['orders'])
  expect(exitCode).toBe(1)
  expect(wrong).toEqual([expect.stringContaining(`twins/orders/${file}:${found}`)])
  for (const each of findings) expect(each.help, each.message).toMatch(/./)
})

test('a variant that names what there is not is found where it stands', async () => {
  const { cwd, write } = await createJiraWorkspace()
  await write({
    'twins/plain/twin.json': '{}',
    'twins/plain/routes.yaml':
      'routes:\n  - method: GET\n    path: /a\n    variants:\n      - { name: ok, status: 200 }\n      - { name: other, status: 200, body: { $: pth.id } }\n',
  })
  const { wrong } = await lint(cwd, ['twins/plain/routes.yaml'])
  expect(wrong).toEqual([expect.stringMatching(/^twins\/plain\/routes\.yaml:6:9: GET \/a: variant "other": body: .*unknown name 'pth'/)])
})

test('a file of doppel.toml is looked at with the workspace, and alone', async () => {
  const cwd = workspaceWith({})
  writeFileSync(join(cwd, 'doppel.toml'), '[twins.orders]\nports = 1\n')
  const found = ['doppel.toml:2:1: twins.orders.ports does nothing']
  expect(await lint(cwd)).toMatchObject({ exitCode: 1, wrong: found })
  expect(await lint(cwd, ['doppel.toml'])).toMatchObject({ exitCode: 1, wrong: found, twins: [] })
  expect(await lint(cwd, ['orders'])).toMatchObject({ exitCode: 0, wrong: [] })
})

/** Two twins that can be linked: orders are placed, and tell of that. */
const twins = `[twins.orders]
[twins.other]
path = "twins/orders"
`
const on = '[[links]]\non = "orders POST /orders"\n'

test.each<[what: string, text: string, found: readonly string[]]>([
  [
    'a link on a twin that there is not',
    `${twins}[[links]]\non = "order POST /orders"\ndo = "other POST /orders"\n`,
    ['5:1: "order" is in the link'],
  ],
  ['a link to one', `${twins}${on}do = "others POST /orders"\n`, ['6:1: "others" is in the link']],
  [
    'a link on an event that there is not',
    `${twins}[[links]]\non = "orders.paid"\ndo = "other POST /orders"\n`,
    ['5:1: orders: link on "paid": there is no such event or route'],
  ],
  [
    'a link on a route that there is not, to another',
    `${twins}[[links]]\non = "orders POST /order"\ndo = "other POST /order"\n`,
    ['5:1: orders: link on "POST /order": there is no such event', '6:1: other has no route for POST /order'],
  ],
  ['a route that may be there', `${twins}${on}do = "other GET /{event.data.what}/{event.data.id}"\n`, []],
  ['a route that can not', `${twins}${on}do = "other GET /{event.data.what}/x/y/z"\n`, ['6:1: other has no route for GET /']],
  [
    'expressions of a link',
    `${twins}${on}do = "other POST /orders"\nwhen = "evnt.id == 1"\nwith = { a = { "$" = "event.data." } }\n`,
    ['7:1: orders: link on "POST /orders": ', '8:1: orders: link on "POST /orders": '],
  ],
  ['a fixture that there is not', `[twins.orders]\nfixture = "demo"\n`, ['2:1: the twin has no fixture "demo"']],
  ['chaos that there is not', `[twins.orders]\nchaos = [\n"error=503",\n"strom"]\n`, ['4:1: chaos: "strom" is neither a profile']],
  ['ports that two have', `[twins.a]\nport = 9\n[twins.orders]\nport = 9\n`, ['4:1: a and orders have the same port, 9']],
  ['a variable that two have', `[twins.a-b]\n[twins.a_b]\n`, ['2:1: the app would read the addresses of a-b and a_b from the same']],
  ['no port left', `first_port = 65535\n${twins}`, ['1:1: there is no port left for other']],
  ['a twin that there is not', `[twins.order]\n`, ['1:1: there is no twin "order"']],
  ['a folder that is none', `[twins.orders]\npath = "twins/order"\n`, ['2:1: there is no twin in twins/order']],
])('doppel.toml: %s', async (_, text, found) => {
  const cwd = workspaceWith({})
  writeFileSync(join(cwd, 'doppel.toml'), text)
  const { exitCode, wrong, findings } = await lint(cwd)
  expect(wrong).toEqual(found.map((each) => expect.stringContaining(`doppel.toml:${each}`)))
  expect(exitCode).toBe(found.length === 0 ? 0 : 1)
  for (const each of findings) expect(each.help, each.message).toMatch(/./)
})

test('what is wrong in a twin is told once: at doppel.toml only where its files are not looked through', async () => {
  const cwd = workspaceWith({ 'chaos.yaml': 'profiles:\n  a: [\n' })
  writeFileSync(join(cwd, 'doppel.toml'), '[twins.orders]\n')
  expect((await lint(cwd)).wrong).toEqual([expect.stringMatching(/^twins\/orders\/chaos\.yaml:3:1: /)])
  expect((await lint(cwd, ['doppel.toml'])).wrong).toEqual([expect.stringMatching(/^doppel\.toml:1:1: orders can't be started: /)])
})

test('of one file only what is in it is told', async () => {
  const cwd = workspaceWith({ 'drift.toml': 'a = 1\n', 'scrub.toml': 'b = 1\n' })
  expect((await lint(cwd, ['twins/orders/drift.toml'])).wrong).toEqual(['twins/orders/drift.toml:1:1: a does nothing'])
  expect((await lint(cwd, ['twins/orders'])).wrong).toHaveLength(2)
  await expect(lint(cwd, ['twins'])).rejects.toMatchObject({ code: 'twin-unknown', exitCode: 1 })
  await expect(lint(cwd, ['nobody'])).rejects.toMatchObject({ code: 'twin-unknown', exitCode: 1 })
})

test('for people, GitHub, and whoever reads SARIF', async () => {
  const cwd = workspaceWith({ 'drift.toml': 'a = 1\n' })
  const run = async (format: string, notes: string[] = [], env = {}) =>
    (await runVerb(cwd, 'lint', { twin: ['orders'], format }, { notes }, undefined, env)).text
  expect(await run('text')).toMatch(
    /^twins\/orders\/drift\.toml:1:1: warning\[config-key-unknown\]: a does nothing\n {2}help: .*\n0 errors and 1 warning in the files of 1 twin$/,
  )
  const command = /^::warning file=twins\/orders\/drift\.toml,line=1,col=1,title=doppel lint%3A config-key-unknown::a does nothing%0A/
  expect(await run('github')).toMatch(command)
  const notes: string[] = []
  const { runs } = JSON.parse(await run('sarif', notes, { GITHUB_ACTIONS: 'true' }))
  expect(notes).toEqual([expect.stringMatching(command)])
  expect(runs[0].results[0]).toMatchObject({
    ruleId: 'config-key-unknown',
    level: 'warning',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'twins/orders/drift.toml' }, region: { startLine: 1, startColumn: 1 } } }],
  })
  expect(JSON.parse(await run('json')).findings).toHaveLength(1)
})
