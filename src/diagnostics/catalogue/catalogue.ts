import { commandLineCodes } from './command-line.ts'
import { controlCodes } from './control.ts'
import type { Catalogue } from './entry.ts'
import { learningCodes } from './learning.ts'
import { recordingCodes } from './recording.ts'
import { servingCodes } from './serving.ts'
import { sharingCodes } from './sharing.ts'
import { workspaceCodes } from './workspace.ts'

/** Every code that Doppel can say, by the part of the work in which it is met. A test finds codes that are missing or stale. */
export const catalogue: Readonly<Record<string, Catalogue>> = {
  'The command line': commandLineCodes,
  'The workspace': workspaceCodes,
  Recording: recordingCodes,
  'Learning and checking': learningCodes,
  Serving: servingCodes,
  'The control plane': controlCodes,
  'Packs and where they come from': sharingCodes,
}
