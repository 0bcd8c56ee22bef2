import { CommanderError } from 'commander'
import { exitCodes, Fault } from '#diagnostics'

/** Turns whatever was thrown into what the user sees; undefined when it was no failure: help and version end by an exception, too.
 * `verbName` is the verb that the command line named. */
export function toFault(error: unknown, verbName?: string): Fault | undefined {
  if (error instanceof Fault) return error
  if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : usageFault(error, verbName)
  const message = error instanceof Error ? error.message : String(error)
  return new Fault('unexpected', `something went wrong inside doppel: ${message}`, {
    exitCode: exitCodes.runtime,
    help: 'this is a bug of doppel; run again with DOPPEL_DEBUG=1 to see where, and please report it',
    cause: error,
  })
}

function usageFault(error: CommanderError, verbName: string | undefined): Fault {
  if (error.code === 'commander.help') {
    return new Fault('command-incomplete', 'a part of the command is missing', {
      exitCode: exitCodes.user,
      help: 'choose one of the commands above',
    })
  }
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const meant = /\(Did you mean (?:one of )?(.*?)\??\)/.exec(rest.join(' '))?.[1]
  const teaching = verbName === undefined ? 'doppel --help lists what there is' : `doppel help ${verbName}`
  const help = meant === undefined ? teaching : `did you mean ${meant}?`
  return new Fault('usage', first, { exitCode: exitCodes.user, help })
}
