import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, createJiraWorkspace } from './authored-workspace.ts'

const issues = '/rest/api/3/issue'

const fields = {
  project: { key: 'PROJ' },
  summary: 'It does not start',
  description: 'At all',
  issuetype: { name: 'Bug' },
  priority: { name: 'High' },
  labels: ['a'],
}

test.each(['twins/jira', '.scenarios/twins/jira'])('U1 the example serves as it stands in %s', async (folder) => {
  const { serve } = await createJiraWorkspace(folder)
  const notes: string[] = []
  const url = await serve('jira', {}, { notes })
  expect((await ask(url, `POST ${issues}`, { fields }))[0]).toBe(201)
  expect(notes.join('\n')).toContain(
    `no route takes transitionId: POST ${issues}/{issueKey}/transitions with {"transition":{"id":"21"}} does`,
  )
  expect(notes.join('\n')).toContain(`${folder}/state-machine.yaml:5:9`)
  expect(notes.join('\n')).toContain('"rate limit exceeded" has no number: only chaos gives it')
})

test('an issue is created with id, key and self; keys are counted by project', async () => {
  const url = await (await createJiraWorkspace()).serve('jira')
  expect(await ask(url, `POST ${issues}`, { fields })).toEqual([201, { id: '1', key: 'PROJ-1', self: `${url}${issues}/PROJ-1` }])
  const other = { ...fields, project: { key: 'OTHER' } }
  expect(await ask(url, `POST ${issues}`, { fields: other })).toMatchObject([201, { id: '2', key: 'OTHER-1' }])
  expect(await ask(url, `POST ${issues}`, { fields })).toMatchObject([201, { id: '3', key: 'PROJ-2' }])
})

test('an issue is read in the shape that is declared; what was not given is left out', async () => {
  const url = await (await createJiraWorkspace()).serve('jira')
  await ask(url, `POST ${issues}`, { fields })
  await ask(url, `POST ${issues}`, { fields: { project: { key: 'PROJ' }, summary: 'short' } })
  const shown = { summary: 'It does not start', status: { name: 'open' }, priority: { name: 'High' } }
  expect(await ask(url, `GET ${issues}/PROJ-1`)).toEqual([200, { id: '1', key: 'PROJ-1', fields: shown }])
  expect(await ask(url, `GET ${issues}/PROJ-2`)).toEqual([
    200,
    { id: '2', key: 'PROJ-2', fields: { summary: 'short', status: { name: 'open' } } },
  ])
  expect(await ask(url, `GET ${issues}/PROJ-9`)).toEqual([404, { error: { status: 404, message: 'issue not found' } }])
})

test.each([
  ['no body', undefined],
  ['no fields', {}],
  ['no project', { fields: { ...fields, project: undefined } }],
  ['a project without its key', { fields: { ...fields, project: {} } }],
  ['no summary', { fields: { ...fields, summary: undefined } }],
  ['an empty summary', { fields: { ...fields, summary: '' } }],
  ['a priority without its name', { fields: { ...fields, priority: { id: 1 } } }],
])('missing required fields are refused: %s', async (_, body) => {
  const url = await (await createJiraWorkspace()).serve('jira')
  expect(await ask(url, `POST ${issues}`, body)).toEqual([400, { error: { status: 400, message: 'missing required fields' } }])
})

test('a project that is not there is refused', async () => {
  const url = await (await createJiraWorkspace()).serve('jira')
  expect((await ask(url, `POST ${issues}`, { fields: { ...fields, project: { key: 'NOPE' } } }))[0]).toBe(404)
})

test('transitions move the status, and those that are illegal are refused', async () => {
  const url = await (await createJiraWorkspace()).serve('jira')
  await ask(url, `POST ${issues}`, { fields })
  const go = async (id: unknown) => (await ask(url, `POST ${issues}/PROJ-1/transitions`, { transition: { id } }))[0]
  const status = async () => ((await ask(url, `GET ${issues}/PROJ-1`))[1] as { fields: { status: { name: string } } }).fields.status.name
  expect([await go('31'), await go('11'), await status()]).toEqual([409, 409, 'open'])
  expect([await go('21'), await status()]).toEqual([204, 'in_progress'])
  expect([await go('11'), await status()]).toEqual([204, 'open'])
  expect([await go(21), await go('31'), await status()]).toEqual([204, 204, 'done'])
  expect([await go('21'), await go('31'), await status()]).toEqual([409, 409, 'done'])
  expect([await go('11'), await status()]).toEqual([204, 'open'])
  expect([await go('99'), await go(undefined)]).toEqual([400, 400])
  expect((await ask(url, `POST ${issues}/PROJ-9/transitions`, { transition: { id: '21' } }))[0]).toBe(404)
})

