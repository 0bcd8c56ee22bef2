import type { Catalogue } from './entry.ts'

export const commandLineCodes: Catalogue = {
  usage: {
    means: 'The command line names a command, a flag or a value that does not exist, or leaves out one that must be there.',
    next: 'The message says which. `doppel help COMMAND` lists what a command takes.',
  },
  'command-incomplete': {
    means: 'The command needs a second word, as in `doppel import har`.',
    next: 'Choose one of the commands that are listed.',
  },
  unexpected: {
    means: 'Doppel failed in a way that nobody foresaw: a bug.',
    next: 'Run again with `DOPPEL_DEBUG=1` to see where, and report it.',
  },
}
