import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'

const timeoutMs = 30_000

/** The text of a document from a file or from an address. Faults: `file-unreadable`. */
export async function readDocumentText(cwd: string, place: string): Promise<string> {
  try {
    if (!/^https?:\/\//i.test(place)) return await readFile(resolve(cwd, place), 'utf8')
    const response = await fetch(place, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    return await response.text()
  } catch (cause) {
    throw new Fault('file-unreadable', `${place} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.user, cause })
  }
}
