import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, createJiraWorkspace } from './authored-workspace.ts'
import { runVerb } from './run-verb.ts'

test('a twin is printed in the files that people write, and they are a twin that answers as it does', async () => {
  const { cwd, serve, write } = await createJiraWorkspace()
  const shown = await runVerb(cwd, 'show', { name: 'jira', format: 'files', out: 'twins/again' })
  expect(shown.text).toBe('written: twins/again/twin.json, twins/again/routes.yaml')
  await write({ 'twins/again/state/fixtures/project.json': '[{"key": "PROJ"}]' })
  const models = await Promise.all(['jira', 'again'].map(async (name) => (await runVerb(cwd, 'show', { name })).json))
  expect(models[1]).toEqual(models[0])
  const url = await serve('again')
  const fields = { project: { key: 'PROJ' }, summary: 'a', issuetype: { name: 'Bug' } }
  expect(await ask(url, 'POST /rest/api/3/issue', { fields })).toMatchObject([201, { key: 'PROJ-1' }])
})

test('it is printed for people and for programs; a twin that is there is not written over', async () => {
  const { cwd } = await createJiraWorkspace()
  const { text, json } = await runVerb(cwd, 'show', { name: 'jira', format: 'files' })
  expect(text).toMatch(/^==> twin.json <==\n\{\n.*==> routes.yaml <==\n/s)
  expect(Object.keys((json as { files: object }).files)).toEqual(['twin.json', 'routes.yaml'])
  const refused = { code: 'twin-exists', exitCode: 1 }
  await expect(runVerb(cwd, 'show', { name: 'jira', format: 'files', out: 'twins/jira' })).rejects.toMatchObject(refused)
  await expect(runVerb(cwd, 'show', { name: 'jira', format: 'files', machines: true })).rejects.toMatchObject({ code: 'usage' })
  await expect(runVerb(cwd, 'show', { name: 'jira', out: 'twins/b' })).rejects.toMatchObject({ code: 'usage' })
  await expect(access(join(cwd, 'twins/b'))).rejects.toThrow()
})
