import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import type { Exchange } from '#http'
import type { ParsedHar } from '#recording'

/** Reads the exchanges of one service from the text of a file; see `parseHar`. */
export type ParseRecording = (
  text: string,
  options: { readonly baseUrl: string; readonly place: string; readonly atMs: number },
) => ParsedHar

export interface ReadRecordingOptions {
  /** What the user calls the file. */
  readonly file: string
  readonly baseUrl: string
  readonly parse: ParseRecording
  readonly note: (findings: readonly Finding[]) => void
}

export interface RecordingFile {
  /** As the user wrote it. */
  readonly file: string
  readonly sha256: string
  readonly exchanges: readonly Exchange[]
}

/** Reads the exchanges of one service from a file. Faults: `file-unreadable`, and the error that reading it gives. */
export async function readRecording(path: string, { file, baseUrl, parse, note }: ReadRecordingOptions): Promise<RecordingFile> {
  let bytes: Buffer
  let text: string
  let atMs: number
  try {
    bytes = await readFile(path)
    text = bytes.toString('utf8')
    atMs = Math.floor((await stat(path)).mtimeMs)
  } catch (error) {
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.user, cause: error })
  }
  const { exchanges, findings } = parse(text, { baseUrl, place: file, atMs })
  const error = findings.find(({ severity }) => severity === 'error')
  if (error !== undefined) {
    const help = error.help === undefined ? {} : { help: error.help }
    throw new Fault(error.code, `${file} ${error.message}`, { exitCode: exitCodes.user, ...help })
  }
  note(findings)
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), exchanges }
}
