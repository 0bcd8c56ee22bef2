import { exitCodes, Fault, suggest } from '#diagnostics'
import { type VerbEntry, verbRegistry } from '#verbs'

/** The verb that the words of a command line name; flags before it don't count. */
export function findEntry(args: readonly string[]): VerbEntry | undefined {
  const line = `${wordsOf(args).join(' ')} `
  const found = verbRegistry.filter((entry) => line.startsWith(`${entry.name} `))
  return found.sort((a, b) => b.name.length - a.name.length)[0]
}

/** `help import har` → `import har --help`, since commander's own help knows only first words. Faults: `usage` for a topic that is none. */
export function expandHelp(args: readonly string[]): readonly string[] {
  const [first, ...topic] = wordsOf(args)
  if (first !== 'help') return args.length === 0 ? ['--help'] : args
  const asked = topic.join(' ')
  const known = verbRegistry.map((entry) => entry.name)
  if (topic.length > 0 && !known.some((name) => name === asked || name.startsWith(`${asked} `))) throw unknownTopic(asked, known)
  return [...topic, '--help']
}

function unknownTopic(asked: string, known: readonly string[]): Fault {
  const meant = suggest(asked, known)
  const help = meant === undefined ? 'doppel --help lists what there is' : `did you mean ${meant}?`
  return new Fault('usage', `unknown command '${asked}'`, { exitCode: exitCodes.user, help })
}

function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-'))
}
