import { RootCommand } from '@bomb.sh/tab'
import { listTwins, type Verb, type VerbParameter, verbRegistry } from '#verbs'
import { findEntry } from './find-entry.ts'
import type { Host } from './host.ts'
import { toFlag } from './to-flag.ts'

/** Answers the shell's question what could stand at the end of `words`. */
export async function writeCompletions(words: string[], host: Host): Promise<void> {
  const root = new RootCommand()
  root.option('json', 'print JSON')
  const twins = await listTwins(host.cwd).catch(() => [])
  const asked = findEntry(words)
  for (const entry of verbRegistry) {
    const parent = entry.name.split(' ').slice(0, -1).join(' ')
    if (parent !== '' && !root.commands.has(parent)) root.command(parent, '')
    const command = root.command(entry.name, entry.summary)
    if (entry === asked) addParameters(command, await entry.load(), twins)
  }
  root.parse(words)
}

function addParameters(command: ReturnType<RootCommand['command']>, verb: Verb, twins: readonly string[]): void {
  for (const parameter of verb.parameters) {
    const offer = (complete: (value: string, description: string) => void) => {
      for (const value of valuesOf(parameter, twins)) complete(value, '')
    }
    if (parameter.kind === 'argument') command.argument(parameter.key, offer, parameter.repeatable === true)
    else if (parameter.kind === 'option') command.option(toFlag(parameter.key).slice(2), parameter.summary, offer)
    else command.option(toFlag(parameter.key).slice(2), parameter.summary)
  }
}

function valuesOf(parameter: VerbParameter, twins: readonly string[]): readonly string[] {
  if (parameter.completes === 'twin') return twins
  return Array.isArray(parameter.completes) ? parameter.completes : []
}
