import { type ExitCode, exitCodes, Fault } from '#diagnostics'

/** What can be wrong with a pack, and what to do then. */
const kinds = {
  'pack-damaged': { exitCode: exitCodes.user, help: 'fetch it again, or have it packed again: doppel pack NAME' },
  'pack-newer': { exitCode: exitCodes.user, help: 'update Doppel, or have it packed by this version' },
  'pack-path': { exitCode: exitCodes.user, help: 'give the file another name, or take it out of the folder of the twin' },
  'pack-refused': { exitCode: exitCodes.policy, help: 'do not use it; ask whoever made it for one that doppel pack has written' },
  'pack-too-large': {
    exitCode: exitCodes.policy,
    help: 'leave out what is not needed to serve the twin: large fixtures, answers known by heart',
  },
} as const satisfies Readonly<Record<string, { readonly exitCode: ExitCode; readonly help: string }>>

export function fault(kind: keyof typeof kinds, message: string, cause?: unknown): Fault {
  return new Fault(kind, message, { ...kinds[kind], cause })
}
