import { Command } from 'commander'
import { createStyle, exitCodes, Fault, suggest } from '#diagnostics'
import { type Verb, type VerbEntry, verbRegistry } from '#verbs'
import packageJson from '../../package.json' with { type: 'json' }
import type { Host } from './host.ts'
import { overviewText } from './overview-text.ts'
import { readInput } from './read-input.ts'
import { toFlag } from './to-flag.ts'

/** Runs a verb with input that its schema has accepted. */
export type Runner = (verb: Verb, input: Record<string, unknown>) => Promise<void>

/** All commands by name and summary; only the verb that `args` asks for is loaded and knows its parameters. */
export async function createProgram(args: readonly string[], host: Host, runner: Runner): Promise<Command> {
  checkHelpTopic(args)
  const program = createRoot(host)
  const asked = findEntry(args)
  for (const entry of verbRegistry) {
    const command = addCommand(program, entry)
    if (entry === asked) describe(command, await entry.load(), runner)
  }
  return program
}

/** The verb that the words of a command line name; flags and `help` before it don't count. */
export function findEntry(args: readonly string[]): VerbEntry | undefined {
  const words = wordsOf(args)
  if (words[0] === 'help') words.shift()
  const line = `${words.join(' ')} `
  const found = verbRegistry.filter((entry) => line.startsWith(`${entry.name} `))
  return found.sort((a, b) => b.name.length - a.name.length)[0]
}

function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg) => !arg.startsWith('-'))
}

/** `doppel help WORDS` with words that are no command; commander would show the overview and call it a failure. */
function checkHelpTopic(args: readonly string[]): void {
  const [first, ...topic] = wordsOf(args)
  if (first !== 'help' || topic.length === 0) return
  const asked = topic.join(' ')
  const known = verbRegistry.map((entry) => entry.name)
  if (known.some((name) => name === asked || name.startsWith(`${asked} `))) return
  const meant = suggest(asked, known)
  const help = meant === undefined ? 'doppel --help lists what there is' : `did you mean ${meant}?`
  throw new Fault('usage', `unknown command '${asked}'`, { exitCode: exitCodes.user, help })
}

function createRoot(host: Host): Command {
  const style = createStyle(host.stdout.colored)
  return new Command('doppel')
    .description(packageJson.description)
    .version(`doppel ${packageJson.version}`, '-V, --version', 'print the version')
    .option('--json', 'print the result, or the error, as JSON on stdout')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'teach a command: what it does, its flags, examples')
    .usage('COMMAND [flags]')
    .addHelpText('after', overviewText)
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: style.bold,
      styleCommandText: style.cyan,
      styleOptionText: style.cyan,
      subcommandTerm: (command) => [command.name(), command.usage()].filter((part) => part !== '').join(' '),
    })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHasColors: () => host.stdout.colored,
      getErrHasColors: () => host.stderr.colored,
      outputError: () => {},
    })
    .exitOverride()
}

function addCommand(program: Command, entry: VerbEntry): Command {
  const words = entry.name.split(' ')
  const last = words.pop() ?? entry.name
  const parent = words.reduce(
    (above, word) => above.commands.find((command) => command.name() === word) ?? addParent(above, word, entry),
    program,
  )
  return parent.command(last).summary(entry.summary).description(entry.summary).usage('').helpGroup(`${entry.group}:`)
}

function addParent(above: Command, word: string, entry: VerbEntry): Command {
  const within = verbRegistry.filter((other) => other.name.startsWith(`${word} `)).map((other) => other.name)
  return above.command(word).summary(within.join(', ')).usage('COMMAND').helpGroup(`${entry.group}:`)
}

function describe(command: Command, verb: Verb, runner: Runner): void {
  const positional = verb.parameters.filter((parameter) => parameter.kind === 'argument')
  const usage = positional.map((parameter) => `${parameter.placeholder ?? parameter.key}${parameter.repeatable === true ? '…' : ''}`)
  command.description(`${verb.summary}.`).usage([...usage, '[flags]'].join(' '))
  // Commander can't have `FILE… NAME`: it gets all words in one list, and readInput deals them out.
  command.argument('[words...]')
  command.configureHelp({ visibleArguments: () => [] })
  for (const parameter of verb.parameters) {
    if (parameter.kind === 'flag') command.option(toFlag(parameter.key), parameter.summary)
    if (parameter.kind !== 'option') continue
    const flag = `${toFlag(parameter.key)} <${parameter.placeholder ?? 'VALUE'}>`
    if (parameter.repeatable === true) command.option(flag, `${parameter.summary} (repeatable)`, append, [])
    else command.option(flag, parameter.summary)
  }
  command.addHelpText('after', `\n${verb.help.trim()}\n`)
  command.action((words: string[], options: Record<string, unknown>) => runner(verb, readInput(verb, words, options)))
}

function append(value: string, list: readonly string[]): string[] {
  return [...list, value]
}
