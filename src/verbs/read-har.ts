import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import type { Exchange } from '#http'
import { parseHar } from '#recording'

export interface HarFile {
  /** As the user wrote it. */
  readonly file: string
  readonly sha256: string
  readonly exchanges: readonly Exchange[]
}

/** Reads the exchanges of one service from a HAR file; `file` is what the user calls it. Faults: `har-unusable`, `file-unreadable`. */
export async function readHar(path: string, file: string, baseUrl: string, note: (findings: readonly Finding[]) => void): Promise<HarFile> {
  let bytes: Buffer
  let text: string
  try {
    bytes = await readFile(path)
    text = bytes.toString('utf8')
  } catch (error) {
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.user, cause: error })
  }
  const { exchanges, findings } = parseHar(text, { baseUrl, place: file })
  const error = findings.find(({ severity }) => severity === 'error')
  if (error !== undefined) {
    const help = error.help === undefined ? {} : { help: error.help }
    throw new Fault(error.code, `${file} ${error.message}`, { exitCode: exitCodes.user, ...help })
  }
  note(findings)
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), exchanges }
}
