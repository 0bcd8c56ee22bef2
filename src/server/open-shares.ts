import type { OpenShared, SharedPlace } from './replica/open-shared.ts'
import type { ServerOptions } from './server-options.ts'

/** The sessions that this process has together with others; undefined where it has its own. Loaded only where they are shared. Faults: those of `openShared`. */
export async function openShares(options: ServerOptions, place: Omit<SharedPlace, 'url'>): Promise<OpenShared | undefined> {
  const { state: url } = options
  return url === undefined ? undefined : (await import('./replica/open-shared.ts')).openShared(options, { ...place, url })
}
