import { exitCodes, Fault } from '#diagnostics'
import type { Pack } from '../pack.ts'
import { fetchWithin, readBody } from './fetch-within.ts'
import { maxPackedBytes, openPackBytes } from './pack-file.ts'

export interface UrlOptions {
  readonly plainHttp?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** Faults: `url-unreadable`, those of `openPackBytes`, `transport-plain`. */
export async function fetchPack(url: string, options: UrlOptions): Promise<Pack> {
  return openPackBytes(await fetchBytes(url, maxPackedBytes, options))
}

/** What there is at an address, up to so many bytes. Faults: `url-unreadable`, `transport-plain`, `pack-too-large`. */
export async function fetchBytes(url: string, limit: number, { plainHttp, signal }: UrlOptions): Promise<Uint8Array> {
  try {
    const response = await fetchWithin(new URL(url), { signal: signal ?? null }, plainHttp)
    if (!response.ok) throw new Error(`the server answers ${response.status}`)
    return await readBody(response, limit)
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message
    throw new Fault('url-unreadable', `${url} can't be fetched: ${reason}`, {
      exitCode: exitCodes.runtime,
      help: 'check the address and the network',
      cause,
    })
  }
}
