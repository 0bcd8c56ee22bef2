// Runs in processes of their own, started by `doppel serve --workers`: serves the sessions of one worker on connections that it is given.
import type { Socket } from 'node:net'
import { Fault } from '#diagnostics'
import { type Failure, type FromWorker, parseClockChoice, type RunningShard, serveShard, type ToWorker } from '#server'
import { findServed } from './find-served.ts'
import { readServerOptions, type ServeSettings } from './read-server-options.ts'

/** What a worker needs to serve as its parent was told to. */
export interface WorkerTask {
  readonly cwd: string
  readonly name: string
  readonly clock: string
  /** Where its sessions are, if not in memory. */
  readonly state?: string | undefined
  readonly settings: Omit<ServeSettings, 'clock'>
}

let running: Promise<RunningShard> | undefined

process.on('message', (message: ToWorker, socket?: Socket) => {
  if (message.kind === 'start') running = start(message)
  // a client that has gone meanwhile has no socket any more
  else if (message.kind === 'connection' && socket)
    void running?.then((shard) => {
      void tell({ kind: 'accepted', id: message.id })
      shard.accept(socket, Buffer.from(message.head, 'latin1'))
    })
  else if (message.kind === 'close') void running?.then((shard) => shard.close()).finally(() => process.exit())
})

// it ends with its parent, which is told by the user
process.on('disconnect', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

async function start({ shard, task }: ToWorker & { readonly kind: 'start' }): Promise<RunningShard> {
  try {
    const { cwd, name, clock, state, settings } = task as WorkerTask
    const choice = parseClockChoice(clock)
    if (choice === undefined) throw new Error(`"${clock}" is no clock`)
    const note = (line: string) => console.error(line)
    // what there is to be said of the twin, its parent has said
    const quiet = { cwd, env: process.env, note: () => {}, progress: () => {}, print: () => {}, signal: new AbortController().signal }
    const options = await readServerOptions(await findServed(name, quiet), { ...settings, clock: choice }, quiet)
    const made = await serveShard({ ...options, state, note }, shard)
    void tell({ kind: 'ready' })
    return made
  } catch (error) {
    await tell({ kind: 'failed', ...toFailure(error) })
    process.exit(1)
  }
}

/** Resolves when it has left. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve())
  })
}

function toFailure(error: unknown): Failure {
  const { message } = error as Error
  if (!(error instanceof Fault)) return { message }
  const { code, exitCode, help } = error
  return { code, message, exitCode, ...(help === undefined ? {} : { help }) }
}
