import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { createModel } from '../../bench/serve-model.ts'
import { runVerb, type Told } from './run-verb.ts'

/** A workspace with the twin `things`, which is gone when the test has ended. */
export interface ServingWorkspace {
  readonly cwd: string
  /** Of the twin. */
  readonly folder: string
  /** Serves it until the test has ended; gives its URL. */
  serve(flags?: object, told?: Partial<Told>, env?: Record<string, string>): Promise<string>
}

export async function createServingWorkspace(): Promise<ServingWorkspace> {
  const cwd = mkdtempSync(join(tmpdir(), 'doppel-serving-'))
  const folder = join(cwd, 'twins', 'things')
  await mkdir(join(folder, 'model'), { recursive: true })
  await writeFile(join(folder, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
  await writeFile(join(folder, 'model', 'model.json'), JSON.stringify(createModel(1)))
  onTestFinished(() => rm(cwd, { recursive: true }))
  return { cwd, folder, serve: (flags = {}, told = {}, env = {}) => serve(cwd, { flags, env }, told) }
}

async function serve(
  cwd: string,
  { flags, env }: { flags: object; env: Record<string, string> },
  { notes = [] }: Partial<Told>,
): Promise<string> {
  const printed: string[] = []
  const stop = new AbortController()
  const served = runVerb(cwd, 'serve', { name: 'things', ...flags }, { printed, notes }, stop.signal, env)
  onTestFinished(async () => {
    stop.abort()
    await served.catch(() => {})
  })
  await Promise.race([vi.waitUntil(() => printed.length > 0, { timeout: 20_000 }), served])
  return `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
}

/** Asks the control plane. */
export async function tellTwin(url: string, path: string, init?: RequestInit): Promise<unknown> {
  return (await fetch(`${url}/__doppel${path}`, init)).json()
}

/** Resolves once the default session has been asked so often: what is slow has had its effect. */
export async function requested(url: string, count: number): Promise<void> {
  for (;;) {
    const { requests } = (await tellTwin(url, '/journal')) as { requests: unknown[] }
    if (requests.length >= count) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
