import { jsonText } from '#base'
import { createStyle, type ExitCode, exitCodes, renderFault, toErrorJson } from '#diagnostics'
import type { VerbResult } from '#verbs'
import { createContext } from './context.ts'
import { expandHelp, findEntry } from './find-entry.ts'
import type { Host } from './host.ts'
import { createProgram } from './program.ts'
import { toFault } from './to-fault.ts'

/** Runs one command line and says how it ended. Never throws; writes to the host's outputs only. */
export async function run(args: readonly string[], host: Host): Promise<ExitCode> {
  const json = wantsJson(args)
  try {
    if (args[0] === 'complete') return await complete(args, host)
    const outcome: { result?: VerbResult } = {}
    const expanded = expandHelp(args)
    const program = await createProgram(expanded, host, async (verb, input) => {
      const context = createContext(host, json)
      try {
        outcome.result = await verb.run(input, context)
      } finally {
        context.end()
      }
    })
    await program.parseAsync(expanded, { from: 'user' })
    return outcome.result === undefined ? exitCodes.ok : finish(outcome.result, host, json)
  } catch (error) {
    return fail(error, args, host, json)
  }
}

function finish(result: VerbResult, host: Host, json: boolean): ExitCode {
  if (json) host.stdout.write(`${jsonText(result.json, 2)}\n`)
  else if (result.text !== '') host.stdout.write(result.text.endsWith('\n') ? result.text : `${result.text}\n`)
  return result.exitCode
}

function fail(error: unknown, args: readonly string[], host: Host, json: boolean): ExitCode {
  const fault = toFault(error, findEntry(args)?.name)
  if (fault === undefined) return exitCodes.ok
  if (json) host.stdout.write(`${jsonText(toErrorJson(fault), 2)}\n`)
  else host.stderr.write(`${renderFault(fault, createStyle(host.stderr.colored))}\n`)
  const debug = host.env['DOPPEL_DEBUG']
  if (debug !== undefined && debug !== '' && error instanceof Error) host.stderr.write(`${error.stack}\n`)
  return fault.exitCode
}

async function complete(args: readonly string[], host: Host): Promise<ExitCode> {
  const { writeCompletions } = await import('./complete.ts')
  await writeCompletions(args.slice(args.indexOf('--') + 1), host)
  return exitCodes.ok
}

function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).includes('--json')
}