const projects = `
  - method: POST
    path: /rest/api/3/project
    request_schema: { key: string, name: string? }
    state_effects:
      - create: project
  - method: DELETE
    path: /rest/api/3/project/{projectKey}
`

test('the constraints of a project hold', async () => {
  const workspace = await createJiraWorkspace()
  await appendFile(join(workspace.cwd, 'twins/jira/routes.yaml'), projects)
  const url = await workspace.serve('jira')
  const make = async (key: string) => (await ask(url, 'POST /rest/api/3/project', { key }))[0]
  expect([await make('AB'), await make('AB'), await make('A'), await make('ab'), await make('ABCDEFGHIJK')]).toEqual([
    201, 409, 400, 400, 400,
  ])
  const remove = async (key: string) => (await ask(url, `DELETE /rest/api/3/project/${key}`))[0]
  await ask(url, `POST ${issues}`, { fields: { ...fields, project: { key: 'AB' } } })
  expect(await remove('AB')).toBe(409)
  await ask(url, `POST ${issues}/AB-1/transitions`, { transition: { id: '21' } })
  expect([await remove('AB'), await remove('AB'), await remove('PROJ')]).toEqual([204, 404, 204])
})

test('projects that do not meet the constraints are refused as fixtures', async () => {
  const workspace = await createJiraWorkspace()
  await workspace.write({ 'twins/jira/state/fixtures/project.json': '[{"key": "proj"}]' })
  await expect(workspace.serve('jira')).rejects.toMatchObject({
    code: 'fixture-malformed',
    message: expect.stringContaining('project[0]: "proj": Key must be unique, 2-10 uppercase letters'),
  })
})

test('issues that are there from the start have a state, and numbers go on behind theirs', async () => {
  const workspace = await createJiraWorkspace()
  const there = [{ id: '41', key: 'PROJ-7', fields: { project: { key: 'PROJ' }, summary: 'old' } }]
  await workspace.write({ 'twins/jira/state/fixtures/issue.json': JSON.stringify(there) })
  const url = await workspace.serve('jira')
  expect(await ask(url, `GET ${issues}/PROJ-7`)).toMatchObject([200, { fields: { status: { name: 'open' } } }])
  expect((await ask(url, `POST ${issues}/PROJ-7/transitions`, { transition: { id: '21' } }))[0]).toBe(204)
  expect(await ask(url, `GET ${issues}/PROJ-7`)).toMatchObject([200, { fields: { summary: 'old', status: { name: 'in_progress' } } }])
  expect(await ask(url, `POST ${issues}`, { fields })).toMatchObject([201, { id: '42', key: 'PROJ-8' }])
})

test('every mode of its chaos can be switched on', async () => {
  const url = await (await createJiraWorkspace()).serve('jira')
  await ask(url, `POST ${issues}`, { fields })
  const get = (mode: string) => fetch(`${url}${issues}/PROJ-1`, { headers: { 'X-Doppel-Chaos': mode }, signal: AbortSignal.timeout(2000) })
  const limited = await get('error_429')
  expect([limited.status, limited.headers.get('retry-after'), await limited.json()]).toEqual([
    429,
    '30',
    { error: { status: 429, message: 'rate limit exceeded' } },
  ])
  const broken = await get('error_500')
  expect([broken.status, await broken.json()]).toEqual([500, { errorMessages: ['Internal server error'], errors: {} }])
  await expect(get('timeout')).rejects.toThrow()
  await expect(get('partial_response').then((answer) => answer.text())).rejects.toThrow()
})

test('what is not understood is refused with its place, and how to say it', async () => {
  const workspace = await createJiraWorkspace()
  const file = join(workspace.cwd, 'twins/jira/routes.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('issue not found', 'the moon is full of cheese'))
  await expect(workspace.serve('jira')).rejects.toMatchObject({
    code: 'author-invalid',
    exitCode: 1,
    message: expect.stringMatching(/^twins\/jira\/routes\.yaml:39:9: the condition "the moon is full of cheese" is not understood/),
    help: expect.stringContaining('when: "body.total > 100"'),
  })
})
