import { Command } from 'commander'
import { createStyle } from '#diagnostics'
import { type VerbEntry, verbRegistry } from '#verbs'
import packageJson from '../../package.json' with { type: 'json' }
import { describeVerb, type Runner } from './describe-verb.ts'
import { findEntry } from './find-entry.ts'
import type { Host } from './host.ts'
import { overviewText } from './overview-text.ts'

/** All commands by name and summary; only the verb that `args` asks for is loaded and knows its parameters. */
export async function createProgram(args: readonly string[], host: Host, runner: Runner): Promise<Command> {
  const program = createRoot(host)
  const asked = findEntry(args)
  for (const entry of verbRegistry) {
    const command = addCommand(program, entry)
    if (entry === asked) describeVerb(command, await entry.load(), runner)
  }
  return program
}

function createRoot(host: Host): Command {
  const style = createStyle(host.stdout.colored)
  return new Command('doppel')
    .description(`${packageJson.description}`)
    .version(`doppel ${packageJson.version}`, '-V, --version', 'print the version')
    .option('--json', 'print the result, or the error, as JSON on stdout')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .usage('COMMAND [flags]')
    .addHelpText('after', overviewText)
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: host.stdout.columns ?? 100,
      styleTitle: style.bold,
      styleSubcommandTerm: style.cyan,
      styleOptionTerm: style.cyan,
      styleArgumentTerm: style.cyan,
      visibleCommands: leaves,
      subcommandTerm: fullName,
      subcommandDescription: (command) => command.summary(),
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
  const parent = words.reduce((above, word) => childOf(above, word) ?? above.command(word).usage('COMMAND [flags]'), program)
  return parent.command(last).summary(entry.summary).helpGroup(`${entry.group}:`)
}

function childOf(above: Command, word: string): Command | undefined {
  return above.commands.find((command) => command.name() === word)
}

/** The commands that do something, so that the overview shows `import har` and not `import`. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]))
}

function fullName(command: Command): string {
  const above = command.parent
  return above === null || above.parent === null ? command.name() : `${fullName(above)} ${command.name()}`
}
