import type { Host } from './host.ts'

/** A host in memory: what was written can be read. */
export interface CapturedHost extends Host {
  out(): string
  err(): string
}

export interface CapturedHostOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly isTerminal?: boolean
  readonly signal?: AbortSignal
}

export function createCapturedHost(options: CapturedHostOptions = {}): CapturedHost {
  const written = { out: '', err: '' }
  const isTerminal = options.isTerminal ?? false
  const output = (key: 'out' | 'err') => ({
    write: (text: string) => {
      written[key] += text
    },
    isTerminal,
    colored: isTerminal,
  })
  return {
    cwd: options.cwd ?? '/nowhere',
    env: options.env ?? {},
    stdout: output('out'),
    stderr: output('err'),
    signal: options.signal ?? new AbortController().signal,
    out: () => written.out,
    err: () => written.err,
  }
}
