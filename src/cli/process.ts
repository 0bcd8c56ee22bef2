import { constants } from 'node:os'
import { exitCodes } from '#diagnostics'
import type { Host, Output } from './host.ts'
import { run } from './run.ts'

/** Runs the command line of this very process and ends it with the exit code. */
export async function runProcess(): Promise<void> {
  const host: Host = {
    cwd: process.cwd(),
    env: process.env,
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
    // Few ask, and what reads a terminal takes its time to load.
    get confirm() {
      return process.stdin.isTTY && process.stderr.isTTY ? confirm : undefined
    },
    get signal() {
      return stopSignal()
    },
  }
  const exitCode = await run(process.argv.slice(2), host)
  await Promise.all([flush(process.stdout), flush(process.stderr)])
  process.exit(exitCode)
}

/** Anything but y or yes is no. */
async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

const stop = new AbortController()

/**
 * Aborted by the first SIGINT or SIGTERM; the second ends the process at once. Whoever never asks for it is ended by the first, as any
 * program is: work that computes for long could not hear of it anyway.
 */
function stopSignal(): AbortSignal {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) > 0) continue
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(128 + constants.signals[signal])
      stop.abort(signal)
    })
  }
  return stop.signal
}

function toOutput(stream: NodeJS.WriteStream): Output {
  // The reader of a pipe may leave early (`doppel show x | head`): that is no failure, and a recorder goes on recording.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(exitCodes.runtime)
  })
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    colored: wantsColor(stream),
    columns: stream.columns,
  }
}

/** NO_COLOR and FORCE_COLOR as everywhere; otherwise a terminal that knows colours. */
function wantsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return stream.isTTY === true && TERM !== 'dumb'
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve()
    else stream.write('', () => resolve())
  })
}
