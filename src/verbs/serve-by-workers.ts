import { extname } from 'node:path'
import { type RunningServer, type ServerOptions, startWorkers } from '#server'
import type { ServeSettings } from './read-server-options.ts'
import type { WorkerTask } from './serve-worker.ts'
import type { VerbContext } from './verb.ts'

/** Serves a twin by several processes. Faults: those of `startWorkers`. */
export async function serveByWorkers(
  options: ServerOptions,
  said: ServeSettings & { readonly name: string; readonly workers: number },
  { cwd }: VerbContext,
): Promise<Pick<RunningServer, 'url' | 'address' | 'controlUrl' | 'port' | 'close'>> {
  const { name, workers: count, clock, ...settings } = said
  // `.ts` among the sources, `.js` in the bundle
  const program = new URL(`./serve-worker${extname(import.meta.url)}`, import.meta.url)
  return startWorkers(options, {
    count,
    program,
    task: { cwd, name, clock: clock.text, state: options.state, settings } satisfies WorkerTask,
  })
}
