import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const cli = join(import.meta.dirname, '..', 'dist', 'cli.js')

/** A server in a process of its own. */
export interface Started {
  readonly child: ChildProcess
  readonly port: number
}

/** Serves the twin `things` of a workspace with the built command line. */
export function serveTwin(workspace: string, ...flags: string[]): Promise<Started> {
  return startProcess([cli, 'serve', 'things', '--port', '0', ...flags], workspace)
}

/** Starts a server that prints its address; fails where it ends before that. */
export function startProcess(argv: readonly string[], cwd: string): Promise<Started> {
  const child = spawn(process.execPath, argv, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const port = /addr=\S+:(\d+)/.exec(String(text))?.[1]
      if (port !== undefined) resolve({ child, port: Number(port) })
    })
    child.on('exit', (code) => {
      reject(new Error(`${argv[0]} ended with ${code}`))
    })
  })
}
