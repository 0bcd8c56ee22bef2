// What capture and judge have in common: where captured traffic lies, its form, and the lab's own yardstick.
import { existsSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

/** One exchange as the judge's proxy saw it; bodies are base64. */
export interface Captured {
  readonly atMs: number
  readonly method: string
  readonly target: string
  readonly requestHeaders: IncomingHttpHeaders
  readonly requestBody: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One unseen session on two instances of the service. */
export interface CapturedSession {
  readonly seed: number
  readonly a: { readonly url: string; readonly exchanges: Captured[] }
  readonly b: { readonly url: string; readonly exchanges: Captured[] }
}

export interface JudgedExchange {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly statusX: number
  readonly pass: boolean
  readonly wrong: readonly { readonly path: string; readonly kind: string; readonly expected?: unknown; readonly actual?: unknown }[]
}

export interface Lockstep {
  readonly url: string
  readonly results: readonly JudgedExchange[]
  newSession(): void
  close(): Promise<void>
}

interface LockstepModule {
  lockstep(places: { port: number; a: string; b: string | null; x: string | null }): Promise<Lockstep>
}

/** The lab that lies beside the project. */
const shared = resolve(import.meta.dirname, '../../../shared/lab')

/** The judge beside the upstream's folder, or that of the lab. */
export function loadLockstep(upstream: string): Promise<LockstepModule> {
  const own = join(upstream, '../../judge/lockstep.mjs')
  return import(existsSync(own) ? own : join(shared, 'judge/lockstep.mjs')) as Promise<LockstepModule>
}

export function labFolder(upstream: string): string {
  return join(process.env.DOPPEL_LAB ?? join(tmpdir(), 'doppel-lab'), basename(upstream))
}

/** `1-10` or `7` as the numbers that it stands for. */
export function range(text: string): number[] {
  const [from = 0, to = from] = text.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

/** The first word, a folder or the name of one of the lab's, and `--name value` pairs. */
export function readOptions<T extends Record<string, string>>(defaults: T): { upstream: string; options: T } {
  const [word = '', ...rest] = process.argv.slice(2)
  const places = [resolve(word), resolve(import.meta.dirname, 'upstreams', word), resolve(shared, 'upstreams', word)]
  const upstream = places.find((place) => existsSync(join(place, 'lab.json'))) ?? ''
  if (word === '' || upstream === '') throw new Error(`no upstream "${word}": give a folder with start.sh, exercise.mjs and lab.json`)
  const options: Record<string, string> = { ...defaults }
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at]?.replace(/^--/, '') ?? ''
    if (!(name in defaults)) throw new Error(`no option --${name}; there are ${Object.keys(defaults).join(', ')}`)
    options[name] = rest[at + 1] ?? ''
  }
  return { upstream, options: options as T }
}
