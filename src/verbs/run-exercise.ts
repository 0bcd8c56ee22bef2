import { spawn } from 'node:child_process'

export interface ExerciseOptions {
  /** Run by the shell. */
  readonly command: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Takes what it prints, line by line. */
  readonly onLine: (line: string) => void
}

/** How a command ended: with a code, by a signal, or not at all (it could not be started). */
export type ExerciseEnd = { readonly code: number } | { readonly signal: string } | { readonly problem: string }

/** Runs a command until it ends, or until `signal`, which ends it and all that it has started. */
export function runExercise({ command, cwd, env, signal, onLine }: ExerciseOptions): Promise<ExerciseEnd> {
  return new Promise((resolve) => {
    // A group of its own, so that what the shell starts ends with it.
    const child = spawn(command, { cwd, env, shell: true, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => endGroup(child.pid)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine)
    child.on('error', (error) => resolve({ problem: error.message }))
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', stop)
      resolve(code === null ? { signal: by ?? 'unknown' } : { code })
    })
  })
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}
