import { exitCodes, Fault, suggest } from '#diagnostics'
import { type VerbEntry, verbRegistry } from '#verbs'

/** The verb that the words of a command line name; flags and `help` before it don't count. */
export function findEntry(args: readonly string[]): VerbEntry | undefined {
  const words = wordsOf(args)
  if (words[0] === 'help') words.shift()
  const line = `${words.join(' ')} `
  const found = verbRegistry.filter((entry) => line.startsWith(`${entry.name} `))
  return found.sort((a, b) => b.name.length - a.name.length)[0]
}

/** `doppel help WORDS` with words that are no command; commander would show the overview and call it a failure. Faults: `usage`. */
export function checkHelpTopic(args: readonly string[]): void {
  const [first, ...topic] = wordsOf(args)
  if (first !== 'help' || topic.length === 0) return
  const asked = topic.join(' ')
  const known = verbRegistry.map((entry) => entry.name)
  if (known.some((name) => name === asked || name.startsWith(`${asked} `))) return
  const meant = suggest(asked, known)
  const help = meant === undefined ? 'doppel --help lists what there is' : `did you mean ${meant}?`
  throw new Fault('usage', `unknown command '${asked}'`, { exitCode: exitCodes.user, help })
}

function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-'))
}
