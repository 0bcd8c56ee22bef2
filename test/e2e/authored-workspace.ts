import { mkdtempSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { runVerb, type Told } from './run-verb.ts'

/** A workspace with twins that people wrote; gone when the test has ended. */
export interface AuthoredWorkspace {
  readonly cwd: string
  /** Writes files, by their path from the workspace. */
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Serves a twin until the test has ended; gives its URL. */
  serve(name: string, flags?: object, told?: Partial<Told>): Promise<string>
}

/** The example of the Digital Twin Universe as it stands. */
const jira = join(import.meta.dirname, 'jira')

async function createAuthoredWorkspace(): Promise<AuthoredWorkspace> {
  const cwd = mkdtempSync(join(tmpdir(), 'doppel-authored-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  return {
    cwd,
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(cwd, path)), { recursive: true })
        await writeFile(join(cwd, path), text)
      }
    },
    serve: (name, flags = {}, told = {}) => serve(cwd, name, flags, told),
  }
}

/** The same with the Jira example in `folder`, and a project `PROJ`. */
export async function createJiraWorkspace(folder = 'twins/jira'): Promise<AuthoredWorkspace> {
  const workspace = await createAuthoredWorkspace()
  await cp(jira, join(workspace.cwd, folder), { recursive: true })
  await workspace.write({ [`${folder}/state/fixtures/project.json`]: '[{"key": "PROJ"}, {"key": "OTHER"}]' })
  return workspace
}

async function serve(cwd: string, name: string, flags: object, { notes = [] }: Partial<Told>): Promise<string> {
  const printed: string[] = []
  const stop = new AbortController()
  const served = runVerb(cwd, 'serve', { name, port: 0, ...flags }, { printed, notes }, stop.signal)
  onTestFinished(async () => {
    stop.abort()
    await served.catch(() => {})
  })
  await Promise.race([vi.waitUntil(() => printed.length > 0, { timeout: 20_000 }), served])
  return `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
}

/** Asks a server: status and parsed body. */
export async function ask(url: string, call: string, body?: unknown): Promise<[status: number, body: unknown]> {
  const [method = '', path = ''] = call.split(' ')
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  const answer = await fetch(url + path, { method, ...sent })
  const text = await answer.text()
  return [answer.status, text === '' ? undefined : JSON.parse(text)]
}
