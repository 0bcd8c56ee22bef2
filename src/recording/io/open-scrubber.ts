import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { createScrubber, type Scrubber } from '../scrub/create-scrubber.ts'
import { parseScrubPolicy } from '../scrub/parse-scrub-policy.ts'
import { scrubContentCodec } from './scrub-content-codec.ts'
import { readScrubKey } from './scrub-key.ts'

export interface OpenedScrubber {
  readonly scrubber: Scrubber
  /** Warnings about `scrub.toml`: keys in it that do nothing. */
  readonly findings: readonly Finding[]
}

/**
 * The scrubber for a twin: its `scrub.toml` (the built-in rules when there is none) and the workspace's key. One serves a whole run, so that
 * secrets met in one session are known in the next. Faults: `scrub-policy-invalid`, `scrub-key-invalid`, `scrub-key-unreadable`.
 */
export async function openScrubber(workspace: string, twinFolder: string): Promise<OpenedScrubber> {
  const file = join(twinFolder, scrubFileName)
  const { policy, findings } = parseScrubPolicy(await readScrubToml(twinFolder))
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (errors.length > 0) {
    const list = errors.map((error) => `${error.place}: ${error.message}${error.help ? ` (${error.help})` : ''}`).join('; ')
    throw new Fault('scrub-policy-invalid', `${file} can't be used: ${list}`, {
      exitCode: exitCodes.user,
      help: 'nothing is recorded with half a policy; correct the file',
    })
  }
  return { scrubber: createScrubber(policy, await readScrubKey(workspace), { codec: scrubContentCodec }), findings }
}

const scrubFileName = 'scrub.toml'

/** What a twin's `scrub.toml` says; nothing when there is none. Faults: `file-unreadable`. */
export async function readScrubToml(twinFolder: string): Promise<string> {
  const file = join(twinFolder, scrubFileName)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.runtime, cause: error })
  }
}
