import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { parseHar, type RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { readRecording } from './read-recording.ts'

export interface ReadSessionFilesOptions {
  readonly cwd: string
  /** The service whose entries of a HAR file are taken. */
  readonly baseUrl: string
  readonly note: (findings: readonly Finding[]) => void
}

/**
 * Sessions of a HAR file, or of a folder with recordings: a twin's, or its `recordings`. `file` is what the user wrote.
 * Faults: `file-unreadable`, `sessions-missing`, those of reading HAR files and recordings.
 */
export async function readSessionFiles(file: string, options: ReadSessionFilesOptions): Promise<RecordedSession[]> {
  const path = resolve(options.cwd, file)
  if (await isFolder(path, file)) {
    const { sessions, findings } = await readSessions(basename(path) === 'recordings' ? dirname(path) : path, { decoded: true })
    options.note(findings)
    const told = sessions.filter(({ exchanges }) => exchanges.length > 0)
    if (told.length > 0) return told
    throw new Fault('sessions-missing', `there are no recorded sessions in ${file}`, {
      exitCode: exitCodes.user,
      help: "give a twin's folder, such as twins/orders, or a HAR file",
    })
  }
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const { exchanges } = await readRecording(path, { file, baseUrl, parse: parseHar, note: options.note })
  return [{ id: basename(file), tags: [], startedAtMs: exchanges[0]?.startedAtMs ?? 0, upstream: baseUrl, origin: baseUrl, exchanges }]
}

async function isFolder(path: string, file: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.user, cause: error })
  }
}
